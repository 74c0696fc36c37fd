import { seededRandom } from '../../engine/common/seededRandom.ts';
import type { FuzzSeed, FuzzTarget } from './fuzzTarget.ts';
import { mutate } from './mutate.ts';

/** Input that a decoder met in a way it must not. */
export interface Finding {
  readonly target: string;
  readonly iteration: number;
  readonly input: Buffer;
  readonly error: unknown;
}

interface Attempt {
  readonly seed: FuzzSeed;
  readonly input: Buffer;
}

/** The input of an iteration follows from seed and iteration alone, so that a finding can be repeated. */
export function attemptOf({ seeds, words }: FuzzTarget, seed: number, iteration: number): Attempt {
  const chosen = seeds[iteration % seeds.length];
  if (chosen === undefined) throw new Error('a target needs a seed');
  const random = seededRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(iteration + 1, 0x85ebca77)) >>> 0);
  return { seed: chosen, input: mutate(chosen.bytes, random, words) };
}

/** Decodes the input of one iteration. Null if the decoder gave a value or refused as it should. */
export async function fuzzOnce(target: FuzzTarget, seed: number, iteration: number): Promise<Finding | null> {
  const { seed: chosen, input } = attemptOf(target, seed, iteration);
  try {
    const decoded = chosen.decode(input);
    if (decoded instanceof Promise) await decoded;
    return null;
  } catch (error) {
    return target.isExpected(error) ? null : { target: target.name, iteration, input, error };
  }
}
