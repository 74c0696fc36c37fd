import { ErrorCodes } from '../../../../engine/common/errors.ts';
import type { PartitionAnswer, ProduceSeen, ProducedBatch, ScriptedCluster } from '../../../support/scriptedCluster.ts';

/** How a broker takes a batch: in order, refused before its append, or appended with the answer of somebody who cannot be sure. */
export type Verdict = { readonly kind: 'take' } | { readonly kind: 'refuse' | 'appendThenFail'; readonly code: number };

export const take: Verdict = { kind: 'take' };

export interface PartitionLog {
  readonly lane: string;
  /** Values of the records, by offset. */
  readonly values: string[];
  epoch: number;
  /** Null: nothing is known of the producer, whatever it begins with is taken. */
  nextSequence: number | null;
  /** The last five batches, which a repetition is recognised by. */
  readonly recent: { readonly baseSequence: number; readonly baseOffset: number }[];
}

/**
 * What brokers hold, kept in a few lines: one log for each partition that takes a producer's batches in sequence and knows the last
 * five again (Kafka: `ProducerStateManager`, `ProducerAppendInfo`); a topic made anew has logs of its own. The engine is right if its
 * answers agree with these logs.
 */
export class ModelBroker {
  readonly logs: PartitionLog[] = [];
  readonly #cluster: ScriptedCluster;
  readonly #idempotent: boolean;
  readonly #current = new Map<string, { readonly topicId: string | null; readonly log: PartitionLog }>();
  readonly #processed = new Set<ProduceSeen>();
  readonly #answers = new Map<ProduceSeen, Record<string, PartitionAnswer>>();

  constructor(cluster: ScriptedCluster, idempotent: boolean) {
    this.#cluster = cluster;
    this.#idempotent = idempotent;
  }

  /** Takes the node's oldest request and answers it; if it has none, another node's. */
  answer(nodeId: number, verdict: Verdict): void {
    const seen = this.#cluster.unanswered(nodeId)[0] ?? this.#cluster.unanswered()[0];
    if (!seen) return;
    this.#process(seen, verdict);
    this.#cluster.respond(seen.nodeId, this.#answers.get(seen) ?? {});
  }

  /** Takes whatever has arrived at the node; the answers will be lost. */
  processAll(nodeId: number): void {
    for (const seen of this.#cluster.unanswered(nodeId)) this.#process(seen, take);
  }

  #process(seen: ProduceSeen, verdict: Verdict): void {
    if (this.#processed.has(seen)) return;
    this.#processed.add(seen);
    const answers: Record<string, PartitionAnswer> = {};
    for (const batch of seen.batches) answers[batch.lane] = this.#take(seen.nodeId, batch, verdict);
    this.#answers.set(seen, answers);
  }

  #take(nodeId: number, batch: ProducedBatch, verdict: Verdict): PartitionAnswer {
    if (!this.#cluster.hasTopicOf(batch)) return { errorCode: ErrorCodes.UNKNOWN_TOPIC_ID };
    if (this.#cluster.leaderOf(batch.topic, batch.partition) !== nodeId)
      return { errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER };
    if (verdict.kind === 'refuse') return { errorCode: verdict.code };
    const answer = this.#append(batch);
    return verdict.kind === 'appendThenFail' && !answer.errorCode ? { errorCode: verdict.code } : answer;
  }

  #append(batch: ProducedBatch): PartitionAnswer {
    const { header, records } = batch;
    const log = this.#logOf(batch);
    const baseOffset = log.values.length;
    if (this.#idempotent) {
      const { producerEpoch, baseSequence } = header;
      if (producerEpoch < log.epoch) return { errorCode: ErrorCodes.INVALID_PRODUCER_EPOCH };
      if (producerEpoch > log.epoch && log.nextSequence !== null) {
        if (baseSequence !== 0) return { errorCode: ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER };
        log.recent.length = 0;
        log.nextSequence = 0;
      }
      const known = log.recent.find(each => each.baseSequence === baseSequence);
      if (known) return { baseOffset: known.baseOffset };
      if (baseSequence !== (log.nextSequence ?? baseSequence))
        return { errorCode: ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER };
      log.epoch = producerEpoch;
      log.nextSequence = baseSequence + records.length;
      log.recent.push({ baseSequence, baseOffset });
      if (log.recent.length > 5) log.recent.shift();
    }
    for (const { value } of records) log.values.push(String(value));
    return { baseOffset };
  }

  #logOf({ lane, topicId }: ProducedBatch): PartitionLog {
    const known = this.#current.get(lane);
    if (known?.topicId === topicId) return known.log;
    const log = { lane, values: [], epoch: 0, nextSequence: known ? null : 0, recent: [] };
    this.#current.set(lane, { topicId, log });
    this.logs.push(log);
    return log;
  }
}
