import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  EndTxn,
  Fetch,
  FindCoordinator,
  InitProducerId,
  OffsetFetch,
  Produce,
  TxnOffsetCommit,
} from '../../../../engine/protocol/messages/index.ts';
import { iterateBatches, readRecords } from '../../../../engine/record/recordBatchReader.ts';
import { batchOf, only } from './testCluster.ts';
import type { TestCluster } from './testCluster.ts';
import type { TestClient } from './memoryNetwork.ts';

/** A transactional producer by hand; with `v2` as Transactions V2 has it. Answers are error codes. */
export class TransactionalClient {
  producerId = -1n;
  producerEpoch = -1;
  readonly transactionalId: string;
  readonly v2: boolean;
  readonly #cluster: TestCluster;
  readonly #sequences = new Map<string, number>();

  constructor(cluster: TestCluster, transactionalId: string, v2: boolean) {
    this.#cluster = cluster;
    this.transactionalId = transactionalId;
    this.v2 = v2;
  }

  async init(timeoutMs = 60_000, goOn = false): Promise<number> {
    const mine = goOn ? { producerId: this.producerId, producerEpoch: this.producerEpoch } : {};
    const coordinator = await this.coordinator();
    const body = { transactionalId: this.transactionalId, transactionTimeoutMs: timeoutMs, ...mine };
    const answer = await coordinator.ask(InitProducerId, 5, body);
    if (answer.errorCode === 0) this.#goOnWith(answer);
    return answer.errorCode;
  }

  async addPartitions(topic: string, ...partitions: number[]): Promise<readonly number[]> {
    const coordinator = await this.coordinator();
    const { resultsByTopicV3AndBelow } = await coordinator.ask(AddPartitionsToTxn, 3, {
      v3AndBelowTransactionalId: this.transactionalId,
      v3AndBelowProducerId: this.producerId,
      v3AndBelowProducerEpoch: this.producerEpoch,
      v3AndBelowTopics: [{ name: topic, partitions }],
    });
    return only(resultsByTopicV3AndBelow).resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode);
  }

  async send(topic: string, index: number, ...values: string[]): Promise<number> {
    const leader = only(this.#cluster.cluster.describe().topics.filter(({ name }) => name === topic)).partitions[index];
    const { producerId, producerEpoch, transactionalId } = this;
    const baseSequence = this.#sequences.get(`${topic}-${index}`) ?? 0;
    const records = batchOf(values, { producerId, producerEpoch, baseSequence, transactional: true });
    const { responses } = await this.#cluster.client(leader?.leader ?? -1).ask(Produce, this.v2 ? 12 : 11, {
      transactionalId,
      acks: -1,
      timeoutMs: 1000,
      topicData: [{ name: topic, partitionData: [{ index, records }] }],
    });
    const { errorCode } = only(only(responses).partitionResponses);
    if (errorCode === 0) this.#sequences.set(`${topic}-${index}`, baseSequence + values.length);
    return errorCode;
  }

  async end(committed: boolean): Promise<number> {
    const { transactionalId, producerId, producerEpoch } = this;
    const body = { transactionalId, producerId, producerEpoch, committed };
    const answer = await (await this.coordinator()).ask(EndTxn, this.v2 ? 5 : 4, body);
    if (answer.errorCode === 0 && this.v2) this.#goOnWith(answer);
    return answer.errorCode;
  }

  async addOffsets(groupId: string): Promise<number> {
    const { transactionalId, producerId, producerEpoch } = this;
    const body = { transactionalId, producerId, producerEpoch, groupId };
    return (await (await this.coordinator()).ask(AddOffsetsToTxn, 4, body)).errorCode;
  }

  async commitOffset(groupId: string, topic: string, partitionIndex: number, offset: number): Promise<number> {
    const { transactionalId, producerId, producerEpoch } = this;
    const partition = { partitionIndex, committedOffset: BigInt(offset), committedMetadata: null };
    const topics = [{ name: topic, partitions: [partition] }];
    const member = { memberId: '', generationIdOrMemberEpoch: -1 };
    const body = { transactionalId, groupId, producerId, producerEpoch, topics, ...member };
    const answer = await (await coordinatorOf(this.#cluster, groupId, 0)).ask(TxnOffsetCommit, this.v2 ? 5 : 4, body);
    return only(only(answer.topics).partitions).errorCode;
  }

  /** As a reader asks that wants no offset that may change. */
  async fetchOffset(groupId: string, topic: string, partition: number) {
    const coordinator = await coordinatorOf(this.#cluster, groupId, 0);
    const groups = [{ groupId, topics: [{ name: topic, partitionIndexes: [partition] }] }];
    const answer = await coordinator.ask(OffsetFetch, 9, { groups, requireStable: true });
    return only(only(only(answer.groups).topics).partitions);
  }

  coordinator(): Promise<TestClient> {
    return coordinatorOf(this.#cluster, this.transactionalId, 1);
  }

  #goOnWith({ producerId, producerEpoch }: { readonly producerId: bigint; readonly producerEpoch: number }): void {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.#sequences.clear();
  }
}

/** Key type 0: of a group, 1: of a transaction. */
export async function coordinatorOf(cluster: TestCluster, key: string, keyType: number): Promise<TestClient> {
  const up = cluster.cluster.describe().brokers.find(broker => broker.up);
  const { coordinators } = await cluster
    .client(up?.node ?? -1)
    .ask(FindCoordinator, 4, { keyType, coordinatorKeys: [key] });
  return cluster.client(only(coordinators).nodeId);
}

/** What a reader with read_committed sees: values without those of aborted transactions, and where it stops. */
export async function readCommitted(
  client: TestClient,
  topic: string,
  partition: number,
): Promise<{ readonly values: readonly string[]; readonly lastStableOffset: number }> {
  const answer = await client.ask(Fetch, 12, {
    maxWaitMs: 0,
    minBytes: 1,
    isolationLevel: 1,
    topics: [{ topic, partitions: [{ partition, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }],
    forgottenTopicsData: [],
  });
  const { records, abortedTransactions, lastStableOffset } = only(only(answer.responses).partitions);
  const aborted = [...(abortedTransactions ?? [])].sort((a, b) => Number(a.firstOffset - b.firstOffset));
  const skipped = new Set<bigint>();
  const values: string[] = [];
  for (const batch of iterateBatches(records ?? Buffer.alloc(0))) {
    while (aborted[0] !== undefined && aborted[0].firstOffset <= batch.baseOffset + BigInt(batch.lastOffsetDelta))
      skipped.add((aborted.shift() as { producerId: bigint }).producerId);
    if (batch.isControl) skipped.delete(batch.producerId);
    else if (!batch.isTransactional || !skipped.has(batch.producerId))
      values.push(...readRecords(batch).map(({ value }) => String(value)));
  }
  return { values, lastStableOffset: Number(lastStableOffset) };
}
