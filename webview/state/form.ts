/** How the page is arranged; the same limits as the container queries in css/. */
export type Form = 'wide' | 'middle' | 'narrow' | 'bottom';

export function formOf(width: number, height: number): Form {
  if (height <= 340 && width >= 900) return 'bottom';
  if (width >= 1100) return 'wide';
  return width >= 640 ? 'middle' : 'narrow';
}

/** The bottom form has room for the pool only from here on. */
export const BOTTOM_POOL_WIDTH = 1280;

export const DRAWER_MIN = 120;

export const DRAWER_DEFAULT: Readonly<Record<Form, number>> = { wide: 220, middle: 360, narrow: 320, bottom: 220 };
