import type { FieldNode } from '../../../engine/snapshot/details.ts';
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  fieldAt,
  foldedAtFirst,
  hexRows,
  decodeBase64,
  parentsOf,
  payloadRanges,
  visibleFields,
} from '../../../webview/state/bytes.ts';
import { formOf } from '../../../webview/state/form.ts';
import { niceTop } from '../../../webview/state/history.ts';
import { logLines, perSecond } from '../../../webview/state/logWindow.ts';
import { recordOf } from '../../../webview/state/outgoing.ts';
import { columnsFor, poolCells, USES } from '../../../webview/state/poolCells.ts';
import { NEW, restore } from '../../../webview/state/saved.ts';
import { batchIsMarked, isAlive, marksOf, markedBuffers } from '../../../webview/state/selection.ts';
import { situationOf } from '../../../webview/state/situation.ts';
import { mergeFrame } from '../../../webview/state/view.ts';
import { axis, endMs } from '../../../webview/state/waterfall.ts';
import { railsOf } from '../../../webview/panels/board/rails.ts';
import { host, pool } from '../frames/base.ts';
import { leaderDied } from '../frames/leaderDied.ts';
import { normalLoad } from '../frames/normalLoad.ts';
import { recordJourney } from '../frames/paused.ts';
import { pausedUnderLoad, requestDetail } from '../frames/request.ts';
import { connecting, crashed, failed, noConnection, nothingSent } from '../frames/states.ts';

const view = (frame: Parameters<typeof mergeFrame>[1]) => {
  const merged = mergeFrame(null, frame);
  assert.ok(merged);
  return merged;
};

test('the form follows width and height of the panel', () => {
  assert.deepEqual(
    [formOf(1400, 940), formOf(1100, 341), formOf(1099, 900), formOf(639, 900)],
    ['wide', 'wide', 'middle', 'narrow'],
  );
  assert.deepEqual([formOf(1400, 250), formOf(900, 340), formOf(899, 340)], ['bottom', 'bottom', 'middle']);
});

test('the pool is one cell a buffer, more a cell when large, larger cells when small', () => {
  const cells = poolCells(pool({ inFlight: 7, queued: 1, open: 12, freeList: 75 }, []));
  assert.deepEqual(
    USES.map(use => cells.counts[use]),
    [7, 1, 12, 75, 1953],
  );
  assert.equal(cells.total, 2048);
  assert.equal(columnsFor(321, cells.cellPx), 64);
  const large = poolCells({
    ...pool({ inFlight: 3, queued: 0, open: 0, freeList: 0 }, []),
    totalBytes: 512 * 1024 * 1024,
  });
  assert.deepEqual([large.buffersPerCell, large.total, large.counts.inFlight], [8, 4096, 1]);
  const small = poolCells({ ...pool({ inFlight: 0, queued: 0, open: 1, freeList: 0 }, []), totalBytes: 1024 * 1024 });
  assert.deepEqual([small.total, small.cellPx], [64, 8]);
});

test('one selection marks a request, its batches and their buffers; a record its batch', () => {
  const request = marksOf({ kind: 'request', requestId: 4182 }, null);
  assert.deepEqual(markedBuffers(view(pausedUnderLoad), request), { inFlight: 3, queued: 0, open: 0 });
  assert.equal(isAlive(view(pausedUnderLoad), request), true);
  assert.equal(isAlive(view(normalLoad), request), false);
  const record = marksOf({ kind: 'record', recordId: 1 }, recordJourney);
  assert.equal(batchIsMarked(record, 'orders-4', 0), true);
  assert.equal(marksOf({ kind: 'record', recordId: 2 }, recordJourney).lane, null);
  assert.deepEqual(markedBuffers(view(leaderDied), marksOf({ kind: 'lane', lane: 'orders-4' }, null)), {
    inFlight: 0,
    queued: 109,
    open: 1,
  });
});

test('rails join a request to its last batch', () => {
  const frame = view(leaderDied);
  const broker = frame.brokers.find(b => b.node === 3) ?? null;
  const lanes = ['audit-1', 'audit-2', 'orders-2', 'orders-5', 'payments-1', 'payments-2'].map(name =>
    frame.lanes.get(name),
  );
  const rails = railsOf(broker, lanes);
  assert.equal(rails.start, 0b11);
  assert.deepEqual(
    rails.rows.map(row => row.last),
    [0, 0, 0, 0b10, 0, 0b01],
  );
  assert.deepEqual(
    rails.rows.map(row => row.through),
    [0b11, 0b11, 0b11, 0b01, 0b01, 0],
  );
});

