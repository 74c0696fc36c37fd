// The corpus: one case for each fact of the format as Tools for Apache Kafka reads it, then the ranges.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Block, KafkaDocument, Pragma } from '../../../../extension/language/service/parser.ts';
import { parse } from '../../../../extension/language/service/parser.ts';
import type { Range } from '../../../../extension/language/service/text.ts';

/** The document in one line a block: `P label | name=value … | @key=value … | value`. */
function show(document: KafkaDocument): string[] {
  const file = document.pragmas.map(pragma => `file ${showPragma(pragma)}`);
  const stray = document.strayPragmas.map(pragma => `stray ${showPragma(pragma)}`);
  return [...file, ...document.blocks.map(showBlock), ...stray];
}

function showBlock(block: Block): string {
  const properties = block.properties.map(({ name, value }) => `${name.text}=${value?.text ?? '(no colon)'}`).join(' ');
  const pragmas = block.pragmas.map(showPragma).join(' ');
  const head = block.kind === 'producer' ? `P ${block.label.text}` : `C ${block.group.text}`;
  const value = block.kind === 'producer' ? ` | ${block.value?.text ?? '(none)'}` : '';
  return `${head} | ${properties} | ${pragmas}${value}`;
}

function showPragma({ key, value }: Pragma): string {
  return `@${key.text}=${value?.text ?? '(no colon)'}`;
}

const corpus: readonly (readonly [fact: string, text: string, expected: readonly string[]])[] = [
  ['an empty file has no blocks', '', []],
  ['lines outside blocks are ignored', 'hello\ntopic: t\n\nPRODUCER a\nx\n###\nbye', ['P a |  |  | x']],
  ['the text after PRODUCER is a label', 'PRODUCER my label \nx', ['P my label |  |  | x']],
  ['keywords are upper case', 'producer a\nx\nProducer b\ny', []],
  ['keywords stand at column 0', ' PRODUCER a\nx', []],
  ['a keyword is a prefix: PRODUCERS opens a block too', 'PRODUCERS\nx', ['P S |  |  | x']],
  ['a keyword is a prefix: CONSUMERg reads as group g', 'CONSUMERg\ntopic: t', ['C g | topic=t | ']],
  ['### ends a producer', 'PRODUCER a\nx\n###\ny', ['P a |  |  | x']],
  ['#### counts as ###', 'PRODUCER a\nx\n#### more\ny', ['P a |  |  | x']],
  ['## does not end a producer', 'PRODUCER a\nx\n##\ny', ['P a |  |  | x\n##\ny']],
  ['an indented ### does not end a producer', 'PRODUCER a\nx\n ###\ny', ['P a |  |  | x\n ###\ny']],
  ['the end of the file ends a producer', 'PRODUCER a\nx', ['P a |  |  | x']],
  ['a PRODUCER line inside a value is value', 'PRODUCER a\nx\nPRODUCER b\ny', ['P a |  |  | x\nPRODUCER b\ny']],
  ['a PRODUCER line opens the value when nothing else did', 'PRODUCER a\nPRODUCER b', ['P a |  |  | PRODUCER b']],
  ['a CONSUMER line inside a producer is value', 'PRODUCER a\nCONSUMER g', ['P a |  |  | CONSUMER g']],
  ['a consumer ends at the next keyword', 'CONSUMER g\ntopic: t\nPRODUCER a\nx', ['C g | topic=t | ', 'P a |  |  | x']],
  ['a consumer ends at the next consumer', 'CONSUMER g\nCONSUMER h', ['C g |  | ', 'C h |  | ']],
  ['a consumer ends at ###', 'CONSUMER g\n###\ntopic: t', ['C g |  | ']],
  [
    'all six producer properties',
    'PRODUCER\ntopic: t\nkey: k\nheaders: a=1\nkey-format: long\nvalue-format: short\nevery: 3s\n5',
    ['P  | topic=t key=k headers=a=1 key-format=long value-format=short every=3s |  | 5'],
  ],
  ['a leading blank makes a property the value', 'PRODUCER\n topic: t', ['P  |  |  | topic: t']],
  ['a blank before the colon makes a property the value', 'PRODUCER\ntopic : t', ['P  |  |  | topic : t']],
  ['property names are case-sensitive', 'PRODUCER\nTopic: t', ['P  |  |  | Topic: t']],
  ['an unknown property starts the value', 'PRODUCER\nacks: all\ntopic: t', ['P  |  |  | acks: all\ntopic: t']],
  ['a consumer name is unknown to a producer', 'PRODUCER\nfrom: 0', ['P  |  |  | from: 0']],
  ['a property after the first value line is value', 'PRODUCER\nx\ntopic: t', ['P  |  |  | x\ntopic: t']],
  ['a property value may contain colons', 'PRODUCER\nkey: a:b: c\nx', ['P  | key=a:b: c |  | x']],
  ['a property value may be empty', 'PRODUCER\nkey:\nx', ['P  | key= |  | x']],
  ['no blank is needed after the colon', 'PRODUCER\ntopic:t\nx', ['P  | topic=t |  | x']],
  ['comments and blanks before the value are skipped', 'PRODUCER\n-- c\n\n \ntopic: t\n--\nx', ['P  | topic=t |  | x']],
  ['an indented comment is value', 'PRODUCER\n -- c', ['P  |  |  | -- c']],
  ['comments and blanks inside the value are content', 'PRODUCER\nx\n\n-- c\ny', ['P  |  |  | x\n\n-- c\ny']],
  ['the value is trimmed', 'PRODUCER\n  x  \n y \n\n\n###', ['P  |  |  | x  \n y']],
  ['the value keeps its line ends', 'PRODUCER\r\nx\r\ny\r\n', ['P  |  |  | x\r\ny']],
  ['a lone carriage return ends a line', 'PRODUCER\rtopic: t\rx', ['P  | topic=t |  | x']],
  ['a value may be missing', 'PRODUCER\ntopic: t\n\n###', ['P  | topic=t |  | (none)']],
  ['every duplicate is kept, in order', 'PRODUCER\ntopic: a\ntopic: b\nx', ['P  | topic=a topic=b |  | x']],
  ['templates are plain text', 'PRODUCER\nkey: {{a.b}}\n{"v":{{c.d}}}', ['P  | key={{a.b}} |  | {"v":{{c.d}}}']],
  ['a consumer takes any name, blanks around it too', 'CONSUMER g\n topic : t\nfoo: 1', ['C g | topic=t foo=1 | ']],
  ['a consumer line may lack its colon', 'CONSUMER g\ntopic', ['C g | topic=(no colon) | ']],
  ['a consumer line may lack its name', 'CONSUMER g\n: t', ['C g | =t | ']],
  ['a consumer group may hold blanks', 'CONSUMER a b', ['C a b |  | ']],
  ['pragmas above the first block are of the file', '--@ acks: 1\nPRODUCER\nx', ['file @acks=1', 'P  |  |  | x']],
  [
    'pragmas of a header are of the block',
    'PRODUCER\n--@ acks: 1\n--@linger.ms:5\nx',
    ['P  |  | @acks=1 @linger.ms=5 | x'],
  ],
  ['a pragma inside a value is value', 'PRODUCER\nx\n--@ acks: 1', ['P  |  |  | x\n--@ acks: 1']],
  ['an indented pragma is value', 'PRODUCER\n --@ acks: 1', ['P  |  |  | --@ acks: 1']],
  ['a pragma between blocks belongs to none', 'PRODUCER\nx\n###\n--@ acks: 1', ['P  |  |  | x', 'stray @acks=1']],
  ['a pragma may lack its colon', 'PRODUCER\n--@ acks\nx', ['P  |  | @acks=(no colon) | x']],
  [
    'a pragma value may contain colons',
    '--@ timestamp: 2026-03-01T12:00:00Z',
    ['file @timestamp=2026-03-01T12:00:00Z'],
  ],
  ['a comment with a blank before the @ is a comment', '-- @ acks: 1', []],
];

