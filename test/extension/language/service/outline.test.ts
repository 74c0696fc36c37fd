// Symbols, folding and lenses: what the editor draws around the text.
import assert from 'node:assert/strict';
import test from 'node:test';
import { noFacts } from '../../../../extension/language/service/facts.ts';
import { foldingRanges } from '../../../../extension/language/service/folding.ts';
import { codeLenses } from '../../../../extension/language/service/lenses.ts';
import { parse } from '../../../../extension/language/service/parser.ts';
import type { DocumentSymbol } from '../../../../extension/language/service/results.ts';
import { documentSymbols } from '../../../../extension/language/service/symbols.ts';
import { english } from '../../../../extension/language/service/translate.ts';

const text = [
  '-- one', // 0
  '-- two',
  '--@ acks: all',
  '',
  'PRODUCER first', // 4
  'topic: orders',
  '--@ partition: 1',
  '{',
  '  "a": [', // 8
  '    "}"',
  '  ]',
  '}',
  '', // 12
  '###',
  'PRODUCER',
  'topic: audit',
  '-- not', // 16
  '-- a comment',
  'x',
  '-- value',
  '-- value', // 20
  '###',
  'CONSUMER group',
  'topic: orders',
].join('\n');

function outline(symbols: readonly DocumentSymbol[], indent = ''): string {
  return symbols
    .map(
      ({ name, detail, range, children }) =>
        `${indent}${name} [${detail}] ${range.start.line}-${range.end.line}\n${outline(children, `${indent}  `)}`,
    )
    .join('');
}

test('the outline', () => {
  assert.equal(
    outline(documentSymbols(parse(text), english)),
    `--@ acks [all] 2-2
first [orders] 4-12
  topic [orders] 5-5
  --@ partition [1] 6-6
  value [{ "a": [ "}" ] }] 7-11
PRODUCER [audit] 14-20
  topic [audit] 15-15
  value [x -- value -- value] 18-20
group [orders] 22-23
  topic [orders] 23-23
`,
  );
});

test('nothing in the outline is without a name', () => {
  const symbols = documentSymbols(parse('--@\nCONSUMER\n: x'), english);
  assert.deepEqual(
    symbols.flatMap(symbol => [symbol, ...symbol.children]).map(symbol => symbol.name),
    ['--@', 'CONSUMER', ':'],
  );
});

/** Folds as `start-end kind`. */
function checkFolds(name: string, source: string, expected: readonly string[], coexist = false): void {
  test(`folding: ${name}`, () => {
    const folds = foldingRanges(parse(source), { ...noFacts, coexist });
    assert.deepEqual(
      folds.map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind}`),
      expected,
    );
  });
}

checkFolds('blocks to their last text, JSON, comments', text, [
  '4-11 region', '14-20 region', '22-23 region', '8-9 region', '7-10 region', '0-2 comment', '16-17 comment',
]); // prettier-ignore
checkFolds(
  'beside the other extension only what it lacks',
  text,
  ['8-9 region', '7-10 region', '0-2 comment', '16-17 comment'],
  true,
);
checkFolds('a block of one line', 'PRODUCER\n\n', []);
checkFolds('JSON that is not closed', 'PRODUCER\n{\n{\n"a": 1\n', ['0-3 region']);
checkFolds('JSON with a string that is not closed', 'PRODUCER\n{\n"a: 1,\n"b": 2\n}', ['0-4 region', '1-3 region']);
checkFolds('Windows line ends', 'PRODUCER\r\n{\r\n"a": 1\r\n}', ['0-3 region', '1-2 region']);
checkFolds('text with brackets is no JSON', 'PRODUCER\nx {\n}', ['0-2 region']);

/** Lenses as `line title → block ×times`. */
function checkLenses(name: string, source: string, expected: readonly string[], coexist = false): void {
  test(`lenses: ${name}`, () => {
    const lenses = codeLenses(parse(source), { ...noFacts, coexist }, english);
    const shown = lenses.map(
      lens => `${lens.range.start.line} ${lens.title} → ${lens.block} ×${lens.times}${lens.inspect ? ' inspect' : ''}`,
    );
    assert.deepEqual(shown, expected);
  });
}

checkLenses('three for each producer, none for a consumer', 'CONSUMER g\nPRODUCER a\nx\n###\nPRODUCER b', [
  '1 Send → 1 ×1',
  '1 Send ×10 → 1 ×10',
  '1 Inspect & send → 1 ×1 inspect',
  '4 Send → 2 ×1',
  '4 Send ×10 → 2 ×10',
  '4 Inspect & send → 2 ×1 inspect',
]);
checkLenses('a block that has its own count', 'PRODUCER\n--@ count: 1000\nx', [
  '0 Send ×1000 → 0 ×1',
  '0 Inspect & send → 0 ×1 inspect',
]);
checkLenses('a count for the whole file', '--@ count: 5\nPRODUCER\nx\n###\nPRODUCER\n--@ count: 1\nx', [
  '1 Send ×5 → 0 ×1',
  '1 Inspect & send → 0 ×1 inspect',
  '4 Send → 1 ×1',
  '4 Send ×10 → 1 ×10',
  '4 Inspect & send → 1 ×1 inspect',
]);
checkLenses('beside the other extension', 'PRODUCER\nx', ['0 Inspect & send → 0 ×1 inspect'], true);
