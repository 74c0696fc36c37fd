import assert from 'node:assert/strict';
import test from 'node:test';
import { outcomeText, reportText } from '../../../extension/commands/outcomeText.ts';
import { words } from '../support/words.ts';

const sent = {
  ok: true,
  recordId: 1,
  topic: 'orders',
  partition: 4,
  offset: 171_230,
  timestamp: 0,
  tookMs: 6.21,
} as const;
const failed = {
  ok: false,
  recordId: 2,
  topic: 'orders',
  partition: 4,
  error: 'TimeoutException',
  code: 7,
  message: 'Expiring 1 record(s) for orders-4: 120000 ms has passed since batch creation',
  mayBeWritten: true,
  tookMs: 120_000,
} as const;

test('one record: partition, offset, time', () => {
  const report = { acked: 1, failed: 0, outcomes: [sent], tookMs: 6 };
  assert.equal(reportText(report, 1, false, words), 'Sent to orders-4, offset 171,230, 6.2\u202fms.');
});

test('acks=0: the offset is unknown, not -1', () => {
  assert.equal(outcomeText({ ...sent, offset: -1 }, words), 'orders-4, offset unknown, 6.2\u202fms');
});

test('one failed record: class, code, words, and whether it may be written', () => {
  const report = { acked: 0, failed: 1, outcomes: [failed], tookMs: 6 };
  assert.equal(
    reportText(report, 1, false, words),
    'Not sent. TimeoutException (7): Expiring 1 record(s) for orders-4: 120000 ms has passed since batch creation. The record may be written.',
  );
  assert.match(outcomeText({ ...failed, mayBeWritten: false }, words), /was not written; sending it again is safe/);
});

test('many: exact counts', () => {
  const report = { acked: 10_000, failed: 0, outcomes: [sent], tookMs: 1_500 };
  assert.equal(reportText(report, 10_000, false, words), 'Sent 10,000 of 10,000 in 1.5\u202fs.');
});

test('many with failures: both counts and the first reason', () => {
  const report = { acked: 9_998, failed: 2, outcomes: [sent, failed], tookMs: 1_500 };
  assert.match(reportText(report, 10_000, false, words), /^9,998 acknowledged, 2 failed: TimeoutException \(7\): /);
});

test('stopped half-way: what was never sent is said', () => {
  const report = { acked: 4_000, failed: 0, outcomes: [], tookMs: 1_500 };
  assert.equal(
    reportText(report, 10_000, true, words),
    'Sent 4,000 of 10,000 in 1.5\u202fs. Stopped; 6,000 were not sent.',
  );
});

test('a hostile message from a broker stays on one line', () => {
  const text = outcomeText({ ...failed, message: 'a\nb\u202ec' }, words);
  assert.doesNotMatch(text, /[\n\u202e]/);
});
