import test from 'node:test';
import assert from 'node:assert/strict';
import type {
  BatchDetail,
  FieldNode,
  FrameBytes,
  RecordDetail,
  RequestDetail,
} from '../../../engine/snapshot/details.ts';
import type { DescribedSelection } from '../../../engine/snapshot/words.ts';
import { InspectedRig } from './support/inspectedRig.ts';

test('a request is decoded beside its bytes, with its response when it came', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  rig.send('the payload', 'the key');
  await rig.step();
  const { correlationId } = rig.cluster.lastProduce;
  const before = request(rig, correlationId);
  assert.deepEqual([before.api, before.end, before.response], ['Produce', null, null]);
  assert.deepEqual(before.batches, [{ lane: 'orders-0', batchId: 1 }]);
  const frame = Buffer.from(before.request.base64, 'base64');
  assert.equal(frame.length, before.request.totalBytes);
  assert.equal(frame.readInt32BE(0), frame.length - 4);
  const value = find(before.request.fields, 'value');
  assert.equal(value.value, 'the payload');
  assert.equal(frame.toString('utf8', value.offset, value.offset + value.length), 'the payload');
  rig.cluster.respondToAll();
  await rig.step();
  const after = request(rig, correlationId);
  assert.equal(after.end, 'answered');
  assert.equal(find(after.response?.fields ?? [], 'baseOffset').value, '1');
});

test('with payloads off neither keys, values nor header values are in the bytes or the fields', async () => {
  for (const compression of ['none', 'gzip']) {
    const rig = new InspectedRig({
      payloads: false,
      properties: { 'linger.ms': '0', 'compression.type': compression },
    });
    await rig.warmUp();
    rig.producer.send({
      topic: 'orders',
      key: 'secret-key',
      value: 'secret-value',
      headers: [{ key: 'trace', value: Buffer.from('secret-header') }],
    });
    await rig.step();
    const shown = request(rig, rig.cluster.lastProduce.correlationId).request;
    const text = Buffer.from(shown.base64, 'base64').toString('latin1') + JSON.stringify(shown.fields);
    assert.doesNotMatch(text, /secret/, compression);
    assert.equal(find(shown.fields, 'value').value, '··');
    assert.equal(find(shown.fields, 'header trace').value, '··');
    if (compression === 'none') continue;
    const records = find(shown.fields, 'records', 'recordBatch');
    const bytes = Buffer.from(shown.base64, 'base64').subarray(records.offset, records.offset + records.length);
    assert.ok(
      bytes.every(byte => byte === 0),
      'the compressed records could be unpacked',
    );
  }
});

test('a large request is shown up to 32 KiB and its long lists are cut with a note', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '100', 'batch.size': '100000' } });
  await rig.warmUp();
  for (let i = 0; i < 300; i++) rig.send('x'.repeat(200));
  rig.time.advance(100);
  await rig.step();
  const { request: shown } = request(rig, rig.cluster.lastProduce.correlationId);
  assert.equal(shown.shownBytes, 32 * 1024);
  assert.ok(shown.totalBytes > 60_000);
  assert.equal(find(shown.fields, '…').value, '200 more');
});

test('requests beyond 8 MiB are forgotten, the oldest first', async () => {
  const rig = new InspectedRig({
    properties: { 'linger.ms': '0', 'batch.size': '900000', 'max.request.size': '1000000' },
  });
  await rig.warmUp();
  const ids: number[] = [];
  for (let i = 0; i < 12; i++) {
    rig.send('x'.repeat(890_000));
    await rig.step();
    ids.push(rig.cluster.lastProduce.correlationId);
    rig.cluster.respondToAll();
    rig.time.advance(60);
    await rig.step();
  }
  assert.equal(request(rig, ids[0] ?? -1).request.shownBytes, 0);
  assert.equal(request(rig, ids.at(-1) ?? -1).request.shownBytes, 32 * 1024);
});

