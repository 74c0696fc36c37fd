import { element } from './element.ts';
import type { VNode } from 'preact';
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
  return element(
    'vscode-text-field',
    {
      id: props.id,
      class: `field ${props.class ?? ''}`,
      // The toolkit writes a label of its own when the field is connected; ours comes after that.
      ref: (field: Element | null) => field?.setAttribute('aria-label', props.label),
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
