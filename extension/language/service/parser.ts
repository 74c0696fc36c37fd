// The `.kafka` format, read exactly as Tools for Apache Kafka reads it, so that one file sends the same bytes with both:
//
//   file     = { line outside blocks | producer | consumer }
//   producer = "PRODUCER" label EOL { "--"… | blank | property } [ value ] ( "###"… | EOF )
//   consumer = "CONSUMER" group EOL { "--"… | blank | any line }           ( "###"… | next PRODUCER/CONSUMER | EOF )
//   property = known name, at once ":", text EOL       in a producer: from column 0, nothing before the colon
//   value    = all from the first other line to the end of the block, trimmed
//
// Keywords are prefixes at column 0, upper case. Our options stand in comments: `--@ key: value` (a pragma).
import { isProducerProperty } from './grammar.ts';
import type { Lines, Part, Range } from './text.ts';
import { lineText, positionAt, rangeOnLine, splitLines, trimmedPart, wholeLine } from './text.ts';

export interface Property {
  readonly line: number;
  readonly range: Range;
  /** Trimmed. Empty when a consumer line starts with a colon. */
  readonly name: Part;
  /** Trimmed; undefined when there is no colon, which only a consumer can have. */
  readonly value: Part | undefined;
}

/** `--@ key: value` */
export interface Pragma {
  readonly line: number;
  readonly range: Range;
  readonly key: Part;
  /** undefined when there is no colon. */
  readonly value: Part | undefined;
}

export interface ProducerBlock {
  readonly kind: 'producer';
  readonly index: number;
  /** From the keyword to the end of the last line before the separator. */
  readonly range: Range;
  readonly keyword: Range;
  readonly label: Part;
  readonly properties: readonly Property[];
  readonly pragmas: readonly Pragma[];
  /** Trimmed, with the line ends of the document. */
  readonly value: Part | undefined;
}

export interface ConsumerBlock {
  readonly kind: 'consumer';
  readonly index: number;
  readonly range: Range;
  readonly keyword: Range;
  readonly group: Part;
  readonly properties: readonly Property[];
  /** Read, though a consumer takes none. */
  readonly pragmas: readonly Pragma[];
}

export type Block = ProducerBlock | ConsumerBlock;

export interface KafkaDocument {
  readonly lines: Lines;
  readonly blocks: readonly Block[];
  /** Above the first block: defaults for every producer of the file. */
  readonly pragmas: readonly Pragma[];
  /** Between blocks, where a pragma belongs to nothing. */
  readonly strayPragmas: readonly Pragma[];
  /** Lines outside blocks that are neither blank nor comment nor separator; the format ignores them. */
  readonly outsideLines: readonly number[];
  /** Lines that start with `###` and are not value text (a producer's value cannot hold one). */
  readonly separators: readonly Range[];
}

type BlockKind = Block['kind'];
const keywordLength = 'PRODUCER'.length;

/** Never throws: whatever the text, it is a document. */
export function parse(text: string): KafkaDocument {
  const lines = splitLines(text);
  const blocks: Block[] = [];
  const pragmas: Pragma[] = [];
  const strayPragmas: Pragma[] = [];
  const outsideLines: number[] = [];
  const separators: Range[] = [];

  let open: { kind: BlockKind; startLine: number } | undefined;
  const close = (lastLine: number): void => {
    if (open !== undefined) blocks.push(readBlock(lines, open.kind, blocks.length, open.startLine, lastLine));
    open = undefined;
  };

  lines.texts.forEach((line, number) => {
    const kind = blockKind(line);
    if (isSeparator(line)) {
      close(number - 1);
      separators.push(wholeLine(lines, number));
    } else if (kind !== undefined && open?.kind !== 'producer') {
      close(number - 1);
      open = { kind, startLine: number };
    } else if (open === undefined && !isIgnorable(line)) {
      outsideLines.push(number);
    } else if (open === undefined) {
      const pragma = readPragma(lines, number);
      if (pragma !== undefined) (blocks.length === 0 ? pragmas : strayPragmas).push(pragma);
    }
  });
  close(lines.texts.length - 1);
  return { lines, blocks, pragmas, strayPragmas, outsideLines, separators };
}

export function blockKind(line: string): BlockKind | undefined {
  if (line.startsWith('PRODUCER')) return 'producer';
  if (line.startsWith('CONSUMER')) return 'consumer';
  return undefined;
}

