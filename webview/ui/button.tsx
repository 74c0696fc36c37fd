import { element } from './element.ts';
import type { ComponentChildren, VNode } from 'preact';
import { Codicon } from './icon.tsx';

interface ButtonProps {
  readonly onPress: () => void;
  readonly icon?: string;
  /** Only for the one next thing to do. */
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly title?: string;
  /** Needed where the button shows only a sign. */
  readonly label?: string;
  readonly class?: string;
  readonly outlined?: boolean;
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps): VNode {
  const { onPress, icon, primary, disabled, pressed, title, label, children, outlined } = props;
  return element(
    'vscode-button',
    {
      class: [
        'button',
        outlined ? 'outlined' : '',
        icon !== undefined && children != null ? 'with-icon' : '',
        props.class ?? '',
      ]
        .join(' ')
        .trim(),
      appearance: primary ? 'primary' : 'secondary',
      disabled: disabled ?? false,
      'aria-label': label,
      'aria-pressed': pressed === undefined ? undefined : String(pressed),
      title,
      onClick: () => {
        if (!disabled) onPress();
      },
    },
    icon === undefined ? null : <Codicon name={icon} slot="start" />,
    children,
  );
}

/** A word that does something; looks like a link, is a button. */
export function LinkButton(props: {
  readonly onPress: () => void;
  readonly title?: string;
  readonly expanded?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <button
      type="button"
      class="link"
      title={props.title}
      aria-expanded={props.expanded}
      onClick={event => {
        event.stopPropagation();
        props.onPress();
      }}
    >
      {props.children}
    </button>
  );
}

/** A sign that does something, without a frame. */
export function IconButton(props: {
  readonly icon: string;
  readonly label: string;
  readonly onPress: () => void;
  readonly pressed?: boolean;
  readonly class?: string;
  readonly tabIndex?: number;
}): VNode {
  return (
    <button
      type="button"
      class={`icon-button ${props.class ?? ''}`}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      tabIndex={props.tabIndex}
      onClick={event => {
        event.stopPropagation();
        props.onPress();
      }}
    >
      <Codicon name={props.icon} />
    </button>
  );
}
