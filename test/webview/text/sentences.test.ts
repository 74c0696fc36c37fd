import assert from 'node:assert/strict';
import test from 'node:test';
import type { LeavesBy } from '../../../engine/snapshot/board.ts';
import type { Transition } from '../../../engine/snapshot/transition.ts';
import { STAGES } from '../../../webview/state/verdictHold.ts';
import type { JourneyStep } from '../../../engine/snapshot/details.ts';
import { brokerLine, leavesByText } from '../../../webview/text/board.ts';
import { calmText } from '../../../webview/text/calm.ts';
import { settingTexts } from '../../../webview/text/header.ts';
import { stepRemark } from '../../../webview/text/journey.ts';
import { logText } from '../../../webview/text/log.ts';
import { stepText } from '../../../webview/text/paused.ts';
import { stageText } from '../../../webview/text/stages.ts';
import { ageSentence, knownSentence, partitionLine, replicaState } from '../../../webview/text/topology.ts';
import { brokersUp, clusterNodes } from '../../../webview/state/cluster.ts';
import { mergeFrame } from '../../../webview/state/view.ts';
import type { View } from '../../../webview/state/view.ts';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import { broker, session, topology } from '../frames/base.ts';
import { leaderDied } from '../frames/leaderDied.ts';
import { normalLoad } from '../frames/normalLoad.ts';
import { pausedOneRecord, recordJourney } from '../frames/paused.ts';
import { poolExhausted } from '../frames/poolExhausted.ts';
import { nothingSent, quiet } from '../frames/states.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

function view(frame: Frame): View {
  const merged = mergeFrame(null, frame);
  assert.ok(merged);
  return merged;
}

const stages = (frame: Frame) =>
  Object.fromEntries(STAGES.map(stage => [stage, stageText(stage, view(frame), view(frame))]));

test('the pipeline under load says rate, detail and median', () => {
  const words = stages(normalLoad);
  assert.deepEqual(
    [words['send']?.number, words['send']?.unit, words['send']?.detail],
    ['46,851', '/s', '4,118,230 records'],
  );
  assert.equal(plain(words['pool']?.detail ?? ''), '320 KiB of 32.0 MiB held');
  assert.equal(plain(words['batches']?.time ?? ''), '2.6 ms a record');
  assert.equal(words['inFlight']?.number, '2.1');
  assert.equal(plain(words['acked']?.time ?? ''), 'p50 5.6 ms, p99 11.2 ms');
  assert.equal(words['failed']?.isZero, true);
});

test('a jam is marked from its cause back to send', () => {
  const words = stages(poolExhausted);
  assert.deepEqual(words['inFlight']?.mark, { kind: 'held', text: 'broker 2 silent' });
  assert.deepEqual(words['batches']?.mark, { kind: 'backedUp', text: 'backed up' });
  assert.deepEqual(words['pool']?.mark, { kind: 'backedUp', text: 'full, 14 wait' });
  assert.deepEqual(words['send']?.mark, { kind: 'backedUp', text: '14 calls wait' });
  assert.equal(words['acked']?.mark, null);
  assert.equal(plain(words['batches']?.time ?? ''), 'oldest 9.4 s');
  assert.equal(
    plain(words['batches']?.sentence ?? ''),
    'Batches: 2,028 batches, 0 open, 2,028 queued, oldest 9.4 s, backed up',
  );
});

test('paused with one thing under way: the stage it stands in is marked', () => {
  assert.deepEqual(stages(pausedOneRecord)['batches']?.mark, { kind: 'stopped', text: 'stopped here' });
});

test('the tooltip of Acked adds the totals up, and says so when they do not', () => {
  assert.match(
    stages(normalLoad)['acked']?.tooltip ?? '',
    /Sent 4,118,230 = acked 4,117,968 \+ failed 0 \+ on the way 262/,
  );
  const wrong = {
    ...normalLoad,
    session: { ...normalLoad.session, totals: { ...normalLoad.session.totals, onTheWay: 261 } },
  };
  assert.match(stages(wrong)['acked']?.tooltip ?? '', /defect of the inspector/);
});

test('the calm line says where the time goes, that nothing was sent, or that all is acked', () => {
  const load = calmText(view(normalLoad));
  assert.equal(load.title, 'Nothing is held up.');
  assert.equal(
    plain(load.evidence),
    'A record takes 5.6 ms: 2.6 ms in its batch (linger.ms is 5), 2.9 ms on the wire. Batches leave 31 % full, 99 % of them because linger is over.',
  );
  assert.equal(calmText(view(nothingSent)).title, 'Connected. Nothing sent yet.');
  assert.equal(
    calmText(view(nothingSent)).evidence,
    'Three brokers known. Topics are asked for at the first send to them.',
  );
  assert.equal(
    plain(calmText(view(quiet)).evidence),
    'All 4,118,230 records are acked; the last at 14:03:40, 38 s ago.',
  );
});

