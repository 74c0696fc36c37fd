import { seededRandom } from '../../engine/common/seededRandom.ts';

/** Bytes that codecs are tried on, the same at every run: fixtures hold only what they were compressed to. */
export const codecContents = {
  'one byte': Buffer.from('k'),
  /** Longer than two blocks of 64 KB. */
  lines: Buffer.from(
    Array.from(
      { length: 2000 },
      (_, n) => `{"customer":"user-${(n * 7) % 60}","paid":${n % 3 === 0},"note":"${noteOf(n)}"}`,
    ).join('\n'),
  ),
  /** Matches that overlap themselves. */
  'one letter': Buffer.alloc(70_000, 'a'),
  /** Does not get smaller. */
  noise: noise(600),
} as const;
export type CodecContent = keyof typeof codecContents;

function noteOf(n: number): string {
  return ['left at the door', 'signed for', 'not at home, tried again'][(n >> 3) % 3] ?? '';
}

/** The same bytes for the same seed, with nothing in them to compress. */
export function noise(length: number, seed = 1): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length }, () => random.nextInt() & 0xff));
}
