import assert from 'node:assert/strict';
import test from 'node:test';
import { crc32c } from '../../../../engine/common/crc32c.ts';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import { IncrementalAlterConfigs, Produce } from '../../../../engine/protocol/messages/index.ts';
import { compressionOf } from '../../../../engine/record/compression.ts';
import { BatchOffset, LOG_OVERHEAD } from '../../../../engine/record/recordBatchLayout.ts';
import { isCrcValid, readBatchHeader, readRecords } from '../../../../engine/record/recordBatchReader.ts';
import {
  batchOf,
  fetchFrom,
  isPending,
  only,
  partitionView,
  produceTo,
  settle,
  startTestCluster,
} from '../support/testCluster.ts';
import type { TestCluster } from '../support/testCluster.ts';

async function setConfig(cluster: TestCluster, name: string, value: string): Promise<void> {
  const { responses } = await cluster.client(1).ask(IncrementalAlterConfigs, 1, {
    resources: [{ resourceType: 2, resourceName: 'orders', configs: [{ name, configOperation: 0, value }] }],
    validateOnly: false,
  });
  assert.deepEqual(only(responses).errorCode, 0, only(responses).errorMessage ?? '');
}

/** The batch with the checksum its bytes give. */
function withCrc(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch, BatchOffset.attributes, batch.length), BatchOffset.crc);
  return batch;
}

test('batches get the offsets behind one another and stay as they came', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  assert.equal((await produceTo(leader, 'orders', 0, batchOf(['a', 'b', 'c']))).baseOffset, 0n);
  assert.equal((await produceTo(leader, 'orders', 0, batchOf(['d']))).baseOffset, 3n);
  const { records, highWatermark } = await fetchFrom(leader, 'orders', 0, { offset: 3 });
  assert.equal(highWatermark, 4n);
  const batch = readBatchHeader(records as Buffer);
  assert.equal(batch.baseOffset, 3n);
  assert.ok(isCrcValid(batch));
  assert.equal(readRecords(batch)[0]?.value?.toString(), 'd');
});

for (const version of [3, 5, 7, 8, 9, 10, 11, 12])
  test(`version ${version} is answered`, async t => {
    const cluster = await startTestCluster(t);
    const answer = await produceTo(cluster.client(1), 'orders', 0, batchOf(['a']), { version });
    assert.equal(answer.errorCode, 0);
    assert.equal(answer.baseOffset, 0n);
    assert.equal(answer.logStartOffset, version >= 5 ? 0n : -1n);
  });