test('the line agrees with the mark of a stage where no rule speaks', () => {
  const full = { kind: 'inFlightFull', node: 1, inFlight: 5, maxInFlight: 5 } as const;
  const { inFlight } = normalLoad.pipeline;
  const held = { ...normalLoad, pipeline: { ...normalLoad.pipeline, inFlight: { ...inFlight, hold: full } } };
  assert.equal(calmText(view(held)).title, 'Broker 1 has 5 of 5 requests in flight, always.');
});

test('a broker that is gone without holding anything up is said quietly', () => {
  const without = (offline: number[]) =>
    topology({
      brokers: [1, 3],
      topics: topology().topics.map(topic => ({
        ...topic,
        partitions: topic.partitions.map(partition => ({ ...partition, inSync: [1, 3], offline })),
      })),
    });
  for (const offline of [[2], []]) {
    const { title, evidence } = calmText(view({ ...normalLoad, topology: without(offline) }));
    assert.equal(title, 'Nothing is held up.');
    assert.match(evidence, /^Broker 2 is offline\. 12 partitions have fewer copies in sync\. A record takes/);
  }
  assert.match(
    calmText(view({ ...quiet, topology: without([2]) })).evidence,
    /^Broker 2 is offline\. 12 partitions have fewer copies in sync\. All/,
  );
  const stopped = { ...view({ ...normalLoad, topology: without([2]) }), brokers: [broker(1), broker(3)] };
  assert.deepEqual(brokersUp(stopped), { up: 2, all: 3 });
  assert.deepEqual(clusterNodes(without([2])), [1, 2, 3]);
});

test('the step says beforehand what it will do, and names itself where that is not sure', () => {
  assert.equal(
    plain(stepText(pausedOneRecord.session.stepPreview)),
    'Step: 3.2 ms pass, linger is over, connecting to broker 2 starts.',
  );
  assert.equal(
    stepText({
      advancesMs: 0,
      actions: [{ kind: 'drain', lane: 'orders-4', batchId: 3119, node: 2, reason: 'full' }],
      lane: null,
    }),
    'Step: runOnce drains orders-4 #3119 (full) to broker 2.',
  );
  assert.equal(
    stepText({ advancesMs: 0, actions: [{ kind: 'drop', lane: 'orders-4', batchId: 3119 }], lane: null }),
    'Step: runOnce drops orders-4 #3119 unsent.',
  );
  assert.equal(stepText(null), 'Step: one Sender.runOnce.');
  assert.equal(stepText({ advancesMs: 0, actions: [{ kind: 'runOnce' }], lane: null }), 'Step: one Sender.runOnce.');
});

test('each thing that blocks a lane has its words', () => {
  const blocked = (by: Extract<LeavesBy, { kind: 'blocked' }>['by']) =>
    plain(leavesByText({ kind: 'blocked', by, sinceMs: 1300, leftMs: 240, node: 2, inFlight: 5 }));
  assert.equal(blocked('noLeader'), 'no leader, 1.3 s');
  assert.equal(blocked('nodeNotReady'), 'broker 2 not ready');
  assert.equal(blocked('backoff'), 'backoff 240 ms');
  assert.equal(blocked('maxInFlight'), '5 of 5 in flight');
  assert.equal(blocked('throttle'), 'throttled 240 ms');
  assert.equal(blocked('earlierRetryFirst'), 'earlier retry first');
  assert.equal(blocked('firstAnswer'), 'first answer pending');
  assert.equal(blocked('unresolvedSequence'), 'sequence unresolved');
  assert.equal(blocked('transaction'), 'not in transaction');
  assert.equal(blocked('muted'), 'muted, 5 in flight');
  assert.equal(blocked('noProducerId'), 'no producer id yet');
  assert.equal(blocked('metadataFirst'), 'metadata first');
  assert.equal(plain(leavesByText({ kind: 'usually', closedBy: 'linger', share: 0.97 })), 'linger 97 %');
});

