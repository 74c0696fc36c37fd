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

/** Until the reader drags it: the log shows some lines, a journey or a frame needs more. */
export function drawerDefault(form: Form, tab: 'log' | 'metrics' | 'record' | 'request' | 'batch'): number {
  if (form === 'wide') return tab === 'record' || tab === 'request' || tab === 'metrics' ? 366 : 220;
  return form === 'bottom' ? 220 : 380;
}
