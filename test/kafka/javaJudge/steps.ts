// What scripts are put together from. Timestamps are given, so that batches must be equal to the byte.
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import type { SendStep, Step } from './script.ts';

export const startMs = 1_700_000_000_000;
export const flush: Step = { op: 'flush' };
/** Batches leave at a flush, and nothing is asked again meanwhile. */
export const still = {
  'client.id': 'judged',
  'linger.ms': '60000',
  'retry.backoff.ms': '10',
  'retry.backoff.max.ms': '10',
};

export const text = (words: string): string => Buffer.from(words).toString('base64');
export const letters = (count: number): string => text('abcdefghij'.repeat(count / 10 + 1).slice(0, count));

export function noise(count: number, seed: number): string {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length: count }, () => random.nextInt() & 0xff)).toString('base64');
}

export function send(index: number, more: Partial<SendStep> = {}): SendStep {
  const standard = { topic: 'judged', partition: 0, timestampMs: startMs + index, key: null, value: letters(10) };
  return { op: 'send', ...standard, ...more };
}

export function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
