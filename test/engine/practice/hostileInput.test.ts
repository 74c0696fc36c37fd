import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { ZERO_UUID } from '../../../engine/common/uuid.ts';
import { encodeRequest } from '../../../engine/protocol/codec.ts';
import { handlers } from '../../../engine/practice/apis/index.ts';
import {
  CreatePartitions,
  CreateTopics,
  DeleteRecords,
  DescribeConfigs,
  DescribeTopicPartitions,
  Fetch,
  IncrementalAlterConfigs,
  InitProducerId,
  ListOffsets,
  Metadata,
  OffsetForLeaderEpoch,
  Produce,
} from '../../../engine/protocol/messages/index.ts';
import type { EncodedFrame } from '../../../engine/protocol/codec.ts';
import { batchOf, settle, startTestCluster } from './support/testCluster.ts';
import type { TestClient } from './support/memoryNetwork.ts';

const seed = 20_260_907;

/** Requests that are right, to be damaged. */
const samples: readonly (() => EncodedFrame)[] = [
  () =>
    encodeRequest(Produce, 9, 1, 'c', {
      acks: -1,
      timeoutMs: 1000,
      topicData: [
        {
          name: 'orders',
          partitionData: [{ index: 0, records: batchOf(['a', 'b'], { producerId: 3n, baseSequence: 0 }) }],
        },
      ],
    }),
  () =>
    encodeRequest(Fetch, 12, 1, 'c', {
      maxWaitMs: 10,
      minBytes: 1,
      isolationLevel: 0,
      topics: [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1000 }] }],
      forgottenTopicsData: [],
    }),
  () =>
    encodeRequest(ListOffsets, 7, 1, 'c', {
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: 5n }] }],
    }),
  () =>
    encodeRequest(Metadata, 12, 1, 'c', {
      topics: [{ name: 'orders', topicId: ZERO_UUID }],
      allowAutoTopicCreation: false,
      includeTopicAuthorizedOperations: false,
    }),
  () => encodeRequest(InitProducerId, 4, 1, 'c', { transactionalId: null, transactionTimeoutMs: 1 }),
  () =>
    encodeRequest(CreateTopics, 7, 1, 'c', {
      topics: [
        {
          name: 'n',
          numPartitions: 1,
          replicationFactor: 1,
          assignments: [],
          configs: [{ name: 'retention.bytes', value: '1' }],
        },
      ],
      validateOnly: true,
    }),
  () =>
    encodeRequest(CreatePartitions, 3, 1, 'c', {
      topics: [{ name: 'orders', count: 5, assignments: [{ brokerIds: [1] }] }],
      timeoutMs: 1,
      validateOnly: true,
    }),
  () =>
    encodeRequest(DescribeConfigs, 4, 1, 'c', {
      resources: [{ resourceType: 2, resourceName: 'orders', configurationKeys: ['retention.bytes'] }],
      includeSynonyms: true,
    }),
  () =>
    encodeRequest(IncrementalAlterConfigs, 1, 1, 'c', {
      resources: [
        {
          resourceType: 2,
          resourceName: 'orders',
          configs: [{ name: 'retention.bytes', configOperation: 0, value: '5000' }],
        },
      ],
      validateOnly: false,
    }),
  () =>
    encodeRequest(DescribeTopicPartitions, 0, 1, 'c', {
      topics: [{ name: 'orders' }],
      responsePartitionLimit: 1,
      cursor: { topicName: 'orders', partitionIndex: 1 },
    }),
  () =>
    encodeRequest(OffsetForLeaderEpoch, 4, 1, 'c', {
      topics: [{ topic: 'orders', partitions: [{ partition: 0, leaderEpoch: 0 }] }],
    }),
  () =>
    encodeRequest(DeleteRecords, 2, 1, 'c', {
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, offset: 0n }] }],
      timeoutMs: 1,
    }),
];

test(`damaged requests are answered or end their connection, and the broker itself never fails (seed ${seed})`, async t => {
  const random = seededRandom(seed);
  const cluster = await startTestCluster(t);
  for (let round = 0; round < 6000; round++) {
    const sample = samples[round % samples.length] as () => EncodedFrame;
    const bytes = Buffer.from(Buffer.concat(sample().chunks).subarray(4));
    for (let flips = 1 + (random.nextInt() % 3); flips > 0; flips--)
      bytes[2 + (random.nextInt() % (bytes.length - 2))] = random.nextInt() & 0xff;
    const cut = random.nextInt() % 4 === 0 ? random.nextInt() % bytes.length : bytes.length;
    send(cluster.client(1), bytes.subarray(0, cut));
    if (round % 50 === 0) {
      cluster.clock.advance(60_000);
      await settle();
    }
  }
  cluster.clock.advance(600_000);
  await settle();
  assert.deepEqual(
    cluster.logged.filter(line => line.startsWith('error')),
    [],
  );
});

test(`random bytes behind a valid header, for every API and version (seed ${seed})`, async t => {
  const random = seededRandom(seed);
  const cluster = await startTestCluster(t);
  for (const { api, maxVersion } of handlers)
    for (let version = 0; version <= maxVersion + 1; version++)
      for (let round = 0; round < 40; round++) {
        const body = Buffer.from(Array.from({ length: random.nextInt() % 60 }, () => random.nextInt() & 0xff));
        const header = Buffer.from([0, api.key, 0, version, 0, 0, 0, 1, 0xff, 0xff]);
        send(cluster.client(1), Buffer.concat([header, body]));
      }
  cluster.clock.advance(600_000);
  await settle();
  assert.deepEqual(
    cluster.logged.filter(line => line.startsWith('error')),
    [],
  );
});

function send(client: TestClient, bytes: Buffer): void {
  if (!client.closed) client.sendRaw(bytes);
}
