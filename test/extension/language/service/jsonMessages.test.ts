import assert from 'node:assert/strict';
import test from 'node:test';
import { maxDepth } from '../../../../extension/language/service/json.ts';
import { readJsonMessages } from '../../../../extension/language/service/jsonMessages.ts';
import type { Message } from '../../../../extension/language/service/message.ts';
import { english } from '../../../../extension/language/service/translate.ts';

const plain = { topic: 't', key: null, value: null, headers: [], count: 1, producerConfig: {}, line: 0 };

function check(name: string, json: string, expected: readonly Partial<Message>[]): void {
  test(name, () => {
    const { messages, diagnostics } = readJsonMessages(json, { topic: 't' }, english);
    assert.deepEqual(
      diagnostics.filter(found => found.severity === 1),
      [],
    );
    assert.deepEqual(
      messages,
      expected.map(message => ({ ...plain, ...message })),
    );
  });
}

/** What is said, as `line:character-line:character message`; errors send nothing. */
function checkSaid(name: string, json: string, expected: readonly string[], topic = 't'): void {
  test(name, () => {
    const { messages, diagnostics } = readJsonMessages(json, { topic }, english);
    const shown = diagnostics.map(
      ({ range: { start, end }, message }) =>
        `${start.line}:${start.character}-${end.line}:${end.character} ${message}`,
    );
    assert.deepEqual(shown, expected);
    assert.equal(messages.length > 0, !diagnostics.some(found => found.severity === 1));
  });
}

check('one object', '{"key": "k", "value": "v"}', [{ key: 'k', value: 'v' }]);
check('an array', '[{"key":1,"value":true},\n{"key":null,"value":null}]', [{ key: '1', value: 'true' }, { line: 1 }]);
check(
  'an object is sent compact, strings and numbers as written',
  '{"key": "k", "value": { "id": 9007199254740993.10, "a": [ 1 , "\\u00e9" ] }}',
  [{ key: 'k', value: '{"id":9007199254740993.10,"a":[1,"\\u00e9"]}' }],
);
check('escapes of a string are resolved', '{"key": "a\\n\\"\\u00e9", "value": ""}', [{ key: 'a\n"é', value: '' }]);
check(
  'headers by key or name',
  '{"key":"","value":"","headers":[{"key":"a","value":"1"},{"name":"b","value":{"x": 1}},{"key":"c","value":null}]}',
  [
    {
      key: '',
      value: '',
      headers: [
        ['a', '1'],
        ['b', '{"x":1}'],
        ['c', null],
      ],
    },
  ],
);
check('partition and timestamp', '{"key":"k","value":"v","partition_id":2,"timestamp":1700000000000}', [
  { key: 'k', value: 'v', partition: 2, timestamp: 1700000000000 },
]);
check('a topic of its own', '{"topic":"own","key":"k","value":"v"}', [{ topic: 'own', key: 'k', value: 'v' }]);
check('a byte order mark', '\ufeff{"key":"k","value":"v"}', [{ key: 'k', value: 'v' }]);
check(
  'optional fields may be null',
  '{"key":"k","value":"v","headers":null,"partition_id":null,"timestamp":null,"value_schema":null}',
  [{ key: 'k', value: 'v' }],
);

