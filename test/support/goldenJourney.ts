import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { printJourney } from './printJourney.ts';
import type { TestProducer } from './testProducer.ts';

/**
 * Whole runs as text, one file each: what a reader of the engine wants to see, and what a change to its order of steps shows up
 * in. `UPDATE_JOURNEYS=1` writes the files anew; look at the diff.
 */
export function compareWithGolden(name: string, { transitions, time }: TestProducer): void {
  const text = `${printJourney(transitions, time.startMs)}\n`;
  const file = new URL(`../journeys/${name}.txt`, import.meta.url);
  if (process.env.UPDATE_JOURNEYS) writeFileSync(file, text);
  assert.equal(text, readFileSync(file, 'utf8'));
}
