import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Codicon } from './icon.tsx';

export interface MenuItem {
  readonly text: string;
  readonly detail?: string;
  readonly icon?: string;
  /** For one of several: a mark stands before it. */
  readonly checked?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly class?: string;
  readonly align?: 'left' | 'right';
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** A button that opens a list of actions; arrows move, Enter runs, Escape gives the focus back. */
export function Menu({ label, items, class: className, align, title, children }: MenuProps): VNode {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Node) || !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  return (
    <div class={`menu ${className ?? ''}`} ref={root}>
      <button
        ref={trigger}
        type="button"
        class="menu-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={title ?? label}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div
          class={`menu-list ${align ?? 'left'}`}
          role="menu"
          aria-label={label}
          onKeyDown={event => keys(event, close)}
        >
          {items.map(item => (
            <button
              key={item.text}
              type="button"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              class="menu-item"
              tabIndex={-1}
              onClick={() => {
                close();
                item.run();
              }}
            >
              <span class="menu-icon">
                {item.checked ? <Codicon name="check" /> : item.icon !== undefined && <Codicon name={item.icon} />}
              </span>
              <span>{item.text}</span>
              {item.detail !== undefined && <span class="menu-detail">{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function keys(event: KeyboardEvent & { readonly currentTarget: HTMLElement }, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const at = items.findIndex(item => item === document.activeElement);
  const go: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const next = go[event.key];
  if (next !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    items[next]?.focus();
  } else if (event.key === 'Escape') {
    event.stopPropagation();
    close();
  }
}