test('a broker says in one line what its connection does', () => {
  const line = (more: Parameters<typeof broker>[1]) => plain(brokerLine(broker(2, more), 5).text);
  assert.equal(line({ medianLatencyMs: 2.7 }), 'connected, 2.7 ms');
  assert.equal(line({ state: 'disconnected' }), 'known, not connected yet');
  assert.equal(line({ silent: true, oldestMs: 9400, inFlight: 5 }), 'no answer for 9.4 s, 5 of 5 in flight');
  assert.equal(
    line({ state: 'backoff', lastError: 'connection refused 4 times', reconnectInMs: 412 }),
    'connection refused 4 times, next try in 412 ms',
  );
});

test('topology tells its age, its reason and each replica', () => {
  assert.equal(
    plain(ageSentence(topology())),
    'Full metadata is 41 s old, next in 4 min 19 s. Version 12, answered by broker 3.',
  );
  assert.ok(leaderDied.topology);
  assert.equal(
    ageSentence(leaderDied.topology),
    'Refreshing now (no leader for orders-4). Version 19, answered by broker 3.',
  );
  assert.match(knownSentence(topology({}, 0, [])), /No topic asked yet/);
  const partition = { partition: 0, leader: 2, epoch: 7, replicas: [1, 2, 3, 4], inSync: [2, 3], offline: [4] };
  assert.deepEqual(
    [1, 2, 3, 4, 5].map(node => replicaState(partition, node)),
    ['behind', 'leader', 'inSync', 'offline', 'none'],
  );
  assert.equal(partitionLine(partition), 'leader 2 · in sync 2, 3 · behind 1 · offline 4');
});

test('the header writes settings as words, with the producer id', () => {
  assert.deepEqual(
    settingTexts(session).map(setting => plain(setting.text)),
    ['acks all', 'linger 5 ms', 'batch 16.0 KiB', 'compression none', 'idempotent, id 4012 epoch 0'],
  );
});

test('a journey remarks what each step did', () => {
  const remark = (name: string) => {
    const step = recordJourney.steps.find(candidate => candidate.step === name);
    assert.ok(step);
    return plain(stepRemark(step, recordJourney));
  };
  assert.equal(remark('metadata'), 'orders not known yet, asked broker 1: 6 partitions');
  assert.equal(remark('partition'), 'key hash 1,459,644,460 mod 6 = 4');
  assert.equal(remark('memory'), 'no wait, free list empty, new 16.0 KiB buffer');
  assert.equal(remark('append'), 'opened orders-4 #0: 106 B of 16.0 KiB');
  assert.equal(remark('linger'), '1.8 of 5 ms, standing still');
  assert.equal(remark('drain'), 'takes sequence 0 of producer id 4012');
});

test('a partition that is not there, and a split batch, are said with what happened', () => {
  const of = (step: JourneyStep) => stepRemark(step, { ...recordJourney, batchId: 3 });
  const values = { known: false, node: 1, partitions: 6, topic: 'orders', partition: 7 };
  const waiting: JourneyStep = { step: 'metadata', state: 'now', startMs: 0, durationMs: 3, values };
  const outOfRange = 'no partition 7: orders has 6, 0 to 5. Send to one of these, or add partitions';
  assert.equal(of(waiting), outOfRange);
  assert.equal(of({ ...waiting, state: 'failed' }), outOfRange);
  assert.match(of({ ...waiting, values: { ...values, partitions: 1 } }), /orders has only 0\. Send to that/);
  assert.equal(
    of({ ...waiting, step: 'drain', values: { baseSequence: 1, producerId: '4012', batchId: 3, splitFrom: 1 } }),
    'too large for the broker: split from #1 into orders-4 #3, takes sequence 1 of producer id 4012',
  );
});

