import type { OutgoingRecord } from '../../engine/snapshot/outgoing.ts';
import type { Message } from '../language/service/message.ts';
import { isError } from '../language/service/message.ts';
import { parse } from '../language/service/parser.ts';
import type { ProducerBlock } from '../language/service/parser.ts';
import type { Diagnostic } from '../language/service/results.ts';
import type { Lines, Position, Range } from '../language/service/text.ts';
import type { Translate } from '../language/service/translate.ts';

/** A PRODUCER block and its text, by which its last result is kept. */
export interface BlockText {
  readonly index: number;
  readonly range: Range;
  readonly keyword: Range;
  readonly text: string;
}

export function producerBlocks(source: string): readonly BlockText[] {
  const { lines, blocks } = parse(source);
  return blocks
    .filter((block): block is ProducerBlock => block.kind === 'producer')
    .map(({ index, range, keyword }) => ({ index, range, keyword, text: textOf(lines, range) }));
}

/** The block the cursor is in, its last line included. */
export function blockAt(blocks: readonly BlockText[], position: Position): BlockText | undefined {
  return blocks.find(({ range }) => range.start.line <= position.line && position.line <= range.end.line);
}

export function recordOf(message: Message): OutgoingRecord {
  const { topic, key, value, headers, partition, timestamp } = message;
  return {
    topic,
    key,
    value,
    ...(headers.length > 0 && { headers }),
    ...(partition !== undefined && { partition }),
    ...(timestamp !== undefined && { timestamp }),
  };
}

/** What keeps a document from being sent, first things first: `orders.kafka, line 3: …`. Null when nothing does. */
export function refusal(name: string, diagnostics: readonly Diagnostic[], t: Translate): string | null {
  const errors = diagnostics.filter(isError);
  const first = errors[0];
  if (!first) return null;
  const where = t('{0}, line {1}', name, first.range.start.line + 1);
  const more = errors.length > 1 ? t(' And {0} more, see Problems.', errors.length - 1) : '';
  return t('Nothing was sent. {0}: {1}{2}', where, first.message, more);
}

/** The producer settings a message asks for that the running producer does not have. */
export function differingConfig(
  wanted: Readonly<Record<string, string>>,
  running: Readonly<Record<string, string>>,
): readonly (readonly [key: string, value: string])[] {
  return Object.entries(wanted).filter(([key, value]) => !Object.hasOwn(running, key) || running[key] !== value);
}

function textOf({ source, offsets }: Lines, { start, end }: Range): string {
  return source.slice((offsets[start.line] ?? 0) + start.character, (offsets[end.line] ?? 0) + end.character);
}
