// Blocks, runs of comments, and the brackets of a JSON value.
import type { Facts } from './facts.ts';
import type { KafkaDocument, ProducerBlock } from './parser.ts';
import { valueLine } from './parser.ts';
import type { FoldingRange } from './results.ts';
import { lineText } from './text.ts';

export function foldingRanges(document: KafkaDocument, facts: Facts): FoldingRange[] {
  // Tools for Apache Kafka folds blocks too, and two providers would show both.
  const blocks = facts.coexist
    ? []
    : document.blocks.map(block => region(block.range.start.line, lastSaidLine(document, block.range.end.line)));
  const values = document.blocks.flatMap(block => (block.kind === 'producer' ? jsonFolds(block) : []));
  return [...blocks, ...values, ...commentRuns(document)].filter(fold => fold.endLine > fold.startLine);
}

function lastSaidLine(document: KafkaDocument, endLine: number): number {
  let line = endLine;
  while (line > 0 && lineText(document.lines, line).trim() === '') line--;
  return line;
}

// Comments start at column 0 and, inside a producer, stand above its value.
function commentRuns(document: KafkaDocument): FoldingRange[] {
  const runs: FoldingRange[] = [];
  const valueLines = new Set<number>();
  for (const block of document.blocks) {
    if (block.kind !== 'producer') continue;
    for (let line = valueLine(block); line <= block.range.end.line; line++) valueLines.add(line);
  }
  let start: number | undefined;
  const lineCount = document.lines.texts.length;
  for (let line = 0; line <= lineCount; line++) {
    const isComment = line < lineCount && !valueLines.has(line) && lineText(document.lines, line).startsWith('--');
    if (isComment) start ??= line;
    else if (start !== undefined) {
      runs.push({ startLine: start, endLine: line - 1, kind: 'comment' });
      start = undefined;
    }
  }
  return runs;
}

/** Pairs of brackets over several lines; the closing line stays visible. Brackets inside strings do not count. */
function jsonFolds(block: ProducerBlock): FoldingRange[] {
  const text = block.value?.text ?? '';
  if (!/^[{[]/.test(text)) return [];
  const folds: FoldingRange[] = [];
  const open: number[] = [];
  let line = valueLine(block);
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\n' || (character === '\r' && text[i + 1] !== '\n')) {
      line++;
      inString = false;
    } else if (character === '\\' && inString) i++;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === '{' || character === '[')) open.push(line);
    else if (!inString && (character === '}' || character === ']')) {
      const start = open.pop();
      if (start !== undefined) folds.push(region(start, line - 1));
    }
  }
  return folds;
}

function region(startLine: number, endLine: number): FoldingRange {
  return { startLine, endLine, kind: 'region' };
}
