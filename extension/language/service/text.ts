// Lines, positions and ranges as the Language Server Protocol counts them: from 0, characters in UTF-16 code units.

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A piece of the document and where it stands. */
export interface Part {
  readonly text: string;
  readonly range: Range;
}

/** The document cut at `\n`, `\r\n` and `\r`, as VS Code cuts it. There is always at least one line. */
export interface Lines {
  readonly source: string;
  /** Without their line ends. */
  readonly texts: readonly string[];
  /** Offset of each line's first character in `source`. */
  readonly offsets: readonly number[];
}

export function splitLines(source: string): Lines {
  const texts: string[] = [];
  const offsets: number[] = [];
  const lineEnd = /\r\n|\n|\r/g;
  let start = 0;
  for (let match = lineEnd.exec(source); match !== null; match = lineEnd.exec(source)) {
    texts.push(source.slice(start, match.index));
    offsets.push(start);
    start = lineEnd.lastIndex;
  }
  texts.push(source.slice(start));
  offsets.push(start);
  return { source, texts, offsets };
}

export function lineText(lines: Lines, line: number): string {
  return lines.texts[line] ?? '';
}

export function rangeOnLine(line: number, startCharacter: number, endCharacter: number): Range {
  return { start: { line, character: startCharacter }, end: { line, character: endCharacter } };
}

export function wholeLine(lines: Lines, line: number): Range {
  return rangeOnLine(line, 0, lineText(lines, line).length);
}

/** The range of a whole line with its line end, to delete it; the last line has none. */
export function lineWithEnd(lines: Lines, line: number): Range {
  return line + 1 < lines.texts.length
    ? { start: { line, character: 0 }, end: { line: line + 1, character: 0 } }
    : wholeLine(lines, line);
}

export function endOfText(lines: Lines): Position {
  const last = lines.texts.length - 1;
  return { line: last, character: lineText(lines, last).length };
}

/** Position of an offset of `source`; an offset inside a line end counts as the end of its line. */
export function positionAt(lines: Lines, offset: number): Position {
  let low = 0;
  let high = lines.offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines.offsets[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const character = Math.max(0, offset - (lines.offsets[low] ?? 0));
  return { line: low, character: Math.min(character, lineText(lines, low).length) };
}

/** The part of a line between two characters, without the blanks around it. All blanks gives an empty part at `start`. */
export function trimmedPart(lines: Lines, line: number, start: number, end: number): Part {
  const raw = lineText(lines, line).slice(start, end);
  const text = raw.trim();
  if (text === '') return { text, range: rangeOnLine(line, start, start) };
  const first = start + (raw.length - raw.trimStart().length);
  return { text, range: rangeOnLine(line, first, first + text.length) };
}

export function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Both ends count: a cursor right after a word is on the word. */
export function touches(range: Range, position: Position): boolean {
  return !isBefore(position, range.start) && !isBefore(range.end, position);
}

export function overlaps(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}