test('every transition has an event, and none writes undefined', () => {
  const lane = 'orders-4';
  const all: Transition[] = [
    { type: 'metadataWaitStarted', atMs: 0, topic: 'orders' },
    { type: 'metadataWaitEnded', atMs: 0, topic: 'orders', waitedMs: 3, ok: false },
    { type: 'poolWaitStarted', atMs: 0, lane, bytes: 16384, waiting: 14 },
    { type: 'poolWaitEnded', atMs: 0, lane, bytes: 16384, waitedMs: 1, ok: true },
    { type: 'sendRefused', atMs: 0, topic: 'orders', error: 'RecordTooLargeException', sizeBytes: 2, limitBytes: 1 },
    { type: 'batchCreated', atMs: 0, lane, batchId: 1, bufferBytes: 16384 },
    { type: 'batchClosed', atMs: 0, lane, batchId: 1, closedBy: 'linger', records: 1, bytes: 99, ageMs: 5 },
    { type: 'batchDrained', atMs: 0, lane, batchId: 1, node: 2, baseSequence: 0, records: 1, bytes: 99 },
    { type: 'batchRetried', atMs: 0, lane, batchId: 1, errorCode: 13, attempts: 1, backoffMs: 104 },
    { type: 'batchSplit', atMs: 0, lane, batchId: 1, children: [2, 3] },
    ...(['acked', 'duplicate', 'failed', 'expired', 'aborted', 'split'] as const).map((end): Transition => ({
      type: 'batchEnded',
      atMs: 0,
      lane,
      batchId: 1,
      end,
      errorCode: 7,
      records: 1,
      bytes: 9,
      baseOffset: 4,
      attempts: 1,
      mayBeWritten: true,
    })),
    { type: 'stickySwitched', atMs: 0, topic: 'orders', from: 1, to: 2, producedBytes: 16384 },
    {
      type: 'requestSent',
      atMs: 0,
      requestId: 1,
      correlationId: 4182,
      node: 2,
      slot: 0,
      api: 0,
      version: 13,
      bytes: 19354,
      batches: [[lane, 1]],
    },
    ...(['answered', 'noAnswerExpected', 'timedOut', 'disconnected'] as const).map((end): Transition => ({
      type: 'requestEnded',
      atMs: 0,
      requestId: 1,
      node: 2,
      slot: 0,
      api: 3,
      latencyMs: 3,
      end,
      throttleMs: 5,
    })),
    ...(['disconnected', 'backoff', 'connecting', 'checkingApiVersions', 'ready', 'authenticationFailed'] as const).map(
      (state): Transition => ({ type: 'connectionChanged', atMs: 0, node: -1, state, reason: 'because' }),
    ),
    { type: 'throttled', atMs: 0, node: 2, throttleMs: 1800 },
    { type: 'metadataUpdated', atMs: 0, full: true, version: 4, node: 1, brokers: 3, topics: ['orders'] },
    { type: 'metadataFailed', atMs: 0, reason: 'timeout' },
    { type: 'topicError', atMs: 0, topic: 'orders', errorCode: 3, node: 1 },
    { type: 'leaderChanged', atMs: 0, lane, from: 2, to: -1, epoch: 7 },
    { type: 'rebootstrapped', atMs: 0, reason: 'no node' },
    { type: 'producerIdAcquired', atMs: 0, producerId: '4012', epoch: 0 },
    { type: 'epochBumped', atMs: 0, producerId: '4012', epoch: 1, cause: 'expired batch' },
    { type: 'sequenceUnresolved', atMs: 0, lane, nextSequence: 5 },
    { type: 'transactionState', atMs: 0, from: 'READY', to: 'IN_TRANSACTION', error: null },
    { type: 'transactionState', atMs: 0, from: 'IN_TRANSACTION', to: 'ABORTABLE_ERROR', error: 'TimeoutException' },
    { type: 'coordinatorFound', atMs: 0, coordinator: 'transaction', key: 'shop-1', node: 2 },
    { type: 'coordinatorFound', atMs: 0, coordinator: 'group', key: 'billing', node: 1 },
    { type: 'partitionsAdded', atMs: 0, count: 3, lanes: [lane] },
    { type: 'offsetsSent', atMs: 0, group: 'billing' },
    { type: 'transactionEnded', atMs: 0, committed: true, partitions: 3, groups: 1, durationMs: 12, nextEpoch: 5 },
    { type: 'transactionEnded', atMs: 0, committed: false, partitions: 3, groups: 0, durationMs: 12, nextEpoch: 5 },
    { type: 'flushStarted', atMs: 0, batches: 2 },
    { type: 'flushEnded', atMs: 0, waitedMs: 3 },
    { type: 'callbackThrew', atMs: 0, error: 'TypeError' },
    { type: 'interceptorThrew', atMs: 0, method: 'onSend', error: 'TypeError' },
    { type: 'closed', atMs: 0, unfinishedRecords: 0 },
  ];
  for (const transition of all) {
    const words = logText({ kind: 'single', id: 1, wallMs: 0, sinceMs: 5, warning: false, transition, select: null });
    const whole = `${words.event} | ${words.where} | ${words.detail}`;
    assert.ok(words.event.length > 2 && words.event.length <= 24, whole);
    assert.doesNotMatch(whole, /undefined|NaN|\{\d\}/, transition.type);
  }
  const [retried] = all.filter(t => t.type === 'batchRetried');
  assert.ok(retried);
  assert.equal(
    plain(
      logText({ kind: 'single', id: 1, wallMs: 0, sinceMs: null, warning: true, transition: retried, select: null })
        .detail,
    ),
    'NETWORK_EXCEPTION (13), attempt 2 in 104 ms',
  );
});
