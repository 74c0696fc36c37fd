import assert from 'node:assert/strict';
import test from 'node:test';
import { contextKeysOf, hostSessionOf, poolIsLow } from '../../../extension/sessions/sessionState.ts';
import type { SessionState } from '../../../extension/sessions/sessionState.ts';
import { statusText } from '../../../extension/sessions/statusText.ts';
import { n, t } from '../support/words.ts';

const target = { id: 'practice', name: 'practice cluster', bootstrapServers: '127.0.0.1:1', properties: {} };
const status = {
  state: 'connected',
  run: 'running',
  freePoolBytes: 33_554_432,
  totalPoolBytes: 33_554_432,
  inFlightRequests: 2,
  onTheWay: 0,
  transaction: null,
} as const;
const running: SessionState & { kind: 'running' } = {
  kind: 'running',
  target,
  connected: true,
  brokers: 3,
  closing: false,
  status,
  loadRunning: false,
  trouble: null,
};
const stopped = { kind: 'stopped' } as const;

test('context keys of no session: nothing is on', () => {
  assert.deepEqual(contextKeysOf({ kind: 'none' }, stopped), {
    'kafkaInspector.session': false,
    'kafkaInspector.connected': false,
    'kafkaInspector.connectedToPractice': false,
    'kafkaInspector.sessionState': 'none',
    'kafkaInspector.paused': false,
    'kafkaInspector.transaction': '',
    'kafkaInspector.loadRunning': false,
    'kafkaInspector.practiceRunning': false,
    'kafkaInspector.practiceState': 'stopped',
  });
});

test('context keys tell a producer that waits for its first answer from a connected one', () => {
  const waiting = contextKeysOf({ ...running, connected: false }, stopped);
  assert.equal(waiting['kafkaInspector.session'], true);
  assert.equal(waiting['kafkaInspector.connected'], false);
  assert.equal(waiting['kafkaInspector.sessionState'], 'connecting');
  assert.equal(contextKeysOf(running, stopped)['kafkaInspector.sessionState'], 'running');
});

test('the state of the transaction is a context key', () => {
  const keys = contextKeysOf({ ...running, status: { ...status, transaction: 'IN_TRANSACTION' } }, stopped);
  assert.equal(keys['kafkaInspector.transaction'], 'IN_TRANSACTION');
  assert.equal(contextKeysOf(running, stopped)['kafkaInspector.transaction'], '');
});

test('context keys: paused, load, practice', () => {
  const keys = contextKeysOf(
    { ...running, loadRunning: true, status: { ...status, run: 'paused' } },
    { kind: 'running', bootstrapServers: '127.0.0.1:1' },
  );
  assert.equal(keys['kafkaInspector.paused'], true);
  assert.equal(keys['kafkaInspector.loadRunning'], true);
  assert.equal(keys['kafkaInspector.practiceRunning'], true);
  assert.equal(keys['kafkaInspector.connectedToPractice'], true);
});

test('the page is told of a crash with its counts', () => {
  const unfinished = { notAcked: 10, neverSent: 6, inFlight: 4, lastFrameWallMs: 5 };
  assert.deepEqual(hostSessionOf({ kind: 'crashed', target, cause: 'RangeError: x', unfinished }), {
    kind: 'crashed',
    name: 'practice cluster',
    cause: 'RangeError: x',
    ...unfinished,
  });
});

test('the pool is low below a tenth, not at it', () => {
  assert.equal(poolIsLow({ ...status, totalPoolBytes: 100, freePoolBytes: 10 }), false);
  assert.equal(poolIsLow({ ...status, totalPoolBytes: 100, freePoolBytes: 9 }), true);
});

test('the status bar shows connection, free pool and requests in flight', () => {
  assert.deepEqual(
    statusText(running, stopped, n, t).text,
    '$(plug) practice cluster  $(database) 32.0\u202fMiB  $(arrow-swap) 2',
  );
  assert.equal(statusText(running, stopped, n, t).severity, 'normal');
});

test('the status bar warns when the pool is nearly used up', () => {
  const low = statusText({ ...running, status: { ...status, freePoolBytes: 1_000 } }, stopped, n, t);
  assert.equal(low.severity, 'warning');
  assert.match(low.tooltip, /Less than a tenth/);
});

test('a hostile connection name shows no icon and no control character', () => {
  const name = 'a$(error)\u202eb\nc';
  const { text } = statusText({ kind: 'starting', target: { ...target, name } }, stopped, n, t);
  assert.equal(text.includes('$(error)'), false);
  assert.doesNotMatch(text, /[\u202e\n]/);
});
