import assert from 'node:assert/strict';
import test from 'node:test';
import type { OutgoingRecord } from '../../../engine/snapshot/outgoing.ts';
import type { SendParams, SendReport } from '../../../engine/session/sessionProtocol.ts';
import { sendInChunks } from '../../../extension/commands/sendInChunks.ts';
import type { ChunkedSend } from '../../../extension/commands/sendInChunks.ts';

const record = (value: string): OutgoingRecord => ({ topic: 'orders', key: null, value });
const count = ({ records, times = 1 }: SendParams): number => records.length * times;
const acked = (params: SendParams): SendReport => ({ acked: count(params), failed: 0, outcomes: [], tookMs: 1 });

function work(part: Partial<ChunkedSend>): { chunks: SendParams[]; work: ChunkedSend } {
  const chunks: SendParams[] = [];
  const base: ChunkedSend = {
    records: [record('a')],
    times: 1,
    recordsPerSecond: null,
    source: 'test',
    send: params => Promise.resolve(acked(params)),
    isCancelled: () => false,
    onProgress: () => undefined,
    nowMs: () => 0,
    sleep: () => Promise.resolve(),
    ...part,
  };
  return { chunks, work: { ...base, send: params => (chunks.push(params), base.send(params)) } };
}

test('a single record many times goes as times, in chunks that add up', async () => {
  const { chunks, work: plan } = work({ times: 4_500 });
  const report = await sendInChunks(plan);
  assert.deepEqual(
    chunks.map(({ records, times }) => [records.length, times]),
    [
      [1, 2_000],
      [1, 2_000],
      [1, 500],
    ],
  );
  assert.equal(report.acked, 4_500);
  assert.equal(report.stopped, false);
});

test('a list repeated keeps its order across chunks', async () => {
  const { chunks, work: plan } = work({ records: [record('a'), record('b'), record('c')], times: 1_000 });
  await sendInChunks(plan);
  const values = chunks.flatMap(({ records }) => records.map(({ value }) => value));
  assert.equal(values.length, 3_000);
  assert.ok(values.every((value, index) => value === 'abc'[index % 3]));
});

test('cancel stops between chunks, with exact counts', async () => {
  let sent = 0;
  const { work: plan } = work({ times: 10_000, isCancelled: () => sent >= 4_000, onProgress: done => (sent = done) });
  const report = await sendInChunks(plan);
  assert.equal(report.acked, 4_000);
  assert.equal(report.stopped, true);
});

test('a session that ends half-way keeps the counts so far', async () => {
  let calls = 0;
  const { work: plan } = work({
    times: 5_000,
    send: params => (++calls === 2 ? Promise.reject(new Error('The worker ended.')) : Promise.resolve(acked(params))),
  });
  const report = await sendInChunks(plan);
  assert.equal(report.acked, 2_000);
  assert.equal(report.broke?.message, 'The worker ended.');
});

test('a rate under one a second waits its turn between records', async () => {
  let nowMs = 0;
  const sentAtMs: number[] = [];
  const { work: plan } = work({
    times: 3,
    recordsPerSecond: 0.5,
    nowMs: () => nowMs,
    sleep: ms => Promise.resolve(void (nowMs += ms)),
    send: params => {
      sentAtMs.push(nowMs);
      return Promise.resolve(acked(params));
    },
  });
  await sendInChunks(plan);
  assert.deepEqual(sentAtMs, [0, 2_000, 4_000]);
});

test('a failure among thousands of successes is among the outcomes', async () => {
  const good = { ok: true, recordId: null, topic: 't', partition: 0, offset: 1, timestamp: 1, tookMs: 1 } as const;
  const bad = {
    ok: false,
    recordId: null,
    topic: 't',
    partition: 0,
    error: 'E',
    code: 1,
    message: 'm',
    mayBeWritten: false,
    tookMs: 1,
  } as const;
  let calls = 0;
  const { work: plan } = work({
    times: 4_000,
    send: () => {
      const outcomes = ++calls === 1 ? Array.from({ length: 1_000 }, () => good) : [good, bad];
      return Promise.resolve({ acked: 1_999, failed: calls - 1, outcomes, tookMs: 1 });
    },
  });
  const report = await sendInChunks(plan);
  assert.equal(report.outcomes.filter(outcome => !outcome.ok).length, 1);
});
