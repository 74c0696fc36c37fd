import type { KafkaDocument } from '../../../../extension/language/service/parser.ts';
import { parse } from '../../../../extension/language/service/parser.ts';
import type { Position } from '../../../../extension/language/service/text.ts';
import { positionAt, splitLines } from '../../../../extension/language/service/text.ts';

/** A document and the place of the `|` in it, which is taken out. */
export function withCursor(marked: string): { document: KafkaDocument; position: Position } {
  const offset = marked.indexOf('|');
  if (offset === -1) throw new Error('no cursor in the text');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { document: parse(text), position: positionAt(splitLines(text), offset) };
}
