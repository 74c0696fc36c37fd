import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import { form, sessions } from '../state/app.ts';
import { themeVersion } from './theme.ts';

/**
 * Numbers keep the width of the largest one so far, so that what stands beside them does not jump: `name` is set on `root` to the
 * width of the widest `selector` in it, which takes it as its least. Begun anew with another producer, form or font.
 */
export function useWidest(root: RefObject<HTMLElement | null>, selector: string, name: `--${string}`): void {
  const widest = useRef({ of: '', px: 0 });
  const of = `${sessions.value} ${form.value} ${themeVersion.value}`;
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    if (widest.current.of !== of) {
      widest.current = { of, px: 0 };
      element.style.removeProperty(name);
    }
    const widths = [...element.querySelectorAll(selector)].map(number => number.getBoundingClientRect().width);
    const px = Math.max(widest.current.px, ...widths);
    widest.current.px = px;
    if (element.style.getPropertyValue(name) !== `${px}px`) element.style.setProperty(name, `${px}px`);
  });
}