checkSaid('empty document', '', ['0:0-0:0 A value was expected, not the end of the document.']);
checkSaid('unclosed object', '{"key": "k"', ["0:11-0:11 A comma or '}' was expected, not the end of the document."]);
checkSaid('trailing comma', '{"key": "k",\n}', ["1:0-1:1 A comma must not stand before '}'."]);
checkSaid('single quotes', "{'key': 1}", ["0:1-0:2 A name in double quotes was expected, not '''."]);
checkSaid('bare word', '{"key": yes}', ["0:8-0:9 'yes' is not JSON: a string needs double quotes."]);
checkSaid('leading zero', '{"key": 01}', ["0:8-0:9 '01' is not JSON: a string needs double quotes."]);
checkSaid('missing colon', '{"key" 1}', ["0:7-0:8 A colon was expected after 'key', not '1'."]);
checkSaid('line end in a string', '{"key": "a\nb"}', ['0:10-1:0 The string is not closed before the end of the line.']);
checkSaid('unknown escape', '{"key": "\\x"}', ["0:9-0:10 '\\x' is no escape of JSON."]);
checkSaid('tab in a string', '{"key": "\t"}', ['0:9-0:10 The string is not closed before U+0009.']);
checkSaid('one object a line', '{"key":1,"value":1}\n{"key":2,"value":2}', [
  "1:0-1:1 '{' after the end of the JSON: put several messages into an array [ … ].",
]);
checkSaid('too deep', '['.repeat(maxDepth + 2), [
  `0:${maxDepth + 1}-0:${maxDepth + 2} More than ${maxDepth} levels of nesting.`,
]);
checkSaid('empty array', '[]', ['0:0-0:2 The array is empty: there is nothing to send.']);
checkSaid('not an object', '[1]', ['0:1-0:2 A message is an object { "key": …, "value": … }, not 1.']);
checkSaid('key and value missing', '{ }', [
  '0:0-0:1 "key" is missing: write "key": null to send null.',
  '0:0-0:1 "value" is missing: write "value": null to send null.',
]);
checkSaid(
  'no topic anywhere',
  '{"key":1,"value":1}',
  ['0:0-0:1 The message names no topic: add "topic": "…" or choose one when sending.'],
  '',
);
checkSaid('illegal topic', '{"topic":"a b","key":1,"value":1}', [
  "0:9-0:14 ' ' is not allowed in the topic name 'a b': letters, digits, '.', '_' and '-' are.",
]);
checkSaid('negative partition', '{"key":1,"value":1,"partition_id":-1}', [
  '0:34-0:36 "partition_id" must be a whole number from 0 to 2147483647, not -1.',
]);
checkSaid('timestamp as text', '{"key":1,"value":1,"timestamp":"now"}', [
  '0:31-0:36 "timestamp" must be a whole number from 0 to 9007199254740991, not "now".',
]);
checkSaid('headers as object', '{"key":1,"value":1,"headers":{"a":1}}', [
  '0:29-0:36 "headers" must be an array of { "key": …, "value": … }, not {"a":1}.',
]);
checkSaid('header without name', '{"key":1,"value":1,"headers":[{"value":1}]}', [
  '0:30-0:41 A header is { "key": "name", "value": … }, not {"value":1}.',
]);
checkSaid('schema', '{"key":1,"value":1,"value_schema":{"subject":"s"}}', [
  '0:34-0:49 "value_schema" cannot be used here yet: remove it to send plain JSON.',
]);
checkSaid('unknown name: sent, with a warning', '{"key":1,"value":1,"vlaue":2}', [
  '0:19-0:26 "vlaue" is not part of a message and is not sent. Known are topic, key, value, headers, partition_id, timestamp, key_schema, value_schema.',
]);
checkSaid('name twice: sent, with a warning', '{"key":1,"value":1,"value":2}', [
  '0:19-0:26 "value" stands here twice; the last one counts.',
]);

test('ten thousand messages', () => {
  const json = JSON.stringify(
    Array.from({ length: 10_000 }, (_, i) => ({ key: String(i), value: { i } })),
    null,
    1,
  );
  const { messages } = readJsonMessages(json, { topic: 't' }, english);
  assert.equal(messages.length, 10_000);
  assert.equal(messages[9_999]?.value, '{"i":9999}');
});

test('a string of a megabyte does not exhaust the stack', () => {
  const text = 'x\\n'.repeat(500_000);
  const { messages } = readJsonMessages(`{"key":null,"value":"${text}"}`, { topic: 't' }, english);
  assert.equal(messages[0]?.value, 'x\n'.repeat(500_000));
});
