import type { Random } from './random.ts';

/** A repeatable sequence from a 32-bit seed (mulberry32): for tests, golden journeys and reproducible loads. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const nextDouble = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return { nextDouble, nextInt: () => Math.floor(nextDouble() * 0x8000_0000) };
}
