import type { Random } from './random.ts';

export const systemRandom: Random = {
  nextInt: () => Math.floor(Math.random() * 0x8000_0000),
  nextDouble: () => Math.random(),
};