test('version 13 names topics by id', async t => {
  const cluster = await startTestCluster(t);
  const { Metadata } = await import('../../../../engine/protocol/messages/index.ts');
  const metadata = await cluster.client(1).ask(Metadata, 12, {
    topics: [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    includeTopicAuthorizedOperations: false,
  });
  const produce = async (topicId: string) =>
    only(
      only(
        (
          await cluster.client(1).ask(Produce, 13, {
            acks: -1,
            timeoutMs: 1000,
            topicData: [{ topicId, partitionData: [{ index: 0, records: batchOf(['a']) }] }],
          })
        ).responses,
      ).partitionResponses,
    );
  assert.equal((await produce(only(metadata.topics).topicId)).errorCode, 0);
  assert.equal((await produce('AAAAAAAAAAAAAAAAAAAAAQ')).errorCode, ErrorCodes.UNKNOWN_TOPIC_ID);
});

for (const version of [0, 2])
  test(`version ${version} is announced but closes the connection`, async t => {
    const cluster = await startTestCluster(t);
    const client = cluster.connect(1);
    client.sendRaw(Buffer.from([0, 0, 0, version, 0, 0, 0, 1, 0xff, 0xff, 0, 1]));
    assert.ok(client.closed);
    assert.match(cluster.logged.at(-1) ?? '', /Produce version [02] is not served; versions 3 to 13 are/);
  });

test('§12.2 each refusal has its code, and nothing is appended', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  const flipped = batchOf(['damaged']);
  flipped[70] = (flipped[70] as number) ^ 1;
  const magic1 = batchOf(['old']);
  magic1[16] = 1;
  const cut = batchOf(['cut']).subarray(0, 40);
  const control = batchOf(['control'], { producerId: 1n });
  const wrongCount = batchOf(['a', 'b']);
  wrongCount.writeInt32BE(5, 57);
  const hour = 3_600_000;
  const cases: readonly [string, Buffer | null, number][] = [
    ['no records', null, ErrorCodes.INVALID_RECORD],
    ['empty records', Buffer.alloc(0), ErrorCodes.INVALID_RECORD],
    ['two batches', Buffer.concat([batchOf(['a']), batchOf(['b'])]), ErrorCodes.INVALID_RECORD],
    ['magic 1', magic1, ErrorCodes.INVALID_RECORD],
    ['cut short', cut, ErrorCodes.CORRUPT_MESSAGE],
    ['checksum', flipped, ErrorCodes.CORRUPT_MESSAGE],
    ['count', recrc(wrongCount), ErrorCodes.INVALID_RECORD],
    ['control batch', recrc(withAttributes(control, 0x20)), ErrorCodes.INVALID_RECORD],
    [
      'transactional, without an id',
      batchOf(['t'], { producerId: 1n, transactional: true }),
      ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    ],
    ['no sequence', recrc(withSequence(batchOf(['s'], { producerId: 1n }), -1)), ErrorCodes.INVALID_RECORD],
    [
      'too far ahead',
      batchOf(['late'], { timestampMs: cluster.clock.wallMilliseconds() + hour + 1 }),
      ErrorCodes.INVALID_TIMESTAMP,
    ],
  ];
  for (const [what, records, errorCode] of cases) {
    const answer = await produceTo(leader, 'orders', 0, records);
    assert.equal(answer.errorCode, errorCode, what);
    assert.equal(answer.baseOffset, -1n, what);
    assert.ok((answer.errorMessage ?? '').length > 10, what);
  }
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 0);
  const farButAllowed = batchOf(['ok'], { timestampMs: cluster.clock.wallMilliseconds() + hour });
  assert.equal((await produceTo(leader, 'orders', 0, farButAllowed)).errorCode, 0);
});

test('unknown topic, unknown partition, wrong acks', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  const unknown = ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  assert.equal((await produceTo(leader, 'missing', 0, batchOf(['a']))).errorCode, unknown);
  assert.equal((await produceTo(leader, '__proto__', 0, batchOf(['a']))).errorCode, unknown);
  assert.equal((await produceTo(leader, 'orders', 3, batchOf(['a']))).errorCode, unknown);
  assert.equal((await produceTo(leader, 'orders', -1, batchOf(['a']))).errorCode, unknown);
  assert.equal(
    (await produceTo(leader, 'orders', 0, batchOf(['a']), { acks: 2 })).errorCode,
    ErrorCodes.INVALID_REQUIRED_ACKS,
  );
});

test('KIP-951: a broker that does not lead says who does, from version 10 on', async t => {
  const cluster = await startTestCluster(t);
  const ask = (version: number) =>
    cluster.client(2).ask(Produce, version, {
      acks: -1,
      timeoutMs: 1000,
      topicData: [{ name: 'orders', partitionData: [{ index: 0, records: batchOf(['a']) }] }],
    });
  const hinted = await ask(10);
  const answer = only(only(hinted.responses).partitionResponses);
  assert.equal(answer.errorCode, ErrorCodes.NOT_LEADER_OR_FOLLOWER);
  assert.deepEqual({ ...answer.currentLeader }, { leaderId: 1, leaderEpoch: 0 });
  const port = cluster.cluster.describe().brokers[0]?.port;
  assert.deepEqual(
    hinted.nodeEndpoints.map(({ nodeId, port: at }) => [nodeId, at]),
    [[1, port]],
  );
  const plain = only(only((await ask(9)).responses).partitionResponses);
  assert.equal(plain.errorCode, ErrorCodes.NOT_LEADER_OR_FOLLOWER);
});

