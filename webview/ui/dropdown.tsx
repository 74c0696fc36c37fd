import { element } from './element.ts';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DropdownProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
  readonly disabled?: boolean;
  readonly class?: string;
}

/** The toolkit's dropdown picks its first option when its options come; the value is set again after each of our changes. */
export function Dropdown(props: DropdownProps): VNode {
  const dropdown = useRef<HTMLElement & { value: string }>(null);
  const names = props.options.map(option => option.value).join('\n');
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (dropdown.current !== null && dropdown.current.value !== props.value) dropdown.current.value = props.value;
    });
    return () => cancelAnimationFrame(frame);
  }, [names, props.value]);
  return element(
    'vscode-dropdown',
    {
      ref: dropdown,
      class: `field ${props.class ?? ''}`,
      'aria-label': props.label,
      disabled: props.disabled ?? false,
      onChange: () => {
        const value = dropdown.current?.value;
        if (value !== undefined && value !== props.value) props.onChange(value);
      },
    },
    props.options.map(option => element('vscode-option', { key: option.value, value: option.value }, option.text)),
  );
}
