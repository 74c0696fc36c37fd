import assert from 'node:assert/strict';
import test from 'node:test';
import type { Message } from '../../../../extension/language/service/message.ts';
import { messagesOfBlock } from '../../../../extension/language/service/message.ts';
import { english } from '../../../../extension/language/service/translate.ts';

const plain = { topic: 't', key: null, headers: [], count: 1, producerConfig: {}, line: 0 };

/** `lines` below `PRODUCER`, and what the message differs in from a plain one. */
function check(name: string, lines: string, expected: Partial<Message>): void {
  test(name, () => {
    const { messages, diagnostics } = messagesOfBlock(`PRODUCER\n${lines}`, 0, english);
    assert.deepEqual(
      diagnostics.filter(found => found.severity === 1).map(found => found.message),
      [],
    );
    assert.deepEqual(messages, [{ ...plain, ...expected }]);
  });
}

/** The errors that keep the block from being sent, as `line:character message`. */
function checkRefused(name: string, text: string, expected: readonly string[]): void {
  test(name, () => {
    const { messages, diagnostics } = messagesOfBlock(text, 0, english);
    const errors = diagnostics.filter(found => found.severity === 1);
    assert.deepEqual(
      errors.map(({ range, message }) => `${range.start.line}:${range.start.character} ${message}`),
      expected,
    );
    assert.deepEqual(messages, []);
  });
}

check('text goes as it stands', 'topic: t\nhello', { value: 'hello' });
check('a key', 'topic: t\nkey: k 1\nv', { key: 'k 1', value: 'v' });
check('an empty key is null', 'topic: t\nkey:\nv', { value: 'v' });
check('an empty key is null in any format', 'topic: t\nkey:\nkey-format: long\nv', { value: 'v' });
check('the last of a property counts', 'topic: a\ntopic: t\nkey: 1\nkey: 2\nv', { key: '2', value: 'v' });
check('formats encode', 'topic: t\nkey: 1\nkey-format: short\nvalue-format: string(hex)\nff', {
  key: { base64: 'AAE=' },
  value: { base64: '/w==' },
});
check('headers', 'topic: t\nheaders: a=1, b = 2 , c=\nv', {
  headers: [
    ['a', '1'],
    ['b', '2'],
    ['c', ''],
  ],
  value: 'v',
});
check('a header without equals sign vanishes', 'topic: t\nheaders: a, b=2\nv', { headers: [['b', '2']], value: 'v' });
check('a header ends at its second equals sign', 'topic: t\nheaders: a=b=c\nv', { headers: [['a', 'b']], value: 'v' });
check('a later header replaces an earlier one in its place', 'topic: t\nheaders: a=1,b=2,a=3\nv', {
  headers: [
    ['a', '3'],
    ['b', '2'],
  ],
  value: 'v',
});
check('null value', 'topic: t\nkey: k\n--@ value: null', { key: 'k', value: null });
check('null value covers text', 'topic: t\n--@ value: null\ntext for other tools', { value: null });
check('null key covers a key', 'topic: t\nkey: k\n--@ key: null\nv', { value: 'v' });
check('partition and timestamp', 'topic: t\n--@ partition: 2\n--@ timestamp: 1700000000000\nv', {
  partition: 2,
  timestamp: 1700000000000,
  value: 'v',
});
check('ISO timestamp', 'topic: t\n--@ timestamp: 2026-03-01T12:00:00+02:00\nv', {
  timestamp: Date.UTC(2026, 2, 1, 10),
  value: 'v',
});
check('ISO date alone is midnight UTC', 'topic: t\n--@ timestamp: 2026-03-01\nv', {
  timestamp: Date.UTC(2026, 2, 1),
  value: 'v',
});
check('timestamp now is left to the send', 'topic: t\n--@ timestamp: now\nv', { value: 'v' });
check('count and rate', 'topic: t\n--@ count: 1000\n--@ rate: 90/m\nv', {
  count: 1000,
  ratePerSecond: 1.5,
  value: 'v',
});
check('rate without unit is per second', 'topic: t\n--@ rate: 0.5\nv', { ratePerSecond: 0.5, value: 'v' });
check('connection and config', 'topic: t\n--@ connection: my cluster\n--@ acks: 1\n--@ linger.ms: 50\nv', {
  connection: 'my cluster',
  producerConfig: { acks: '1', 'linger.ms': '50' },
  value: 'v',
});
check('an unknown pragma is no obstacle', 'topic: t\n--@ nonsense-entirely: 1\nv', { value: 'v' });
check('a template goes as it stands', 'topic: t\n{{person.firstName}}', { value: '{{person.firstName}}' });

test('pragmas of the file hold for each block, unless it says otherwise', () => {
  const text =
    '--@ acks: 1\n--@ count: 5\n--@ timestamp: 7\nPRODUCER\n--@ acks: 0\n--@ timestamp: now\ntopic: t\nv\n###\nPRODUCER\ntopic: u\nw';
  assert.deepEqual(messagesOfBlock(text, 0, english).messages, [
    { ...plain, value: 'v', count: 5, producerConfig: { acks: '0' }, line: 3 },
  ]);
  assert.deepEqual(messagesOfBlock(text, 1, english).messages, [
    { ...plain, topic: 'u', value: 'w', count: 5, timestamp: 7, producerConfig: { acks: '1' }, line: 9 },
  ]);
});

test('a consumer, and a block that is not there, send nothing', () => {
  assert.deepEqual(messagesOfBlock('CONSUMER g\ntopic: t', 0, english), { messages: [], diagnostics: [] });
  assert.deepEqual(messagesOfBlock('', 3, english), { messages: [], diagnostics: [] });
});

checkRefused('no topic', 'PRODUCER\nv', ["0:0 This PRODUCER names no topic: add a line 'topic: …' below it."]);
checkRefused('empty topic', 'PRODUCER\ntopic:\nv', [
  "1:0 This PRODUCER names no topic: add a line 'topic: …' below it.",
]);
checkRefused('no value', 'PRODUCER\ntopic: t', [
  "0:0 This PRODUCER has no value: write one below the properties, or '--@ value: null' to send null (a tombstone).",
]);
checkRefused('illegal topic', 'PRODUCER\ntopic: my topic\nv', [
  "1:7 ' ' is not allowed in the topic name 'my topic': letters, digits, '.', '_' and '-' are.",
]);
checkRefused('topic of dots', 'PRODUCER\ntopic: ..\nv', ["1:7 A topic cannot be named '..'."]);
checkRefused('topic too long', `PRODUCER\ntopic: ${'a'.repeat(250)}\nv`, [
  '1:7 The topic name has 250 characters; Kafka takes at most 249.',
]);
checkRefused('value not in its format', 'PRODUCER\ntopic: t\nvalue-format: integer\nabc', [
  "3:0 'abc' is not a whole number, which the format integer needs.",
]);
checkRefused('an error above the first block stops every block', '--@ acks: 2\nPRODUCER\ntopic: t\nv', [
  "0:10 acks must be one of all, -1, 0, 1, not '2' (default all).",
]);
checkRefused('a secret does not belong here', 'PRODUCER\ntopic: t\n--@ ssl.key.password: geheim\nv', [
  "2:0 'ssl.key.password' belongs to the connection: set it there, and name the connection with '--@ connection: …'.",
]);
