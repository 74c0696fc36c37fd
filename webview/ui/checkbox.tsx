import { element } from './element.ts';
import type { ComponentChildren, VNode } from 'preact';

interface CheckboxProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

export function Checkbox({ checked, onChange, disabled, children }: CheckboxProps): VNode {
  return element(
    'vscode-checkbox',
    {
      class: 'checkbox',
      checked,
      disabled: disabled ?? false,
      onChange: (event: Event) => {
        const target = event.currentTarget;
        if (target !== null && 'checked' in target && typeof target.checked === 'boolean') onChange(target.checked);
      },
    },
    children,
  );
}