test('acks=0 gets no answer, and an error closes the connection', async t => {
  const cluster = await startTestCluster(t);
  const client = cluster.connect(1);
  const silent = client.ask(Produce, 9, {
    acks: 0,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', partitionData: [{ index: 0, records: batchOf(['a']) }] }],
  });
  assert.ok(await isPending(silent));
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 1);
  const failing = client.ask(Produce, 9, {
    acks: 0,
    timeoutMs: 1000,
    topicData: [{ name: 'missing', partitionData: [{ index: 0, records: batchOf(['a']) }] }],
  });
  await assert.rejects(failing, /closed the connection/);
  await assert.rejects(silent);
  assert.match(cluster.logged.at(-1) ?? '', /acks=0 failed for missing-0 with UNKNOWN_TOPIC_OR_PARTITION/);
});

test('max.message.bytes counts the batch as it is, compressed', async t => {
  const cluster = await startTestCluster(t);
  await setConfig(cluster, 'max.message.bytes', '200');
  const values = [`x${'a'.repeat(500)}`];
  const leader = cluster.client(1);
  assert.equal((await produceTo(leader, 'orders', 0, batchOf(values))).errorCode, ErrorCodes.MESSAGE_TOO_LARGE);
  const compressed = batchOf(values, { compression: compressionOf('gzip') });
  assert.equal((await produceTo(leader, 'orders', 0, compressed)).errorCode, 0);
});

test('zstd needs version 7', async t => {
  const cluster = await startTestCluster(t);
  const zstd = batchOf(['a'], { compression: compressionOf('zstd') });
  const refused = await produceTo(cluster.client(1), 'orders', 0, Buffer.from(zstd), { version: 6 });
  assert.equal(refused.errorCode, ErrorCodes.UNSUPPORTED_COMPRESSION_TYPE);
  assert.equal((await produceTo(cluster.client(1), 'orders', 0, zstd, { version: 7 })).errorCode, 0);
});

for (const type of ['gzip', 'snappy', 'lz4', 'zstd'] as const)
  test(`214 the records of a ${type} batch are opened: what is damaged is refused as Kafka refuses it`, async t => {
    const cluster = await startTestCluster(t);
    const good = batchOf(['a', 'b', 'c'], { compression: compressionOf(type) });
    const produce = async (batch: Buffer) =>
      (await produceTo(cluster.client(1), 'orders', 0, withCrc(batch))).errorCode;
    const cut = Buffer.from(good.subarray(0, -6));
    cut.writeInt32BE(cut.length - LOG_OVERHEAD, BatchOffset.batchLength);
    assert.equal(await produce(cut), ErrorCodes.UNKNOWN_SERVER_ERROR);
    const miscounted = Buffer.from(good);
    miscounted.writeInt32BE(2, BatchOffset.recordsCount);
    miscounted.writeInt32BE(1, BatchOffset.lastOffsetDelta);
    assert.equal(await produce(miscounted), ErrorCodes.INVALID_RECORD);
    assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 0);
    assert.equal(await produce(good), 0);
    assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 3);
  });

test('LogAppendTime puts the broker’s time into answer and batch, with a valid checksum', async t => {
  const cluster = await startTestCluster(t);
  await setConfig(cluster, 'message.timestamp.type', 'LogAppendTime');
  const answer = await produceTo(cluster.client(1), 'orders', 0, batchOf(['a'], { timestampMs: 1 }));
  const now = cluster.clock.wallMilliseconds();
  assert.equal(answer.logAppendTimeMs, BigInt(now));
  const batch = readBatchHeader((await fetchFrom(cluster.client(1), 'orders', 0)).records as Buffer);
  assert.ok(isCrcValid(batch));
  assert.equal(readRecords(batch)[0]?.timestampMs, now);
});

test('message.timestamp.before.max.ms refuses what is too old', async t => {
  const cluster = await startTestCluster(t);
  await setConfig(cluster, 'message.timestamp.before.max.ms', '1000');
  const now = cluster.clock.wallMilliseconds();
  const produce = async (timestampMs: number) =>
    (await produceTo(cluster.client(1), 'orders', 0, batchOf(['a', 'b'], { timestampMs }))).errorCode;
  assert.equal(await produce(now - 1000), 0);
  assert.equal(await produce(now - 1001), ErrorCodes.INVALID_TIMESTAMP);
});

