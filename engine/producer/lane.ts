import { topicPartitionName } from '../common/topicPartition.ts';
import { LaneLedger } from './laneLedger.ts';
import type { Callbacks } from './recordFuture.ts';

/** What all batches of one partition share. */
export class Lane {
  readonly topic: string;
  readonly partition: number;
  /** `orders-4`. */
  readonly name: string;
  readonly ledger: LaneLedger;
  readonly callbacks: Callbacks;
  #nextBatchId = 0;

  constructor(topic: string, partition: number, nowMs: number, callbacks: Callbacks) {
    this.topic = topic;
    this.partition = partition;
    this.name = topicPartitionName(topic, partition);
    this.ledger = new LaneLedger(nowMs);
    this.callbacks = callbacks;
  }

  readonly nextBatchId = (): number => this.#nextBatchId++;
}