test('of more than 16 MiB a second a share is kept, and all that is in flight or was not answered', async () => {
  const rig = new InspectedRig({
    properties: { 'linger.ms': '0', 'batch.size': '900000', 'max.request.size': '1000000', retries: '0' },
  });
  await rig.warmUp();
  const shown = async (end: () => void): Promise<readonly number[]> => {
    rig.send('x'.repeat(890_000));
    await rig.step();
    const id = rig.cluster.lastProduce.correlationId;
    const inFlight = request(rig, id).request.shownBytes;
    end();
    await rig.step();
    return [inFlight, request(rig, id).request.shownBytes];
  };
  const whole = 32 * 1024;
  const answered: (readonly number[])[] = [];
  for (let i = 0; i < 12; i++) answered.push(await shown(() => rig.cluster.respondToAll()));
  assert.deepEqual(answered[0], [whole, whole]);
  assert.deepEqual(answered.at(-1), [whole, 0]);
  assert.deepEqual(await shown(() => rig.cluster.stop(1)), [whole, whole]);
});

test("a batch's ledger sums to its age, alive and ended, and it is still known after it ended", async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  rig.send('a');
  rig.time.advance(3);
  const open = batch(rig, 1);
  assert.deepEqual([open.state, open.ledger.linger, open.mayBeWrittenBecause], ['open', 3, 'neverSent']);
  rig.time.advance(2);
  await rig.step();
  rig.time.advance(7);
  const sent = batch(rig, 1);
  assert.deepEqual([sent.state, sent.ledger.inFlight, sent.mayBeWrittenBecause], ['inFlight', 7, 'inFlight']);
  rig.cluster.respondToAll();
  await rig.step();
  rig.time.advance(60_000);
  const ended = batch(rig, 1);
  assert.deepEqual(
    [ended.state, ended.closedBy, ended.baseOffset, ended.mayBeWrittenBecause],
    ['acked', 'linger', 1, 'acked'],
  );
  assert.equal(
    Object.values(ended.ledger).reduce((sum, ms) => sum + ms, 0),
    12,
  );
  assert.equal((ended.endedWallMs ?? 0) - ended.createdWallMs, 12);
});

test('a batch that was refused is not written, one whose connection broke may be', async () => {
  const refused = new InspectedRig({ properties: { 'linger.ms': '0', retries: '0', 'enable.idempotence': 'false' } });
  await refused.warmUp();
  refused.send('a');
  await refused.step();
  refused.cluster.respond(1, { 'orders-0': { errorCode: 10 } });
  await refused.step();
  const definite = batch(refused, 1);
  assert.deepEqual([definite.state, definite.mayBeWrittenBecause], ['failed', 'definiteError']);
  assert.equal(definite.attempts[0]?.error, 'MESSAGE_TOO_LARGE');

  const broken = new InspectedRig({ properties: { 'linger.ms': '0' } });
  await broken.warmUp();
  broken.send('a');
  await broken.step();
  broken.cluster.stop(1);
  await broken.step();
  const retried = batch(broken, 1);
  assert.deepEqual(
    [retried.state, retried.mayBeWritten, retried.mayBeWrittenBecause, retried.attempts.length],
    ['queued', true, 'noAnswer', 1],
  );
  assert.equal(retried.attempts[0]?.error, 'NETWORK_EXCEPTION');
});

test('the last 2,000 batches that ended are kept, and no more', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  for (let i = 0; i < 2_000; i++) {
    rig.time.advance(1);
    rig.send('a');
    await rig.step();
    rig.cluster.respondToAll();
    await rig.step();
  }
  assert.equal(rig.producer.totals.ackedRecords, 2_001);
  assert.deepEqual(rig.inspector.describe({ kind: 'batch', lane: 'orders-0', batchId: 0 }), { kind: 'gone' });
  assert.equal(batch(rig, 1).state, 'acked');
  assert.equal(batch(rig, 2_000).state, 'acked');
});

