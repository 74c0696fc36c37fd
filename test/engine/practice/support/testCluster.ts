import type { TestContext } from 'node:test';
import { seededRandom } from '../../../../engine/common/seededRandom.ts';
import { MemoryRecordsBuilder } from '../../../../engine/record/memoryRecordsBuilder.ts';
import type { Compression } from '../../../../engine/record/compression.ts';
import { Fetch, ListOffsets, Produce } from '../../../../engine/protocol/messages/index.ts';
import type { ResponseBody } from '../../../../engine/protocol/schema.ts';
import { readBatchHeader } from '../../../../engine/record/recordBatchReader.ts';
import { PracticeCluster } from '../../../../engine/practice/practiceCluster.ts';
import type { PracticeSettings } from '../../../../engine/practice/practiceSettings.ts';
import { MemoryNetwork } from './memoryNetwork.ts';
import type { TestClient } from './memoryNetwork.ts';
import { MockClock } from './mockClock.ts';

export interface TestCluster {
  readonly cluster: PracticeCluster;
  readonly clock: MockClock;
  readonly logged: string[];
  changes: number;
  /** A connection to that broker, opened at the first call. */
  client(node: number): TestClient;
  connect(node: number): TestClient;
}

export async function startTestCluster(t: TestContext, settings: Partial<PracticeSettings> = {}): Promise<TestCluster> {
  const test = await openTestCluster(settings);
  t.after(() => test.cluster.stop());
  return test;
}

/** Whoever opens it stops `cluster`. */
export async function openTestCluster(settings: Partial<PracticeSettings> = {}): Promise<TestCluster> {
  const clock = new MockClock();
  const network = new MemoryNetwork();
  const logged: string[] = [];
  const cluster = new PracticeCluster(
    {
      brokers: 3,
      port: 0,
      autoCreateTopics: true,
      defaultPartitions: 3,
      retentionBytes: 64 * 1024 * 1024,
      topics: [{ name: 'orders', partitions: 3, replicationFactor: 3 }],
      ...settings,
    },
    {
      time: clock,
      timers: clock,
      random: seededRandom(1),
      listen: network.listen,
      log: (level, message) => void logged.push(`${level}: ${message}`),
      onChanged: () => void test.changes++,
    },
  );
  const clients = new Map<number, TestClient>();
  const connect = (node: number): TestClient => {
    const port = cluster.describe().brokers.find(broker => broker.node === node)?.port ?? 0;
    return network.connect(port);
  };
  const test: TestCluster = {
    cluster,
    clock,
    logged,
    changes: 0,
    connect,
    client(node) {
      const known = clients.get(node);
      if (known !== undefined && !known.closed) return known;
      const made = connect(node);
      clients.set(node, made);
      return made;
    },
  };
  await cluster.start();
  return test;
}

/** Lets promises that are settled already run on; no time passes. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const state = { settled: false };
  const mark = (): void => void (state.settled = true);
  promise.then(mark, mark);
  await settle();
  return !state.settled;
}

export interface BatchOptions {
  readonly timestampMs?: number;
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly compression?: Compression;
}

/** One batch with these values, without keys; each record a millisecond after the one before. */
export function batchOf(values: readonly string[], options: BatchOptions = {}): Buffer {
  const { timestampMs = 1_700_000_000_000, compression } = options;
  const buffer = Buffer.alloc(1024);
  const builder = new MemoryRecordsBuilder({ buffer, ...(compression === undefined ? {} : { compression }) });
  values.forEach((value, index) => builder.append(timestampMs + index, null, Buffer.from(value)));
  if (options.producerId !== undefined)
    builder.setProducerState(
      options.producerId,
      options.producerEpoch ?? 0,
      options.baseSequence ?? 0,
      options.transactional ?? false,
    );
  return Buffer.from(builder.close());
}

export type ProducePartition = ResponseBody<typeof Produce>['responses'][number]['partitionResponses'][number];

/** Produces to one partition through its leader and gives that partition's answer. */
export async function produceTo(
  client: TestClient,
  topic: string,
  index: number,
  records: Buffer | null,
  { acks = -1, timeoutMs = 30_000, version = 11 } = {},
): Promise<ProducePartition> {
  const { responses } = await client.ask(Produce, version, {
    acks,
    timeoutMs,
    topicData: [{ name: topic, partitionData: [{ index, records }] }],
  });
  return only(only(responses).partitionResponses);
}

export type FetchPartition = ResponseBody<typeof Fetch>['responses'][number]['partitions'][number];

export interface FetchOptions {
  readonly offset?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly partitionMaxBytes?: number;
  readonly version?: number;
  readonly currentLeaderEpoch?: number;
}

export async function fetchFrom(
  client: TestClient,
  topic: string,
  partition: number,
  options: FetchOptions = {},
): Promise<FetchPartition> {
  const { offset = 0, maxWaitMs = 0, minBytes = 1, partitionMaxBytes = 1_048_576, version = 12 } = options;
  const { responses } = await client.ask(Fetch, version, {
    maxWaitMs,
    minBytes,
    isolationLevel: 0,
    topics: [
      {
        topic,
        partitions: [
          {
            partition,
            fetchOffset: BigInt(offset),
            partitionMaxBytes,
            currentLeaderEpoch: options.currentLeaderEpoch ?? -1,
          },
        ],
      },
    ],
    forgottenTopicsData: [],
  });
  return only(only(responses).partitions);
}

export async function offsetAt(
  client: TestClient,
  topic: string,
  partitionIndex: number,
  timestamp: bigint,
  replicaId = -1,
): Promise<{ readonly errorCode: number; readonly offset: bigint; readonly timestamp: bigint }> {
  const { topics } = await client.ask(ListOffsets, 7, {
    replicaId,
    isolationLevel: 0,
    topics: [{ name: topic, partitions: [{ partitionIndex, timestamp }] }],
  });
  return only(only(topics).partitions);
}

/** Base offset and record count of each batch. */
export function batchesIn(records: Buffer | null): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let position = 0; records !== null && position < records.length;) {
    const batch = readBatchHeader(records, position);
    found.push([Number(batch.baseOffset), batch.recordCount]);
    position += batch.sizeInBytes;
  }
  return found;
}

export function only<T>(list: readonly T[]): T {
  if (list.length !== 1) throw new Error(`expected one element, not ${list.length}`);
  return list[0] as T;
}

export function partitionView(test: TestCluster, topic: string, index: number) {
  const partition = test.cluster.describe().topics.find(({ name }) => name === topic)?.partitions[index];
  if (partition === undefined) throw new Error(`no partition ${topic}-${index}`);
  return partition;
}
