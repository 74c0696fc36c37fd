import type { VNode } from 'preact';

/** A codicon by its name; decoration, so it is hidden from readers: the word stands beside it. */
export function Codicon({ name, slot }: { readonly name: string; readonly slot?: string }): VNode {
  return <span class={`codicon codicon-${name}`} slot={slot} aria-hidden="true" />;
}

/** One of our own 12 px signs, see signs.tsx. */
export function Sign({ name, class: className }: { readonly name: string; readonly class?: string }): VNode {
  return (
    <svg class={`sign ${className ?? ''}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <use href={`#sign-${name}`} />
    </svg>
  );
}
