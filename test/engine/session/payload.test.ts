import assert from 'node:assert/strict';
import test from 'node:test';
import { payloadBytes, producerRecord } from '../../../engine/session/payload.ts';

test('text is UTF-8, null is null, the empty text is no bytes', () => {
  assert.deepEqual(payloadBytes('ä€😀', 'The key'), Buffer.from('ä€😀'));
  assert.equal(payloadBytes(null, 'The key'), null);
  assert.deepEqual(payloadBytes('', 'The key'), Buffer.alloc(0));
});

for (const [text, bytes] of [
  ['', []],
  ['AQI=', [1, 2]],
  ['AQI', [1, 2]],
  ['_-8', [255, 239]],
  ['/+8=', [255, 239]],
] as const)
  test(`base64 '${text}' is its bytes, padded or not, in either alphabet`, () => {
    assert.deepEqual(payloadBytes({ base64: text }, 'The value'), Buffer.from(bytes));
  });

for (const text of ['a', '=', '====', 'AQI==', 'AQ I=', 'AQI=x', 'é', 'AR=='])
  test(`base64 '${text}' is refused`, () => {
    assert.throws(() => payloadBytes({ base64: text }, 'The value'), {
      kind: 'SerializationException',
      message: `The value is not valid base64: ${text}`,
      mayBeWritten: false,
    });
  });

test('a long wrong text is shortened, with its length', () => {
  assert.throws(() => payloadBytes({ base64: '%'.repeat(5000) }, 'Header h'), {
    message: `Header h is not valid base64: ${'%'.repeat(40)}… (5000 characters)`,
  });
});

test('what is absent stays absent', () => {
  assert.deepEqual(producerRecord({ topic: 't', key: null, value: 'v' }), {
    topic: 't',
    key: null,
    value: Buffer.from('v'),
    partition: undefined,
    timestampMs: undefined,
    headers: undefined,
  });
});
