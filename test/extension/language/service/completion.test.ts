import assert from 'node:assert/strict';
import test from 'node:test';
import { complete } from '../../../../extension/language/service/completion.ts';
import type { Facts } from '../../../../extension/language/service/facts.ts';
import type { Completion } from '../../../../extension/language/service/results.ts';
import { english } from '../../../../extension/language/service/translate.ts';
import { withCursor } from './cursor.ts';

const facts: Facts = {
  topics: [
    { name: 'orders', partitions: 3 },
    { name: 'audit', partitions: 1 },
  ],
  autoCreateTopics: null,
  coexist: false,
  connections: ['local', 'staging'],
};

function at(marked: string, over: Partial<Facts> = {}): Completion[] {
  const { document, position } = withCursor(marked);
  return complete(document, position, { ...facts, ...over }, english);
}

/** The labels offered at `|`, in their order. */
function check(marked: string, expected: string, over: Partial<Facts> = {}): void {
  test(`offered at ${JSON.stringify(marked)}`, () => {
    const items = at(marked, over).toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
    assert.equal(items.map(item => item.label).join(' '), expected);
  });
}

/** The line of the cursor after choosing `label`. */
function checkChosen(marked: string, label: string, expected: string): void {
  test(`${label} chosen at ${JSON.stringify(marked)}`, () => {
    const item = at(marked).find(candidate => candidate.label === label);
    assert.ok(item);
    const { document } = withCursor(marked);
    const { start, end } = item.edit.range;
    const line = document.lines.texts[start.line] ?? '';
    assert.equal(line.slice(0, start.character) + item.edit.newText + line.slice(end.character), expected);
  });
}

const properties = 'topic key headers key-format value-format every';
const formats =
  'double float integer long short string string(base64) string(hex) string(latin1) string(utf16le) string(utf8)';

check('|', '### CONSUMER PRODUCER');
check('PROD|', '### CONSUMER PRODUCER');
check('PRODUCER\ntopic: t\nx\n###\n|', '### CONSUMER PRODUCER');
check('some text |', '');
check('PRODUCER\n|', properties);
check('PRODUCER\nto|', properties);
check('PRODUCER\ntopic: t\n|', 'key headers key-format value-format every');
check('PRODUCER\nto|pic: t', properties);
check('PRODUCER\ntopic: |', 'audit orders');
check('PRODUCER\ntopic: o|', 'audit orders');
check('PRODUCER\ntopic: |', '', { topics: null });
check('PRODUCER\nkey: |', '');
check('PRODUCER\nkey-format: |', formats);
check('PRODUCER\nevery: |', '1h 3s 5m');
check('PRODUCER\ntopic: t\n{|', '');
check('PRODUCER\ntopic: t\nx\nto|', '');
check('PRODUCER\n-- to|', '');
check('CONSUMER g\n|', 'topic from key-format value-format partitions');
check('CONSUMER g\ntopic: orders\npartitions: |', '0 1 2');
check('CONSUMER g\nfrom: |', '0 earliest latest');
check('CONSUMER g\nvalue-format: |', formats.replace('long', 'long none'));
check('CONSUMER g\n--@ |', '');
check('PRODUCER\n--@ acks: |', 'all -1 0 1');
check('PRODUCER\n--@ compression.type: g|', 'none gzip snappy lz4 zstd');
check('PRODUCER\n--@ enable.idempotence: |', 'true false');
check('PRODUCER\n--@ linger.ms: |', '5');
check('PRODUCER\n--@ client.id: |', '');
check('PRODUCER\n--@ ssl.key.password: |', '');
check('PRODUCER\n--@ value: |', 'null');
check('PRODUCER\n--@ timestamp: |', 'now');
check('PRODUCER\ntopic: orders\n--@ partition: |\nx', '0 1 2');
check('--@ connection: |', 'local staging');
check('--@ nonsense: |', '');
check('PRODUCER\n|', '', { coexist: true });
check('PRODUCER\n--@ acks: |', 'all -1 0 1', { coexist: true });

checkChosen('PRODUCER\nto|', 'topic', 'topic: ');
checkChosen('PRODUCER\nto|pic: t', 'key', 'key: t');
checkChosen('PRODUCER\ntopic: or|der ', 'orders', 'topic: orders ');
checkChosen('PRODUCER\ntopic:|', 'orders', 'topic:orders');
checkChosen('PRODUCER\n--@|', 'acks', '--@ acks: ');
checkChosen('PRODUCER\n--@ li|', 'linger.ms', '--@ linger.ms: ');
checkChosen('PRODUCER\n--@ linger.m|s: 5', 'batch.size', '--@ batch.size: 5');
checkChosen('PRODUCER\n--@ acks: a|', 'all', '--@ acks: all');

test('pragma keys: ours first, then the documented config keys, then the rest; nothing of the connection', () => {
  const items = at('--@ |').toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
  const labels = items.map(item => item.label);
  assert.deepEqual(labels.slice(0, 8), [
    'partition',
    'timestamp',
    'value',
    'key',
    'count',
    'rate',
    'connection',
    'acks',
  ]);
  for (const absent of [
    'bootstrap.servers',
    'ssl.key.password',
    'sasl.mechanism',
    'security.protocol',
    'key.serializer',
  ]) {
    assert.ok(!labels.includes(absent), absent);
  }
});

test('a config key comes with default, range and meaning', () => {
  const linger = at('--@ |').find(item => item.label === 'linger.ms');
  assert.equal(linger?.detail, 'default 5; at least 0');
  assert.match(linger?.documentation ?? '', /How long an open batch waits/);
});

test('a key that is already set is not offered again, except on its own line', () => {
  const labels = (marked: string): string[] => at(marked).map(item => item.label);
  assert.ok(!labels('PRODUCER\n--@ acks: 1\n--@ |').includes('acks'));
  assert.ok(labels('PRODUCER\n--@ ac|ks: 1').includes('acks'));
});
