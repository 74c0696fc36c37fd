import { ErrorCodes } from '../../engine/common/errors.ts';
import type { PartitionAnswer, ProduceSeen, ProducedBatch, ScriptedCluster } from './scriptedCluster.ts';

/** How a broker takes a batch: in order, refused before its append, or appended with the answer of somebody who cannot be sure. */
export type Verdict = { readonly kind: 'take' } | { readonly kind: 'refuse' | 'appendThenFail'; readonly code: number };

interface PartitionLog {
  /** Values of the records, by offset. */
  readonly values: string[];
  epoch: number;
  nextSequence: number;
  /** The last five batches, which a repetition is recognised by. */
  readonly recent: { readonly baseSequence: number; readonly baseOffset: number }[];
}

/**
 * What brokers hold, kept in a few lines: one log for each partition that takes a producer's batches in sequence and knows the last
 * five again (Kafka: `ProducerStateManager`, `ProducerAppendInfo`). The engine is right if its answers agree with these logs.
 */
export class ModelBroker {
  readonly logs = new Map<string, PartitionLog>();
  readonly #processed = new Set<ProduceSeen>();
  readonly #answers = new Map<ProduceSeen, Record<string, PartitionAnswer>>();
  readonly #cluster: ScriptedCluster;
  readonly #idempotent: boolean;

  constructor(cluster: ScriptedCluster, idempotent: boolean) {
    this.#cluster = cluster;
    this.#idempotent = idempotent;
  }

  /** Takes the node's oldest request and answers it. */
  answer(nodeId: number, verdict: Verdict): void {
    const seen = this.#cluster.unanswered(nodeId)[0];
    if (!seen) return;
    this.#process(seen, verdict);
    this.#cluster.respond(nodeId, this.#answers.get(seen) ?? {});
  }

  /** Takes whatever has arrived at the node; the answers will be lost. */
  processAll(nodeId: number): void {
    for (const seen of this.#cluster.unanswered(nodeId)) this.#process(seen, { kind: 'take' });
  }

  #process(seen: ProduceSeen, verdict: Verdict): void {
    if (this.#processed.has(seen)) return;
    this.#processed.add(seen);
    const answers: Record<string, PartitionAnswer> = {};
    for (const batch of seen.batches) answers[batch.lane] = this.#take(seen.nodeId, batch, verdict);
    this.#answers.set(seen, answers);
  }

  #take(nodeId: number, batch: ProducedBatch, verdict: Verdict): PartitionAnswer {
    if (this.#cluster.leaderOf(batch.topic, batch.partition) !== nodeId)
      return { errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER };
    if (verdict.kind === 'refuse') return { errorCode: verdict.code };
    const answer = this.#append(batch);
    return verdict.kind === 'appendThenFail' && !answer.errorCode ? { errorCode: verdict.code } : answer;
  }

  #append({ lane, header, records }: ProducedBatch): PartitionAnswer {
    let log = this.logs.get(lane);
    if (!log) this.logs.set(lane, (log = { values: [], epoch: 0, nextSequence: 0, recent: [] }));
    const baseOffset = log.values.length;
    if (this.#idempotent) {
      const { producerEpoch, baseSequence } = header;
      if (producerEpoch < log.epoch) return { errorCode: ErrorCodes.INVALID_PRODUCER_EPOCH };
      if (producerEpoch > log.epoch) {
        if (baseSequence !== 0) return { errorCode: ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER };
        log.recent.length = 0;
        log.nextSequence = 0;
      }
      const known = log.recent.find(each => each.baseSequence === baseSequence);
      if (known) return { baseOffset: known.baseOffset };
      if (baseSequence !== log.nextSequence) return { errorCode: ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER };
      log.epoch = producerEpoch;
      log.nextSequence += records.length;
      log.recent.push({ baseSequence, baseOffset });
      if (log.recent.length > 5) log.recent.shift();
    }
    for (const { value } of records) log.values.push(String(value));
    return { baseOffset };
  }
}
