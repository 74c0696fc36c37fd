import test from 'node:test';
import assert from 'node:assert/strict';
import { coordinatorWait } from '../../../../engine/inspect/diagnosis/coordinatorWait.ts';
import type { DiagnosedRequest } from '../../../../engine/inspect/diagnosis/diagnosisState.ts';
import { Diagnosis } from '../../../../engine/inspect/diagnosis/index.ts';
import { NOW_MS, WALL_MS, node, quiet, transaction } from '../support/diagnosisStates.ts';

const request = (changed: Partial<DiagnosedRequest> = {}): DiagnosedRequest => ({
  api: 'InitProducerId',
  inFlight: false,
  sinceMs: NOW_MS - 9_400,
  coordinator: { type: 'transaction', key: 'orders-editor' },
  node: 2,
  refused: null,
  ...changed,
});
const initializing = (...requests: DiagnosedRequest[]) =>
  quiet({ transaction: transaction({ state: 'INITIALIZING', openForMs: null, requests }) });
const refused = (errorCode: number, count = 14) => ({ node: 2, count, errorCode });

test('P32 coordinatorWait: refused again and again, by whom, with which code and since when', () => {
  const said = coordinatorWait(initializing(request({ inFlight: true, refused: refused(51) })));
  assert.deepEqual(said, {
    rule: 'coordinatorWait',
    strength: 'proven',
    stage: 'batches',
    sinceWallMs: WALL_MS + NOW_MS - 9_400,
    subject: { kind: 'broker', node: 2 },
    values: {
      cause: 'refused',
      request: 'InitProducerId',
      coordinator: 'transaction',
      coordinatorOf: 'orders-editor',
      node: 2,
      waitedMs: 9_400,
      refusals: 14,
      errorCode: 51,
      requestTimeoutLeftMs: null,
      state: 'INITIALIZING',
    },
  });
});

test('P32 coordinatorWait: nobody knows the coordinator: the question is named, the wait is that of the request behind it', () => {
  const asked = request({ api: 'FindCoordinator', sinceMs: NOW_MS - 9_300, node: null, refused: refused(15, 90) });
  const said = coordinatorWait(initializing(asked, request({ node: null })));
  assert.partialDeepStrictEqual(said?.values, { request: 'FindCoordinator', errorCode: 15, waitedMs: 9_400 });
});

test('P32 coordinatorWait: an answer that is owed comes before the silent broker, which it explains', () => {
  const silent = node(2, { silent: true, inFlight: 1, oldestMs: 9_400 });
  const state = { ...initializing(request({ inFlight: true })), nodes: [node(1), silent] };
  const said = coordinatorWait(state);
  assert.equal(said?.stage, 'inFlight');
  assert.partialDeepStrictEqual(said.values, { cause: 'silent', node: 2, requestTimeoutLeftMs: 20_600 });
  const rules = new Diagnosis().verdicts(state).map(({ rule }) => rule);
  assert.deepEqual(rules, ['coordinatorWait', 'brokerSilent']);
});

test('P32 coordinatorWait: a coordinator that cannot be reached', () => {
  const gone = { ...initializing(request()), nodes: [node(1), node(2, { unreachable: true })] };
  assert.partialDeepStrictEqual(coordinatorWait(gone)?.values, { cause: 'unreachable', node: 2 });
});

test('P32 coordinatorWait: silent for a moment, without a known cause, and once the producer has failed', () => {
  const often = request({ refused: refused(51) });
  assert.equal(coordinatorWait(initializing({ ...often, sinceMs: NOW_MS - 999 })), null);
  assert.equal(coordinatorWait(initializing(request({ inFlight: true }))), null);
  assert.equal(coordinatorWait(initializing()), null);
  assert.equal(coordinatorWait(quiet()), null);
  const failed = transaction({ state: 'FATAL_ERROR', requests: [often] });
  assert.equal(coordinatorWait(quiet({ transaction: failed })), null);
});
