// A transactional producer by hand, whose every answer is noted, so that two brokers can be compared by what they answer.
import { Errors } from '../../../engine/common/errors.ts';
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  EndTxn,
  InitProducerId,
  Produce,
  TxnOffsetCommit,
} from '../../../engine/protocol/messages/index.ts';
import type { WireClient } from './wireClient.ts';
import { batchOf } from '../../engine/practice/support/testCluster.ts';

/** Which versions it speaks: before Transactions V2, or with it. */
export type Generation = 'v1' | 'v2';
const versions = {
  v1: { produce: 11, end: 4, commit: 4 },
  v2: { produce: 12, end: 5, commit: 5 },
} as const;

export class ScriptedProducer {
  producerId = -1n;
  producerEpoch = -1;
  sequence = 0;
  readonly #client: WireClient;
  readonly #notes: string[];
  readonly #name: string;
  readonly #versions: (typeof versions)[Generation];
  readonly #firstProducerId: { value: bigint | null };

  constructor(
    name: string,
    client: WireClient,
    notes: string[],
    generation: Generation,
    firstProducerId: { value: bigint | null },
  ) {
    this.#name = name;
    this.#client = client;
    this.#notes = notes;
    this.#versions = versions[generation];
    this.#firstProducerId = firstProducerId;
  }

  async init(transactionalId: string, body: { timeoutMs?: number; producerId?: bigint; producerEpoch?: number } = {}) {
    const { timeoutMs = 60_000, producerId = -1n, producerEpoch = -1 } = body;
    const asked = { transactionalId, transactionTimeoutMs: timeoutMs, producerId, producerEpoch };
    const answer = await this.#client.ask(InitProducerId, 5, asked);
    this.#note('init', answer.errorCode, answer);
    if (answer.errorCode === 0) this.#goOnWith(answer);
    return answer.errorCode;
  }

  async add(transactionalId: string, topic: string, ...partitions: number[]): Promise<number> {
    const { resultsByTopicV3AndBelow } = await this.#client.ask(AddPartitionsToTxn, 3, {
      v3AndBelowTransactionalId: transactionalId,
      v3AndBelowProducerId: this.producerId,
      v3AndBelowProducerEpoch: this.producerEpoch,
      v3AndBelowTopics: [{ name: topic, partitions }],
    });
    const errors = resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) => resultsByPartition);
    const [first = 0] = errors.map(({ partitionErrorCode }) => partitionErrorCode);
    this.#notes.push(`${this.#name} add: ${errors.map(each => errorName(each.partitionErrorCode)).join(' ')}`);
    return first;
  }

  async send(transactionalId: string | null, topic: string, ...values: string[]): Promise<number> {
    const { producerId, producerEpoch, sequence } = this;
    const records = batchOf(values, { producerId, producerEpoch, baseSequence: sequence, transactional: true });
    const { responses } = await this.#client.ask(Produce, this.#versions.produce, {
      transactionalId,
      acks: -1,
      timeoutMs: 5000,
      topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
    });
    const answer = responses[0]?.partitionResponses[0];
    const errorCode = answer?.errorCode ?? -1;
    this.#notes.push(`${this.#name} send: ${errorName(errorCode)} at ${answer?.baseOffset}`);
    if (errorCode === 0) this.sequence += values.length;
    return errorCode;
  }

  async end(transactionalId: string, committed: boolean): Promise<number> {
    const asked = { transactionalId, producerId: this.producerId, producerEpoch: this.producerEpoch, committed };
    const answer = await this.#client.ask(EndTxn, this.#versions.end, asked);
    this.#note(committed ? 'commit' : 'abort', answer.errorCode, this.#versions.end >= 5 ? answer : null);
    if (answer.errorCode === 0 && this.#versions.end >= 5) this.#goOnWith(answer);
    return answer.errorCode;
  }

  async addOffsets(transactionalId: string, groupId: string): Promise<number> {
    const asked = { transactionalId, producerId: this.producerId, producerEpoch: this.producerEpoch, groupId };
    const { errorCode } = await this.#client.ask(AddOffsetsToTxn, 4, asked);
    this.#notes.push(`${this.#name} addOffsets: ${errorName(errorCode)}`);
    return errorCode;
  }

  async commitOffset(transactionalId: string, groupId: string, topic: string, offset: bigint, generation = -1) {
    const answer = await this.#client.ask(TxnOffsetCommit, this.#versions.commit, {
      transactionalId,
      groupId,
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      generationIdOrMemberEpoch: generation,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: null }] }],
    });
    const errorCode = answer.topics[0]?.partitions[0]?.errorCode ?? -1;
    this.#notes.push(`${this.#name} commitOffset: ${errorName(errorCode)}`);
    return errorCode;
  }

  #note(
    what: string,
    errorCode: number,
    answer: { readonly producerId: bigint; readonly producerEpoch: number } | null,
  ): void {
    if (errorCode === 0 && answer !== null) this.#firstProducerId.value ??= answer.producerId;
    const first = this.#firstProducerId.value ?? 0n;
    const id = answer === null || errorCode !== 0 ? '' : answer.producerId === first ? ' same id' : ' new id';
    const epoch = answer === null || errorCode !== 0 ? '' : ` epoch ${answer.producerEpoch}`;
    this.#notes.push(`${this.#name} ${what}: ${errorName(errorCode)}${id}${epoch}`);
  }

  #goOnWith({ producerId, producerEpoch }: { readonly producerId: bigint; readonly producerEpoch: number }): void {
    if (producerId !== this.producerId || producerEpoch !== this.producerEpoch) this.sequence = 0;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }
}

export function errorName(errorCode: number): string {
  return Errors.forCode(errorCode).name;
}
