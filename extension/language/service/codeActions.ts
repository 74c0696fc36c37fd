import { diagnose } from './diagnostics.ts';
import type { Facts } from './facts.ts';
import type { KafkaDocument } from './parser.ts';
import type { CodeAction } from './results.ts';
import type { Range } from './text.ts';
import { overlaps } from './text.ts';
import type { Translate } from './translate.ts';

/** The quick fixes of the diagnostics that touch the range. */
export function codeActions(document: KafkaDocument, range: Range, facts: Facts, t: Translate): CodeAction[] {
  return diagnose(document, facts, t)
    .filter(diagnostic => overlaps(diagnostic.range, range))
    .flatMap(diagnostic => (diagnostic.fixes ?? []).map(fix => ({ title: fix.title, diagnostic, edits: fix.edits })));
}
