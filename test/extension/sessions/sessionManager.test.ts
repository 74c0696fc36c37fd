import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { NotConnectedError, SessionManager } from '../../../extension/sessions/sessionManager.ts';
import type { SessionState } from '../../../extension/sessions/sessionState.ts';
import { quietLog } from '../support/words.ts';

const workerFile = path.join(import.meta.dirname, '../support/fakeSessionWorker.ts');
const target = (bootstrapServers = 'localhost:9092') => ({
  id: 'local',
  name: 'local',
  bootstrapServers,
  properties: {},
});

function manager(context: test.TestContext): { sessions: SessionManager; states: SessionState[] } {
  const sessions = new SessionManager({ workerFile, log: quietLog });
  const states: SessionState[] = [];
  sessions.onDidChangeState(state => states.push(state));
  context.after(() => sessions.dispose());
  return { sessions, states };
}

async function crashed(sessions: SessionManager): Promise<SessionState & { kind: 'crashed' }> {
  if (sessions.state.kind === 'crashed') return sessions.state;
  return new Promise(resolve => {
    const listener = sessions.onDidChangeState(state => {
      if (state.kind !== 'crashed') return;
      listener.dispose();
      resolve(state);
    });
  });
}

test('connects: starting, then running and connected with its status', async context => {
  const { sessions, states } = manager(context);
  await sessions.connect(target());
  assert.equal(states[0]?.kind, 'starting');
  assert.ok(sessions.state.kind === 'running');
  assert.equal(sessions.state.connected, true);
  assert.equal(sessions.state.brokers, 3);
  assert.equal(sessions.state.status?.onTheWay, 7);
});

test('a refused configuration is a failed state with class and message, and ends the worker', async context => {
  const { sessions } = manager(context);
  await assert.rejects(sessions.connect(target('refused:1')), { name: 'ConfigException' });
  assert.ok(sessions.state.kind === 'failed');
  assert.equal(sessions.state.error, 'ConfigException');
  assert.match(sessions.state.message, /linger\.ms/);
  await assert.rejects(sessions.call('status', null), NotConnectedError);
});

test('a secret goes to the worker, and into no state and no line of the log', async context => {
  const logged: string[] = [];
  const note = (message: string): void => void logged.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  const sessions = new SessionManager({ workerFile, log });
  context.after(() => sessions.dispose());
  const states: SessionState[] = [];
  sessions.onDidChangeState(state => states.push(state));
  const secrets = { 'sasl.jaas.config': 'canary-42' };
  await sessions.connect(target(), secrets);
  await assert.rejects(sessions.connect(target('refused:1'), secrets));
  await assert.rejects(sessions.connect(target('exit:1'), secrets));
  assert.ok(logged.includes('given sasl.jaas.config'));
  assert.doesNotMatch(JSON.stringify([states, logged, sessions.state]), /canary/);
});

test('a worker that exits while connecting is a crash, and connect rejects', async context => {
  const { sessions } = manager(context);
  await assert.rejects(sessions.connect(target('exit:1')), { name: 'WorkerCrash' });
  const state = await crashed(sessions);
  assert.match(state.cause, /exit code 3/);
});

test('an uncaught error in the worker rejects everything open and tells the unacknowledged records', async context => {
  const { sessions } = manager(context);
  await sessions.connect(target());
  const open = [sessions.call('flush', null), sessions.call('deleteTopic', { name: 'orders' })];
  const ends = await Promise.allSettled(open);
  assert.deepEqual(
    ends.map(end => end.status),
    ['rejected', 'rejected'],
  );
  const state = await crashed(sessions);
  assert.match(state.cause, /RangeError: offset of orders/);
  // No frame was seen, so nothing is proven never to have been sent.
  assert.deepEqual(state.unfinished, { notAcked: 7, neverSent: 0, inFlight: 7, lastFrameWallMs: null });
});

test('after a crash one can connect again', async context => {
  const { sessions } = manager(context);
  await sessions.connect(target());
  await assert.rejects(sessions.call('deleteTopic', { name: 'orders' }));
  await sessions.connect(target());
  assert.equal(sessions.state.kind, 'running');
});

test('disconnect answers what was not acknowledged and leaves no session', async context => {
  const { sessions } = manager(context);
  await sessions.connect(target());
  assert.deepEqual(await sessions.disconnect(), { unfinishedRecords: 4 });
  assert.equal(sessions.state.kind, 'none');
});

test('abandon ends a disconnect that waits', async context => {
  const { sessions } = manager(context);
  await sessions.connect(target());
  const closing = sessions.disconnect(1);
  assert.equal(sessions.state.kind === 'running' && sessions.state.closing, true);
  await sessions.abandon();
  assert.deepEqual(await closing, { unfinishedRecords: 7 });
  assert.equal(sessions.state.kind, 'none');
});

test('a worker that does not close in its time is ended, and its records are told', async context => {
  const sessions = new SessionManager({ workerFile, log: quietLog, closeGraceMs: 1 });
  context.after(() => sessions.dispose());
  await sessions.connect(target());
  assert.deepEqual(await sessions.disconnect(1), { unfinishedRecords: 7 });
  assert.equal(sessions.state.kind, 'none');
});

test('pause shows at once, without waiting for a status event', async context => {
  const { sessions } = manager(context);
  await sessions.connect(target());
  await sessions.control('pause');
  assert.equal(sessions.state.kind === 'running' && sessions.state.status?.run, 'paused');
  await sessions.control('resume');
  assert.equal(sessions.state.kind === 'running' && sessions.state.status?.run, 'running');
});

test('connecting anew ends the session before', async context => {
  const { sessions } = manager(context);
  await sessions.connect(target());
  const open = assert.rejects(sessions.call('flush', null));
  await sessions.connect({ ...target(), id: 'other', name: 'other' });
  await open;
  assert.ok(sessions.state.kind === 'running');
  assert.equal(sessions.state.target.id, 'other');
});

test('a method the worker does not know is an error, not silence', async context => {
  const { sessions } = manager(context);
  await sessions.connect(target());
  await assert.rejects(sessions.call('listTopics', null), /No method 'listTopics'/);
});
