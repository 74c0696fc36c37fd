import type { ComponentChildren, VNode } from 'preact';

/**
 * A drawn thing with a name for who hears the page: the words stand in the text, the drawing is hidden. (A label of its own on
 * the element would have to repeat what is drawn.)
 */
export function Named({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <>
      <span class="for-readers">{name}</span>
      {children}
    </>
  );
}
