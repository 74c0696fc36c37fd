import { ErrorCodes } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { batchProblem } from './appendChecks.ts';
import { PartitionLog } from './partitionLog.ts';
import type { StoredBatch } from './partitionLog.ts';
import type { LogMemory } from './logMemory.ts';
import { PartitionTransactions } from './partitionTransactions.ts';
import { ProducerStates } from './producerStates.ts';
import type { Replication } from './replication.ts';
import type { TopicConfig } from './topicConfig.ts';
import { readBatchHeader } from '../record/recordBatchReader.ts';
import type { RecordBatch } from '../record/recordBatchReader.ts';
import { writeEndTransactionMarker } from '../record/endTransactionMarker.ts';
import type { EndTransactionMarker } from '../record/endTransactionMarker.ts';
import { setLogAppendTime } from '../record/recordBatchRewriter.ts';

/** One copy of the log, seen as how far it has got. The leader's is the log's own end. */
interface Follower {
  readonly node: number;
  endOffset: number;
  /** When it last had everything (monotonic milliseconds). */
  caughtUpMs: number;
  /** Its broker is up and it fetches. */
  fetching: boolean;
  scheduled: boolean;
}

export interface Appended {
  readonly errorCode: number;
  readonly message: string | null;
  readonly baseOffset: number;
  /** −1 unless the broker's time counts. */
  readonly logAppendTimeMs: number;
  /** The high watermark at which all in sync have it. */
  readonly requiredOffset: number;
}

export interface PartitionOptions {
  readonly topic: string;
  readonly index: number;
  readonly replicas: readonly number[];
  readonly config: TopicConfig;
  readonly memory: LogMemory;
  readonly replication: Replication;
  /** Waiting acks=all requests and fetches may go on. */
  readonly onHighWatermark: (partition: Partition) => void;
  /** Leader, epoch or ISR changed. */
  readonly onChanged: (partition: Partition) => void;
}

export const noLeader = -1;

/**
 * A partition with its replicas, as the controller and its leader see it: who leads, who is in sync, how far each is. The replicas
 * share one log; a follower is an offset in it that moves when it "fetches".
 */
export class Partition {
  readonly topic: string;
  readonly index: number;
  readonly replicas: readonly number[];
  readonly log: PartitionLog;
  readonly producers: ProducerStates;
  readonly transactions = new PartitionTransactions();
  config: TopicConfig;
  leader = noLeader;
  leaderEpoch = -1;
  inSync: readonly number[];
  deleted = false;
  readonly #replication: Replication;
  readonly #onHighWatermark: (partition: Partition) => void;
  readonly #onChanged: (partition: Partition) => void;
  readonly #followers: Follower[];

