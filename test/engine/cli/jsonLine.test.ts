import assert from 'node:assert/strict';
import test from 'node:test';
import { parseInputLine } from '../../../engine/cli/jsonLine.ts';
import type { OutgoingRecord } from '../../../engine/snapshot/outgoing.ts';

function parseJsonLine(line: string, topic: string | null): OutgoingRecord {
  const input = parseInputLine(line, topic);
  if (input.kind !== 'record') throw new Error(`${line} is no record.`);
  return input.record;
}

test('a full line is a record', () => {
  const line =
    '{"key":"k","value":{"base64":"AQI="},"headers":[["a","x"],["b",null],["c",{"base64":""}]],"partition":3,"timestamp":0,"topic":"t"}';
  assert.deepEqual(parseJsonLine(line, 'other'), {
    key: 'k',
    value: { base64: 'AQI=' },
    headers: [
      ['a', 'x'],
      ['b', null],
      ['c', { base64: '' }],
    ],
    partition: 3,
    timestamp: 0,
    topic: 't',
  });
});

for (const line of ['{}', '{"key":null,"value":null,"headers":null,"partition":null,"timestamp":null,"topic":null}'])
  test(`each field is optional: ${line}`, () => {
    assert.deepEqual(parseJsonLine(line, 'orders'), { topic: 'orders', key: null, value: null });
  });

const long = 'x'.repeat(100);
const cut = `"${'x'.repeat(59)}…`;
const malformed: readonly (readonly [string, string | RegExp])[] = [
  ['{', /not JSON \(.+\)/],
  ['nonsense', /not JSON \(.+\)/],
  ['', /not JSON \(.+\)/],
  ['3', '3 is not a JSON object'],
  ['null', 'null is not a JSON object'],
  ['[1,2]', '[1,2] is not a JSON object'],
  [`"${long}"`, `${cut} is not a JSON object`],
  ['{"vale":"v"}', 'unknown field "vale"; the fields are key, value, headers, partition, timestamp, topic'],
  ['{"__proto__":{"value":"v"}}', /unknown field "__proto__"/],
  ['{"op":"rollback"}', 'op "rollback" is not begin, commit, abort'],
  ['{"op":null}', 'op null is not begin, commit, abort'],
  ['{"op":"begin","value":"v"}', 'op stands alone in its line, not with value'],
  ['{"key":7}', 'key 7 is not a string, null or {"base64": "…"}'],
  ['{"value":{"text":"a"}}', 'value {"text":"a"} is not a string, null or {"base64": "…"}'],
  ['{"value":{"base64":7}}', 'value {"base64":7} is not a string, null or {"base64": "…"}'],
  [`{"value":["${long}"]}`, /value \["x{58}… is not a string/],
  ['{"headers":{"a":"b"}}', 'headers {"a":"b"} is not a list of [name, value]'],
  ['{"headers":[["a","b"],["a"]]}', 'header 1 ["a"] is not [name, value]'],
  ['{"headers":[["a","b","c"]]}', 'header 0 ["a","b","c"] is not [name, value]'],
  ['{"headers":[[1,"b"]]}', 'header 0 [1,"b"] is not [name, value]'],
  ['{"headers":[["trace",1]]}', 'value of header "trace" 1 is not a string, null or {"base64": "…"}'],
  ['{"partition":-1}', 'partition -1 is not a whole number from 0 to 2147483647'],
  ['{"partition":1.5}', 'partition 1.5 is not a whole number from 0 to 2147483647'],
  ['{"partition":"1"}', 'partition "1" is not a whole number from 0 to 2147483647'],
  ['{"partition":2147483648}', 'partition 2147483648 is not a whole number from 0 to 2147483647'],
  ['{"timestamp":-1}', 'timestamp -1 is not a whole number from 0 to 9007199254740991'],
  ['{"timestamp":1e300}', 'timestamp 1e+300 is not a whole number from 0 to 9007199254740991'],
  ['{"topic":""}', 'topic "" is not a non-empty string'],
  ['{"topic":5}', 'topic 5 is not a non-empty string'],
];
for (const [line, problem] of malformed)
  test(`refused with field, value and limit: ${line.slice(0, 60)}`, () => {
    assert.throws(
      () => parseJsonLine(line, 'orders'),
      (error: { kind?: string; message?: string; mayBeWritten?: boolean }) => {
        assert.deepEqual([error.kind, error.mayBeWritten], ['SerializationException', false]);
        const message = error.message ?? '';
        if (typeof problem === 'string') assert.equal(message, `The line is no record: ${problem}.`);
        else assert.match(message, problem);
        return true;
      },
    );
  });

test('without --topic a line must name one', () => {
  assert.throws(() => parseJsonLine('{"value":"v"}', null), {
    message: 'The line is no record: no topic: give "topic" in the line or --topic.',
  });
  assert.equal(parseJsonLine('{"topic":"t"}', null).topic, 't');
});

test('a line may be an operation of a transaction', () => {
  for (const operation of ['begin', 'commit', 'abort'] as const)
    assert.deepEqual(parseInputLine(`{"op":"${operation}"}`, null), { kind: 'operation', operation });
});