for (const [fact, text, expected] of corpus) {
  test(`format: ${fact}`, () => assert.deepEqual(show(parse(text)), expected));
}

/** `^` below a text marks a range of one line. */
function checkRange(text: string, range: Range | undefined, expected: string): void {
  assert.ok(range !== undefined);
  const { start, end } = range;
  assert.equal(`${start.line}:${start.character}-${end.line}:${end.character}`, expected, text);
}

const sample = '--@ acks: all\nPRODUCER  two words \ntopic:  t \n--@linger.ms : 5\n\n  {\n  }  \n\n###\nCONSUMER g';

test('every part knows its range', () => {
  const document = parse(sample);
  const [producer, consumer] = document.blocks;
  assert.ok(producer?.kind === 'producer' && consumer?.kind === 'consumer');
  checkRange('file pragma', document.pragmas[0]?.range, '0:0-0:13');
  checkRange('file pragma key', document.pragmas[0]?.key.range, '0:4-0:8');
  checkRange('file pragma value', document.pragmas[0]?.value?.range, '0:10-0:13');
  checkRange('block', producer.range, '1:0-7:0');
  checkRange('keyword', producer.keyword, '1:0-1:8');
  checkRange('label', producer.label.range, '1:10-1:19');
  checkRange('property', producer.properties[0]?.range, '2:0-2:10');
  checkRange('property name', producer.properties[0]?.name.range, '2:0-2:5');
  checkRange('property value', producer.properties[0]?.value?.range, '2:8-2:9');
  checkRange('pragma key', producer.pragmas[0]?.key.range, '3:3-3:12');
  checkRange('pragma value', producer.pragmas[0]?.value?.range, '3:15-3:16');
  checkRange('value', producer.value?.range, '5:2-6:3');
  checkRange('separator', document.separators[0], '8:0-8:3');
  checkRange('group', consumer.group.range, '9:9-9:10');
});

test('an empty value part stands right after its colon', () => {
  const [block] = parse('PRODUCER\nkey:   \nx').blocks;
  checkRange('key', block?.properties[0]?.value?.range, '1:4-1:4');
});
