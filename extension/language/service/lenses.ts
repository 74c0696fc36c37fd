// The lenses above each PRODUCER. Which command they run is the server's business.
import type { Facts } from './facts.ts';
import { fileDefaults } from './message.ts';
import type { KafkaDocument, ProducerBlock } from './parser.ts';
import { producers } from './parser.ts';
import type { PragmaSettings } from './pragmas.ts';
import { mergeSettings, readPragmas } from './pragmas.ts';
import type { Lens } from './results.ts';
import type { Translate } from './translate.ts';

export const manyTimes = 10;

export function codeLenses(document: KafkaDocument, facts: Facts, t: Translate): Lens[] {
  const defaults = fileDefaults(document, t).settings;
  return producers(document).flatMap(block => lensesOf(block, defaults, facts, t));
}

function lensesOf(block: ProducerBlock, defaults: PragmaSettings, facts: Facts, t: Translate): Lens[] {
  const lens = (title: string, times: number, inspect: boolean): Lens => ({
    range: block.keyword,
    title,
    block: block.index,
    times,
    inspect,
  });
  const inspect = lens(t('Inspect & send'), 1, true);
  // The other extension has its own lenses for plain sending.
  if (facts.coexist) return [inspect];
  const count = mergeSettings(defaults, readPragmas(block.pragmas, t).settings).count ?? 1;
  if (count > 1) return [lens(t('Send ×{0}', count), 1, false), inspect];
  return [lens(t('Send'), 1, false), lens(t('Send ×{0}', manyTimes), manyTimes, false), inspect];
}
