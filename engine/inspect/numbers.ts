/** Two decimals are more than anybody sees, and shorter in a frame. */
export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

export function round2OrNull(value: number | null): number | null {
  return value === null ? null : round2(value);
}

/** A share, 0…1, three decimals. */
export function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.round(Math.min(1, part / whole) * 1000) / 1000;
}

/** From this age on a thing is shown as itself, not as a mean. */
export const EXACT_AFTER_MS = 250;
/** So long it stays shown as itself after the last one that lived long, so that nothing blinks between the two forms. */
export const EXACT_UNTIL_MS = 500;
/** A partition without a batch for so long is idle. */
export const IDLE_AFTER_MS = 5_000;
/** So long it is shown that a partition has moved. */
export const MOVED_FOR_MS = 10_000;

/** The age from which a request is late and its broker silent; `medianMs` null: nothing was answered lately. */
export function lateAfterMs(medianMs: number | null): number {
  return Math.max(1_000, 5 * (medianMs ?? 0));
}
