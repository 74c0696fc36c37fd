import type { Metadata } from '../../client/metadata.ts';
import type { Time } from '../../common/time.ts';
import type { BlockedSends } from '../blockedSends.ts';
import type { TransactionManager } from '../transactionManager.ts';
import { ensureValidGroup } from './offsetsToCommit.ts';
import type { ConsumerGroupMetadata, OffsetToCommit } from './offsetsToCommit.ts';
import { aborted, notTransactional, timedOut } from './transactionErrors.ts';
import { ResultWaits, TransactionalResult } from './transactionalResult.ts';

export interface TransactionalApiOptions {
  readonly manager: TransactionManager | null;
  readonly metadata: Metadata;
  readonly blockedSends: BlockedSends;
  readonly maxBlockMs: number;
  readonly time: Time;
  readonly wakeSender: () => void;
}

/**
 * The five transactional calls of `KafkaProducer`. Java's caller stands still for up to max.block.ms; ours gets a promise that is
 * rejected then with a TimeoutException, while the operation goes on: the same call again waits for its end.
 */
export class TransactionalApi {
  readonly #options: TransactionalApiOptions;
  readonly #waits = new ResultWaits();
  /** Offsets that wait for metadata of their topics: the version they have seen. */
  readonly #metadataWaits = new Set<{ readonly version: number; readonly result: TransactionalResult }>();

  constructor(options: TransactionalApiOptions) {
    this.#options = options;
  }

  async init(): Promise<void> {
    const manager = this.#manager();
    await this.#until(manager.calls.initialize(), this.#deadlineMs());
    manager.initialized();
  }

  begin(): void {
    this.#manager().calls.begin();
  }

  /** Topics of which nothing is known yet are asked for first, because offsets are sent under their topics' ids (KIP-1319). */
  async sendOffsets(offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata): Promise<void> {
    ensureValidGroup(group);
    const { calls } = this.#manager();
    calls.ensureInTransaction();
    if (offsets.length === 0) return;
    const deadlineMs = this.#deadlineMs();
    if (this.#addTopics(offsets)) await this.#nextMetadata(deadlineMs);
    await this.#until(calls.sendOffsets(offsets, group), deadlineMs);
  }

  async commit(): Promise<void> {
    await this.#until(this.#manager().calls.beginCommit(), this.#deadlineMs());
  }

  async abort(): Promise<void> {
    const result = this.#manager().calls.beginAbort();
    this.#options.blockedSends.failAll(aborted);
    await this.#until(result, this.#deadlineMs());
  }

  expire(nowMs: number): void {
    this.#waits.expire(nowMs);
  }

  nextDeadlineMs(): number {
    return this.#waits.nextDeadlineMs();
  }

  metadataChanged(): void {
    for (const wait of this.#metadataWaits)
      if (this.#options.metadata.updateVersion > wait.version) {
        this.#metadataWaits.delete(wait);
        wait.result.complete();
      }
  }

  #manager(): TransactionManager {
    const { manager } = this.#options;
    if (!manager) throw notTransactional();
    return manager;
  }

  #deadlineMs(): number {
    return this.#options.time.milliseconds() + this.#options.maxBlockMs;
  }

  #until(result: TransactionalResult, deadlineMs: number): Promise<void> {
    this.#options.wakeSender();
    return this.#waits.until(result, deadlineMs, () =>
      timedOut(result.operation, this.#options.maxBlockMs, this.#manager().state, this.#missing()),
    );
  }

  /** What the operation waits for, for the text of a timeout. */
  #missing(): string {
    const { requests, transactionalId } = this.#manager();
    const [next] = requests.pending;
    const key = { type: 'transaction', key: transactionalId ?? '' } as const;
    const coordinator = requests.coordinators.find(key);
    const where = coordinator ? `the coordinator is node ${coordinator.id}` : 'the coordinator was not found';
    return `${where}; ${next ? `${next.api.name} waits to be sent` : 'a request was not answered'}`;
  }

  /** True: some topic was not of interest before. */
  #addTopics(offsets: readonly OffsetToCommit[]): boolean {
    const { metadata, time } = this.#options;
    const before = metadata.topicCount;
    for (const topic of new Set(offsets.map(each => each.topic))) metadata.add(topic, time.milliseconds());
    return metadata.topicCount > before;
  }

  #nextMetadata(deadlineMs: number): Promise<void> {
    const result = new TransactionalResult('sendOffsetsToTransaction');
    this.#metadataWaits.add({ version: this.#options.metadata.updateVersion, result });
    return this.#until(result, deadlineMs);
  }
}