test('§12.4 a repeated batch is answered with its first offset and not appended again', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  const batch = (baseSequence: number) => batchOf(['a', 'b'], { producerId: 7n, baseSequence });
  for (const sequence of [0, 2, 4, 6, 8]) await produceTo(leader, 'orders', 0, batch(sequence));
  const again = await produceTo(leader, 'orders', 0, batch(0));
  assert.deepEqual([again.errorCode, again.baseOffset], [0, 0n]);
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 10);
  await produceTo(leader, 'orders', 0, batch(10));
  const sixthBack = await produceTo(leader, 'orders', 0, batch(0));
  assert.equal(sixthBack.errorCode, ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
  const gap = await produceTo(leader, 'orders', 0, batch(14));
  assert.equal(gap.errorCode, ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
});

test('acks=all waits until all in sync have it; the connection’s next request waits behind it', async t => {
  const cluster = await startTestCluster(t);
  cluster.cluster.delayReplication(2, 100);
  const leader = cluster.connect(1);
  const first = produceTo(leader, 'orders', 0, batchOf(['a']));
  const second = produceTo(leader, 'orders', 0, batchOf(['b']), { acks: 1 });
  assert.ok(await isPending(first));
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 1, 'the second is not handled yet');
  assert.equal(partitionView(cluster, 'orders', 0).highWatermark, 0);
  cluster.clock.advance(100);
  assert.equal((await first).errorCode, 0);
  assert.equal((await second).baseOffset, 1n);
  assert.deepEqual(leader.answered, [1, 2]);
});

test('acks=all ends with REQUEST_TIMED_OUT after the request’s own time', async t => {
  const cluster = await startTestCluster(t);
  cluster.cluster.delayReplication(2, Infinity);
  const answer = produceTo(cluster.client(1), 'orders', 0, batchOf(['a']), { timeoutMs: 1500 });
  cluster.clock.advance(1499);
  assert.ok(await isPending(answer));
  cluster.clock.advance(1);
  assert.equal((await answer).errorCode, ErrorCodes.REQUEST_TIMED_OUT);
  cluster.cluster.delayReplication(2, 0);
  await settle();
  assert.equal(partitionView(cluster, 'orders', 0).highWatermark, 1);
});

test('acks=all with too few in sync: NOT_ENOUGH_REPLICAS, nothing appended; acks=1 is taken but not readable', async t => {
  const cluster = await startTestCluster(t);
  await setConfig(cluster, 'min.insync.replicas', '2');
  await cluster.cluster.stopBroker(2);
  await cluster.cluster.stopBroker(3);
  const leader = cluster.client(1);
  assert.equal((await produceTo(leader, 'orders', 0, batchOf(['a']))).errorCode, ErrorCodes.NOT_ENOUGH_REPLICAS);
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 0);
  assert.equal((await produceTo(leader, 'orders', 0, batchOf(['b']), { acks: 1 })).errorCode, 0);
  const view = partitionView(cluster, 'orders', 0);
  assert.deepEqual([view.logEndOffset, view.highWatermark], [1, 0]);
  await cluster.cluster.startBroker(2);
  cluster.clock.advance(500);
  assert.equal(partitionView(cluster, 'orders', 0).highWatermark, 1);
});

test('a batch that is in the log when the ISR shrinks below the minimum: NOT_ENOUGH_REPLICAS_AFTER_APPEND', async t => {
  const cluster = await startTestCluster(t);
  await setConfig(cluster, 'min.insync.replicas', '2');
  for (const node of [2, 3]) cluster.cluster.delayReplication(node, Infinity);
  const answer = produceTo(cluster.client(1), 'orders', 0, batchOf(['a']));
  await cluster.cluster.stopBroker(2);
  assert.ok(await isPending(answer));
  await cluster.cluster.stopBroker(3);
  assert.equal((await answer).errorCode, ErrorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
});

function recrc(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc(batch), 17);
  return batch;
}

function withAttributes(batch: Buffer, bits: number): Buffer {
  batch.writeInt16BE(bits, 21);
  return batch;
}

function withSequence(batch: Buffer, sequence: number): Buffer {
  batch.writeInt32BE(sequence, 53);
  return batch;
}

// Bit by bit, from the definition of CRC-32C.
function crc(batch: Buffer): number {
  let value = 0xffff_ffff;
  for (const byte of batch.subarray(21)) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  }
  return ~value >>> 0;
}
