import { element } from './element.ts';
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Codicon } from './icon.tsx';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onEnter?: () => void;
  readonly onEscape?: () => void;
  readonly placeholder?: string;
  readonly icon?: string;
  readonly disabled?: boolean;
  readonly class?: string;
  readonly id?: string;
  /** Keys the field does not need itself, such as arrow down to open a list beside it. */
  readonly onKey?: (event: KeyboardEvent) => void;
}

export function TextField(props: TextFieldProps): VNode {
  const field = useRef<HTMLElement>(null);
  // The toolkit names a field "Text field" when it is connected, whatever it was called before.
  useLayoutEffect(() => field.current?.setAttribute('aria-label', props.label), [props.label]);
  return element(
    'vscode-text-field',
    {
      ref: field,
      id: props.id,
      class: `field ${props.class ?? ''}`,
      value: props.value,
      placeholder: props.placeholder,
      disabled: props.disabled ?? false,
      onInput: (event: Event) => props.onInput(valueOf(event)),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter' && !event.isComposing) props.onEnter?.();
        props.onKey?.(event);
        if (event.key === 'Escape' && props.onEscape !== undefined) {
          event.stopPropagation();
          props.onEscape();
        }
      },
    },
    props.icon === undefined ? null : <Codicon name={props.icon} slot="start" />,
  );
}

function valueOf(event: Event): string {
  const target = event.currentTarget;
  return target !== null && 'value' in target && typeof target.value === 'string' ? target.value : '';
}