  constructor({ topic, index, replicas, config, memory, replication, onHighWatermark, onChanged }: PartitionOptions) {
    this.#onHighWatermark = onHighWatermark;
    this.#onChanged = onChanged;
    this.topic = topic;
    this.index = index;
    this.replicas = replicas;
    this.config = config;
    this.log = new PartitionLog(memory);
    this.producers = new ProducerStates(replication.producerIdExpirationMs);
    this.#replication = replication;
    this.inSync = replicas.filter(node => replication.isUp(node));
    this.#followers = replicas.map(node => ({
      node,
      endOffset: 0,
      caughtUpMs: replication.nowMs(),
      fetching: replication.isUp(node),
      scheduled: false,
    }));
    this.#lead(this.inSync[0] ?? noLeader);
  }

  get highWatermark(): number {
    return this.log.highWatermark;
  }

  /** Where a reader with read_committed stops: before the first record whose fate is not known. */
  get lastStableOffset(): number {
    const { firstUnstableOffset = Infinity } = this.transactions;
    return Math.max(this.log.startOffset, Math.min(firstUnstableOffset, this.highWatermark));
  }

  /** The producer has records of an open transaction here, written with this epoch. */
  isInTransaction(producerId: bigint, epoch: number): boolean {
    return this.transactions.isOpen(producerId) && this.producers.isAtEpoch(producerId, epoch);
  }

  /** Kafka: Partition.effectiveMinIsr. */
  get minInSync(): number {
    return Math.min(this.config.settings.minInsyncReplicas, this.replicas.length);
  }

  isUnderMinIsr(): boolean {
    return this.inSync.length < this.minInSync;
  }

  /** Kafka's LEO of one replica. */
  endOffsetOf(node: number): number {
    if (node === this.leader) return this.log.endOffset;
    return this.#followers.find(follower => follower.node === node)?.endOffset ?? -1;
  }

  /**
   * The leader's append: all checks, then log, followers and high watermark. Writes into `records`, but keeps a copy. Whether a
   * transactional batch belongs to an open transaction the caller has asked its coordinator (apis/produce.ts).
   */
  append(records: Buffer, acks: number, wallMs: number): Appended {
    if (acks === -1 && this.isUnderMinIsr()) return this.#notEnoughReplicas();
    const { settings } = this.config;
    let batch: RecordBatch;
    try {
      batch = readBatchHeader(records);
      const problem = batchProblem(batch, settings, wallMs);
      if (problem !== null) return refused(problem.errorCode, problem.message);
    } catch (error) {
      if (error instanceof KafkaError) return refused(error.code ?? ErrorCodes.CORRUPT_MESSAGE, error.message);
      throw error;
    }
    const nowMs = this.#replication.nowMs();
    if (batch.producerId >= 0n) {
      const check = this.producers.check(batch, nowMs);
      if (check.kind === 'refused') return refused(check.errorCode, check.message);
      if (check.kind === 'duplicate') return appended(check.baseOffset, check.logAppendTimeMs, check.lastOffset + 1);
      if (!batch.isTransactional && this.transactions.isOpen(batch.producerId))
        return refused(
          ErrorCodes.INVALID_TXN_STATE,
          `producer ${batch.producerId} has an open transaction here, but the batch is not part of it`,
        );
    }
    return this.#store(batch, wallMs, nowMs);
  }

  #store(batch: RecordBatch, wallMs: number, nowMs: number): Appended {
    const byBroker = this.config.settings.timestampType === 'LogAppendTime';
    if (byBroker) setLogAppendTime(batch, wallMs);
    const logAppendTimeMs = byBroker ? wallMs : -1;
    const stored = this.#write(batch, byBroker ? wallMs : batch.maxTimestampMs, nowMs);
    if (batch.producerId >= 0n) this.producers.appended(batch, stored.baseOffset, logAppendTimeMs, nowMs);
    if (batch.isTransactional) this.transactions.appended(batch.producerId, stored.baseOffset);
    this.#replicateToAll(nowMs);
    this.#enforceRetention();
    return appended(stored.baseOffset, logAppendTimeMs, stored.lastOffset + 1);
  }

  /** Ends a transaction here, as its coordinator says; written as with acks=all (Kafka: WriteTxnMarkers). */
  appendMarker(marker: EndTransactionMarker, wallMs: number): Appended {
    if (this.isUnderMinIsr()) return this.#notEnoughReplicas();
    const errorCode = this.producers.checkMarker(marker);
    if (errorCode !== 0)
      return refused(
        errorCode,
        `a marker with epoch ${marker.producerEpoch} is older than what the partition has seen`,
      );
    const nowMs = this.#replication.nowMs();
    const stored = this.#write(readBatchHeader(writeEndTransactionMarker(marker, wallMs)), wallMs, nowMs);
    this.producers.marked(marker, wallMs, nowMs);
    this.transactions.forgetBefore(this.log.startOffset);
    this.transactions.ended(marker.producerId, stored.baseOffset, marker.committed);
    this.#replicateToAll(nowMs);
    return appended(stored.baseOffset, -1, stored.lastOffset + 1);
  }

  #write(batch: RecordBatch, maxTimestampMs: number, nowMs: number): StoredBatch {
    for (const follower of this.#followers) if (follower.endOffset === this.log.endOffset) follower.caughtUpMs = nowMs;
    return this.log.append(batch, maxTimestampMs, this.leaderEpoch);
  }

  #notEnoughReplicas(): Appended {
    return refused(
      ErrorCodes.NOT_ENOUGH_REPLICAS,
      `in sync are ${this.inSync.length} replicas; min.insync.replicas asks for ${this.minInSync}`,
    );
  }

  /** A smaller retention.bytes or min.insync.replicas takes effect at once. */
  onConfigChanged(): void {
    this.#advanceHighWatermark();
    this.#enforceRetention();
    this.#onChanged(this);
  }

  #enforceRetention(): void {
    const { retentionBytes } = this.config.settings;
    if (retentionBytes >= 0) while (this.log.byteLength > retentionBytes && this.log.dropOldest(this.highWatermark));
  }

  /** The broker is gone: it leads nothing and is in sync with nothing, unless it was the last that was. */
  onBrokerDown(node: number): void {
    const follower = this.#follower(node);
    if (follower === undefined) return;
    if (this.leader === node) follower.endOffset = this.log.endOffset;
    follower.fetching = false;
    if (!this.inSync.includes(node)) return;
    const others = this.inSync.filter(each => each !== node);
    if (others.length > 0) this.inSync = others;
    if (this.leader === node) this.#lead(this.replicas.find(each => others.includes(each)) ?? noLeader);
    this.#advanceHighWatermark();
    this.#onChanged(this);
  }

  /** The broker is back and fetches again; what it lacks comes with the next fetch. */
  onBrokerUp(node: number): void {
    const follower = this.#follower(node);
    if (follower === undefined) return;
    follower.fetching = true;
    if (this.leader === noLeader && this.inSync.includes(node)) this.#lead(node);
    else if (!follower.scheduled) this.#schedule(follower, this.#replication.catchUpDelayMs);
    this.#onChanged(this);
  }

  /** The first replica leads again if it can (Kafka: preferred leader election). */
  electPreferredLeader(): void {
    const [preferred] = this.replicas;
    if (preferred === undefined || preferred === this.leader || !this.inSync.includes(preferred)) return;
    if (!this.#replication.isUp(preferred)) return;
    this.#lead(preferred);
    this.#onChanged(this);
  }

  /** Followers that did not have everything for too long leave the ISR (Kafka: replica.lag.time.max.ms). */
  shrinkInSync(nowMs: number, maxLagMs: number): void {
    if (this.leader === noLeader) return;
    const late = this.#followers.filter(
      follower =>
        follower.node !== this.leader &&
        this.inSync.includes(follower.node) &&
        follower.endOffset < this.log.endOffset &&
        nowMs - follower.caughtUpMs > maxLagMs,
    );
    if (late.length === 0) return;
    this.inSync = this.inSync.filter(node => !late.some(follower => follower.node === node));
    this.#advanceHighWatermark();
    this.#onChanged(this);
  }

  /** The pace at which the broker fetches has changed. */
  resumeFetching(node: number): void {
    const follower = this.#follower(node);
    if (follower?.fetching === true && !follower.scheduled && node !== this.leader) this.#fetch(follower);
  }

  #follower(node: number): Follower | undefined {
    return this.#followers.find(follower => follower.node === node);
  }

  #lead(node: number): void {
    const before = this.leader;
    if (before !== noLeader) {
      const follower = this.#follower(before);
      if (follower !== undefined) follower.endOffset = this.log.endOffset;
    }
    this.leader = node;
    this.leaderEpoch++;
    const leading = this.#follower(node);
    if (leading !== undefined) this.#truncateTo(leading.endOffset);
    this.#replicateToAll(this.#replication.nowMs());
  }

  // What the new leader never fetched is not in the log any more; followers that have more throw it away, too.
  #truncateTo(endOffset: number): void {
    if (endOffset < this.log.endOffset) {
      this.log.truncateTo(endOffset);
      this.producers.truncateTo(endOffset);
      this.transactions.truncateTo(endOffset);
    }
    for (const follower of this.#followers) follower.endOffset = Math.min(follower.endOffset, this.log.endOffset);
  }

  #replicateToAll(nowMs: number): void {
    if (this.leader === noLeader) return;
    for (const follower of this.#followers) {
      if (follower.node === this.leader || !follower.fetching || follower.scheduled) continue;
      const delayMs = this.#replication.fetchDelayMs(follower.node);
      if (delayMs === 0) this.#catchUp(follower, nowMs);
      else if (follower.endOffset < this.log.endOffset) this.#schedule(follower, delayMs);
    }
    this.#advanceHighWatermark();
  }

  #schedule(follower: Follower, delayMs: number): void {
    if (delayMs === Infinity) return;
    follower.scheduled = true;
    this.#replication.schedule(delayMs, () => {
      follower.scheduled = false;
      if (follower.fetching && follower.node !== this.leader && !this.deleted) this.#fetch(follower);
    });
  }

  #fetch(follower: Follower): void {
    if (this.#replication.fetchDelayMs(follower.node) === Infinity || this.leader === noLeader) return;
    this.#catchUp(follower, this.#replication.nowMs());
    this.#advanceHighWatermark();
    this.#onChanged(this);
  }

  #catchUp(follower: Follower, nowMs: number): void {
    follower.endOffset = this.log.endOffset;
    follower.caughtUpMs = nowMs;
    if (!this.inSync.includes(follower.node))
      this.inSync = this.replicas.filter(node => node === follower.node || this.inSync.includes(node));
  }

  // It waits while fewer replicas than min.insync.replicas are in sync, and never goes back.
  #advanceHighWatermark(): void {
    if (this.leader === noLeader || this.isUnderMinIsr()) return;
    let lowest = this.log.endOffset;
    for (const follower of this.#followers)
      if (follower.node !== this.leader && follower.endOffset < lowest && this.inSync.includes(follower.node))
        lowest = follower.endOffset;
    if (lowest <= this.log.highWatermark) return;
    this.log.highWatermark = lowest;
    this.transactions.onHighWatermark(lowest);
    this.#onHighWatermark(this);
  }
}

function appended(baseOffset: number, logAppendTimeMs: number, requiredOffset: number): Appended {
  return { errorCode: 0, message: null, baseOffset, logAppendTimeMs, requiredOffset };
}

function refused(errorCode: number, message: string): Appended {
  return { errorCode, message, baseOffset: -1, logAppendTimeMs: -1, requiredOffset: -1 };
}
