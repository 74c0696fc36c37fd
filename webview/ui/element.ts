import { h } from 'preact';
import type { ComponentChildren, VNode } from 'preact';

/** A custom element: Preact sets what the element has as properties, the rest as attributes. */
export function element(tag: string, props: Record<string, unknown>, ...children: ComponentChildren[]): VNode {
  return h<Record<string, unknown>>(tag, props, ...children);
}