test('of batches acknowledged faster than two a millisecond a share is kept, and every one that failed', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '0', retries: '0', 'enable.idempotence': 'false' } });
  await rig.warmUp();
  const send = async (errorCode: number): Promise<void> => {
    rig.send('a');
    await rig.step();
    rig.cluster.respond(1, { 'orders-0': { errorCode } });
    await rig.step();
  };
  for (let i = 1; i <= 1_100; i++) await send(0);
  assert.equal(batch(rig, 999).state, 'acked');
  assert.deepEqual(rig.inspector.describe({ kind: 'batch', lane: 'orders-0', batchId: 1_050 }), { kind: 'gone' });
  await send(10);
  assert.equal(batch(rig, 1_101).state, 'failed');
  rig.time.advance(1);
  await send(0);
  assert.equal(batch(rig, 1_102).state, 'acked');
});

test('a failed batch is kept even if nobody watched, and what is not known is gone', async () => {
  const rig = new InspectedRig({
    unwatched: true,
    properties: { 'linger.ms': '0', retries: '0', 'enable.idempotence': 'false' },
  });
  await rig.warmUp();
  rig.send('a');
  await rig.step();
  rig.cluster.respond(1, { 'orders-0': { errorCode: 10 } });
  await rig.step();
  assert.equal(batch(rig, 1).state, 'failed');
  assert.deepEqual(rig.inspector.describe({ kind: 'batch', lane: 'orders-0', batchId: 0 }), { kind: 'gone' });
  assert.deepEqual(rig.inspector.describe({ kind: 'request', requestId: 0 }), { kind: 'gone' });
  assert.deepEqual(rig.inspector.describe({ kind: 'record', recordId: 9 }), { kind: 'gone' });
});

test("a record's journey step by step: paused in linger, then through", async () => {
  const rig = new InspectedRig({ latencyMs: 7 });
  const recordId = rig.follow('{"order":"1001"}', 'user-42');
  assert.deepEqual(statesOf(record(rig, recordId)).slice(0, 3), ['send done', 'metadata now', 'serialize toCome']);
  await rig.stepUntil(() => rig.producer.totals.partitionedByKey === 1);
  rig.time.advance(1.5);
  rig.paused = true;
  rig.frame();
  const lingering = record(rig, recordId);
  assert.deepEqual(statesOf(lingering), [
    'send done',
    'metadata done',
    'serialize done',
    'partition done',
    'memory done',
    'append done',
    'linger now',
    'connect toCome',
    'drain toCome',
    'inFlight toCome',
    'ack toCome',
    'callback toCome',
  ]);
  assert.deepEqual([lingering.partitionedBy, lingering.lane, lingering.partitions], ['keyHash', 'orders-0', 1]);
  assert.equal(lingering.keyHash !== null && lingering.keyHash >= 0, true);
  assert.equal(step(lingering, 'linger').durationMs, 1.5);
  assert.equal(step(lingering, 'linger').values['paused'], true);
  assert.equal(step(lingering, 'memory').values['reused'], false);
  assert.ok((step(lingering, 'metadata').durationMs ?? 0) > 0);
  rig.paused = false;
  await rig.stepUntil(() => rig.cluster.unanswered().length === 1);
  rig.time.advance(4);
  rig.cluster.respondToAll();
  await rig.step(2);
  rig.frame();
  const through = record(rig, recordId);
  assert.ok(
    statesOf(through).every(state => state.endsWith(' done')),
    statesOf(through).join(', '),
  );
  assert.deepEqual([through.offset, through.error], ['0', null]);
  assert.equal(step(through, 'inFlight').durationMs, 4);
  const whole = through.steps.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  assert.ok(Math.abs(whole - through.totalMs) < 0.05, `${whole} of ${through.totalMs}`);
});

test('a record whose topic does not come about fails in metadata', async () => {
  const rig = new InspectedRig({ properties: { 'max.block.ms': '1000' } });
  const recordId = rig.follow('a', null, 'nowhere');
  await rig.stepUntil(() => rig.producer.totals.failedRecords === 1);
  const detail = record(rig, recordId);
  assert.equal(step(detail, 'metadata').state, 'failed');
  assert.equal(step(detail, 'callback').state, 'done');
  assert.match(detail.error ?? '', /nowhere not present in metadata/);
});