test('fields and bytes lead to each other', () => {
  const { fields, base64, totalBytes } = requestDetail.request;
  assert.equal(decodeBase64(base64).length, totalBytes);
  const lines = visibleFields(fields, new Set());
  const sequence = lines.find(line => line.field.name === 'baseSequence' && line.field.value === '181,077');
  assert.ok(sequence);
  assert.equal(fieldAt(fields, sequence.field.offset + 2), sequence.path);
  assert.ok(parentsOf(sequence.path).every(parent => lines.some(line => line.path === parent)));
  assert.ok(foldedAtFirst(fields).length > 8);
  assert.ok(visibleFields(fields, new Set(foldedAtFirst(fields))).length < lines.length);
});

test('payload bytes are masked when payloads are off', () => {
  const { request } = requestDetail;
  const asWorkerMasks = (fields: readonly FieldNode[]): FieldNode[] =>
    fields.map(field => ({
      ...field,
      value: ['key', 'value', 'headerValue'].includes(field.name) ? '··' : field.value,
      ...(field.children && { children: asWorkerMasks(field.children) }),
    }));
  assert.deepEqual(payloadRanges(request.fields), [], 'payloads are shown');
  const ranges = payloadRanges(asWorkerMasks(request.fields));
  assert.equal(ranges.length, 32);
  const rows = hexRows(request, decodeBase64(request.base64), ranges);
  const masked = rows.flatMap(row => row.bytes).filter(byte => byte === null).length;
  assert.equal(
    masked,
    ranges.reduce((sum, range) => sum + range.to - range.from, 0),
  );
});

test('the waterfall leaves room for the linger still to pass', () => {
  assert.ok(Math.abs(endMs(recordJourney) - 19.4) < 0.01);
  const scale = axis(19.4);
  assert.deepEqual(scale.ticksMs, [0, 5, 10, 15, 20]);
  assert.equal(niceTop(46_851), 50_000);
  assert.equal(niceTop(0), 10);
});

test('the log filter takes every word; a second counts what was grouped', () => {
  const { log, wallMs } = view(leaderDied);
  assert.deepEqual(
    logLines(log, '').map(line => line.id),
    [3, 2, 1],
  );
  assert.deepEqual(
    logLines(log, 'orders-4 retried').map(line => line.id),
    [2],
  );
  assert.deepEqual(logLines(log, 'nowhere'), []);
  assert.equal(perSecond(log, wallMs).grouped, false);
  assert.deepEqual(perSecond(view(normalLoad).log, normalLoad.wallMs), { count: 5471, grouped: true });
});

test('the send row makes a record, or says which field is wrong and what to do', () => {
  const fields = { ...NEW.send, topic: 'orders', key: 'k', value: 'v' };
  assert.deepEqual(recordOf({ ...fields, headers: 'a=1=2, b=', partition: ' 3 ', timestamp: '0', valueNull: true }), {
    record: {
      topic: 'orders',
      key: 'k',
      value: null,
      headers: [
        ['a', '1=2'],
        ['b', ''],
      ],
      partition: 3,
      timestamp: 0,
    },
  });
  const error = (more: Partial<typeof fields>) => {
    const parsed = recordOf({ ...fields, ...more });
    return 'error' in parsed ? parsed.error : '';
  };
  assert.match(error({ topic: ' ' }), /Name a topic/);
  assert.match(error({ topic: 'a b' }), /"a b" is not a legal topic name: up to 249/);
  assert.match(error({ topic: 'x'.repeat(250) }), /not a legal/);
  assert.match(error({ partition: '-1' }), /Partition "-1" is not a whole number/);
  assert.match(error({ timestamp: '1.5' }), /Timestamp "1.5"/);
  assert.match(error({ headers: 'plain' }), /Header "plain" has no name=value/);
});

test('a state of another version starts anew, ours comes back whole', () => {
  assert.equal(restore(undefined), NEW);
  assert.equal(restore({ version: 0 }), NEW);
  const state = { ...NEW, filter: 'orders', folds: { pool: true } };
  assert.deepEqual(restore(JSON.parse(JSON.stringify(state))), state);
  assert.equal(restore({ version: 1, send: { topic: 't' } }).send.topic, 't');
});

test('the page knows its situation', () => {
  assert.equal(situationOf(null, null).kind, 'loading');
  assert.equal(situationOf(noConnection, null).kind, 'none');
  assert.equal(situationOf(connecting, null).kind, 'connecting');
  assert.equal(situationOf(failed, null).kind, 'failed');
  assert.equal(situationOf(crashed, view(normalLoad)).kind, 'crashed');
  assert.equal(situationOf(host, null).kind, 'connecting');
  assert.deepEqual(situationOf(host, view(nothingSent)), { kind: 'running', fresh: true });
  assert.deepEqual(situationOf(host, view(normalLoad)), { kind: 'running', fresh: false });
});