export function isSeparator(line: string): boolean {
  return line.startsWith('###');
}

/** A comment or a blank line. Inside a value both are content. */
export function isIgnorable(line: string): boolean {
  return line.startsWith('--') || line.trim() === '';
}

export function producers(document: KafkaDocument): ProducerBlock[] {
  return document.blocks.filter(block => block.kind === 'producer');
}

/** The property that counts: the last of its name. */
export function propertyOf(block: Block, name: string): Property | undefined {
  return block.properties.findLast(property => property.name.text === name);
}

/** The pragma that counts: the last of its key. */
export function pragmaOf(pragmas: readonly Pragma[], key: string): Pragma | undefined {
  return pragmas.findLast(pragma => pragma.key.text === key);
}

/** First line of a producer's value; without a value, the line after the block. Above it is the header. */
export function valueLine(block: ProducerBlock): number {
  return block.value?.range.start.line ?? block.range.end.line + 1;
}

function readBlock(lines: Lines, kind: BlockKind, index: number, startLine: number, lastLine: number): Block {
  const head = {
    index,
    range: {
      start: { line: startLine, character: 0 },
      end: { line: lastLine, character: lineText(lines, lastLine).length },
    },
    keyword: rangeOnLine(startLine, 0, keywordLength),
  };
  const name = trimmedPart(lines, startLine, keywordLength, lineText(lines, startLine).length);
  return kind === 'producer'
    ? { kind, ...head, label: name, ...readProducer(lines, startLine, lastLine) }
    : { kind, ...head, group: name, ...readConsumer(lines, startLine, lastLine) };
}

function readProducer(
  lines: Lines,
  startLine: number,
  lastLine: number,
): Pick<ProducerBlock, 'properties' | 'pragmas' | 'value'> {
  const properties: Property[] = [];
  const pragmas: Pragma[] = [];
  for (let line = startLine + 1; line <= lastLine; line++) {
    const text = lineText(lines, line);
    const colon = text.indexOf(':');
    if (isIgnorable(text)) {
      const pragma = readPragma(lines, line);
      if (pragma !== undefined) pragmas.push(pragma);
    } else if (colon !== -1 && isProducerProperty(text.slice(0, colon))) {
      properties.push(readProperty(lines, line));
    } else {
      return { properties, pragmas, value: readValue(lines, line, lastLine) };
    }
  }
  return { properties, pragmas, value: undefined };
}

function readConsumer(
  lines: Lines,
  startLine: number,
  lastLine: number,
): Pick<ConsumerBlock, 'properties' | 'pragmas'> {
  const properties: Property[] = [];
  const pragmas: Pragma[] = [];
  for (let line = startLine + 1; line <= lastLine; line++) {
    const pragma = readPragma(lines, line);
    if (pragma !== undefined) pragmas.push(pragma);
    else if (!isIgnorable(lineText(lines, line))) properties.push(readProperty(lines, line));
  }
  return { properties, pragmas };
}

function readProperty(lines: Lines, line: number): Property {
  return { line, range: wholeLine(lines, line), ...nameAndValue(lines, line, 0) };
}

function readPragma(lines: Lines, line: number): Pragma | undefined {
  if (!lineText(lines, line).startsWith('--@')) return undefined;
  const { name, value } = nameAndValue(lines, line, '--@'.length);
  return { line, range: wholeLine(lines, line), key: name, value };
}

function nameAndValue(lines: Lines, line: number, start: number): { name: Part; value: Part | undefined } {
  const end = lineText(lines, line).length;
  const colon = lineText(lines, line).indexOf(':', start);
  if (colon === -1) return { name: trimmedPart(lines, line, start, end), value: undefined };
  return { name: trimmedPart(lines, line, start, colon), value: trimmedPart(lines, line, colon + 1, end) };
}

function readValue(lines: Lines, firstLine: number, lastLine: number): Part {
  const start = lines.offsets[firstLine] ?? 0;
  const end = (lines.offsets[lastLine] ?? 0) + lineText(lines, lastLine).length;
  const raw = lines.source.slice(start, end);
  const text = raw.trim();
  const first = start + (raw.length - raw.trimStart().length);
  return { text, range: { start: positionAt(lines, first), end: positionAt(lines, first + text.length) } };
}