test('a record whose batch was split is followed into the one it left in', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '5', 'batch.size': '200' } });
  await rig.warmUp();
  const value = 'x'.repeat(40);
  const ids = [rig.follow(value, 'a'), rig.follow(value, 'b')];
  rig.time.advance(5);
  await rig.step();
  // Split at the batch size it has room in one; split once more each goes alone.
  for (let split = 0; split < 2; split++) {
    rig.cluster.respond(1, { 'orders-0': { errorCode: 10 } });
    await rig.step();
    rig.time.advance(200);
    await rig.step();
  }
  rig.frame();
  const [first, second] = ids.map(id => record(rig, id)) as [RecordDetail, RecordDetail];
  assert.deepEqual([first.batchId, second.batchId], [3, 4]);
  assert.deepEqual([step(second, 'drain').values['splitFrom'], step(second, 'append').values['batchId']], [1, 1]);
  assert.equal(step(second, 'linger').values['closedBy'], 'linger');
  assert.equal(step(second, 'inFlight').state, 'now');
  await rig.stepUntil(() => {
    rig.cluster.respondToAll();
    rig.time.advance(50);
    return rig.producer.totals.ackedRecords === 3;
  });
  rig.frame();
  const ended = record(rig, ids[1] ?? -1);
  assert.deepEqual([ended.batchId, ended.error], [4, null]);
  assert.ok(
    statesOf(ended).every(state => state.endsWith(' done')),
    statesOf(ended).join(', '),
  );
});

test('a record for a partition that is not there says how many there are', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  const recordId = rig.follow('a', null, 'orders', 7);
  await rig.step();
  const { state, values } = step(record(rig, recordId), 'metadata');
  assert.deepEqual([state, values['partition'], values['partitions']], ['now', 7, 1]);
});

test('ended records hold no batch, so their memory is free', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  const recordId = rig.follow('a');
  await rig.step();
  rig.cluster.respondToAll();
  await rig.step();
  rig.frame();
  assert.equal(rig.journeys.get(recordId)?.batch, null);
  assert.equal(record(rig, recordId).batchId, 1);
  assert.equal(rig.producer.pool.availableBytes, rig.producer.pool.totalMemory);
});

function describe<K extends 'request' | 'batch' | 'record'>(rig: InspectedRig, kind: K, selection: DescribedSelection) {
  const detail = rig.inspector.describe(selection);
  assert.equal(detail.kind, kind);
  return detail;
}

function request(rig: InspectedRig, requestId: number): RequestDetail {
  return describe(rig, 'request', { kind: 'request', requestId }) as RequestDetail;
}

function batch(rig: InspectedRig, batchId: number): BatchDetail {
  return describe(rig, 'batch', { kind: 'batch', lane: 'orders-0', batchId }) as BatchDetail;
}

function record(rig: InspectedRig, recordId: number): RecordDetail {
  return describe(rig, 'record', { kind: 'record', recordId }) as RecordDetail;
}

function step(detail: RecordDetail, name: RecordDetail['steps'][number]['step']) {
  const found = detail.steps.find(each => each.step === name);
  assert.ok(found);
  return found;
}

function statesOf({ steps }: RecordDetail): string[] {
  return steps.map(each => `${each.step} ${each.state}`);
}

/** The first field of that name, `parentType` above it if given. */
function find(fields: FrameBytes['fields'], name: string, parentType?: string, type = 'frame'): FieldNode {
  const found = search(fields, name, parentType, type);
  assert.ok(found, `no field ${name}`);
  return found;
}

function search(
  fields: readonly FieldNode[],
  name: string,
  parentType: string | undefined,
  type: string,
): FieldNode | null {
  for (const field of fields) {
    if (field.name === name && (parentType === undefined || parentType === type)) return field;
    const below = search(field.children ?? [], name, parentType, field.type);
    if (below) return below;
  }
  return null;
}
