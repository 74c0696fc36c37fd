import assert from 'node:assert/strict';
import test from 'node:test';
import {
  loadText,
  parseDistinctKeys,
  parseEnd,
  parseRate,
  parseSize,
  parseWhole,
} from '../../../extension/commands/loadOptions.ts';
import {
  checkTopicName,
  formatHeaders,
  parseHeaders,
  parsePartition,
  parseTimestamp,
  payloadText,
} from '../../../extension/commands/recordInput.ts';
import { n, t } from '../support/words.ts';

function check<T>(name: string, parse: (text: string) => T, cases: Record<string, unknown>): void {
  for (const [text, expected] of Object.entries(cases)) {
    test(`${name} '${text}'`, () => {
      const parsed = parse(text) as { value?: unknown; message?: string };
      if (expected instanceof RegExp) assert.match(parsed.message ?? JSON.stringify(parsed), expected);
      else assert.deepEqual(parsed, { value: expected });
    });
  }
}

check('rate', text => parseRate(text, t), {
  '': null,
  max: null,
  '500': 500,
  '500/s': 500,
  '20k/s': 20_000,
  '1,000': 1_000,
  '0': /'0' is not a rate/,
  '-1': /is not a rate/,
  '1.5': /is not a rate/,
  fast: /'fast' is not a rate. Enter 1 to 10000000/,
});
check('end', text => parseEnd(text, t), {
  '': { records: null, durationMs: null },
  '10k': { records: 10_000, durationMs: null },
  '10,000 records': { records: 10_000, durationMs: null },
  '30s': { records: null, durationMs: 30_000 },
  '5min': { records: null, durationMs: 300_000 },
  '1.5h': { records: null, durationMs: 5_400_000 },
  '2m': { records: 2_000_000, durationMs: null },
  '25h': /not a duration from 1 ms to 24 h/,
  '0': /neither a count/,
  soon: /neither a count \(1 to 1000000000/,
});
check('size', text => parseSize(text, t), {
  '100': 100,
  '1k': 1024,
  '1 KiB': 1024,
  '1kb': 1000,
  '0': 0,
  '-1': /is not a size/,
  '2000000000': /bytes from 0 to 1000000000/,
});
check('keys', text => parseDistinctKeys(text, t), { '': 0, '100': 100, '1000001': /0 \(no key\) to 1000000/ });
check('whole', text => parseWhole(text, 1, 9, t), {
  '3': 3,
  '0': /whole number from 1 to 9/,
  '10': /from 1 to 9/,
  x: /'x'/,
});
check('timestamp', text => parseTimestamp(text, t), {
  '': undefined,
  now: undefined,
  '0': 0,
  '1700000000000': 1_700_000_000_000,
  '2026-01-31T12:00:00Z': Date.UTC(2026, 0, 31, 12),
  '2026-13-40': /is not a time/,
  yesterday: /'yesterday' is not a time/,
  '99999999999999999999': /is not a time/,
});
check('partition of 6', text => parsePartition(text, 6, t), {
  '': undefined,
  '5': 5,
  '6': /Partition 6 does not exist; the topic has 6, numbered from 0 to 5/,
  '-1': /'-1' is not a partition/,
});
check('partition of an unknown topic', text => parsePartition(text, null, t), { '6': 6 });
check('headers', text => parseHeaders(text, t), {
  '': [],
  'a=1, b=two words': [
    ['a', '1'],
    ['b', 'two words'],
  ],
  'a=': [['a', '']],
  a: [['a', null]],
  'a=b=c': [['a', 'b=c']],
  'a="1,2", a=3': [
    ['a', '1,2'],
    ['a', '3'],
  ],
  '=1': /has no name/,
  'a="1': /double quote is not closed/,
});

test('headers are shown as they are typed', () => {
  assert.equal(
    formatHeaders([
      ['a', '1,2'],
      ['b', null],
    ]),
    'a="1,2", b',
  );
  assert.equal(formatHeaders(undefined), '');
});

test('null and the empty text are told apart', () => {
  assert.equal(payloadText(null, t), 'null');
  assert.equal(payloadText('', t), 'empty text');
  assert.equal(payloadText({ base64: 'AAAA' }, t), '3 bytes');
});

test('topic names: the value, the rule', () => {
  assert.equal(checkTopicName('orders.v1_x-2', t), null);
  assert.equal(checkTopicName('__proto__', t), null);
  assert.match(checkTopicName('', t) ?? '', /Enter a topic name/);
  assert.match(checkTopicName('a b', t) ?? '', /' ' is not allowed/);
  assert.match(checkTopicName('x'.repeat(250), t) ?? '', /250 characters/);
  assert.notEqual(checkTopicName('..', t), null);
});

test('the end of a load: exact counts, rate, first error', () => {
  const report = { sent: 10_000, acked: 10_000, failed: 0, tookMs: 2_000, firstError: null, stopped: false };
  assert.equal(
    loadText('orders', report, n, t),
    'Load on orders finished: 10,000 of 10,000 acknowledged in 2.0\u202fs (5,000/s).',
  );
  assert.match(
    loadText('orders', { ...report, acked: 9_998, failed: 2, firstError: 'TimeoutException: x', stopped: true }, n, t),
    /^Load on orders stopped: 9,998 of 10,000 acknowledged in 2\.0\u202fs \(4,999\/s\), 2 failed: TimeoutException: x$/,
  );
});
