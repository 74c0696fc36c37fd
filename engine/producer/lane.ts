import type { KafkaError } from '../common/kafkaError.ts';
import { topicPartitionName } from '../common/topicPartition.ts';
import { LaneLedger } from './laneLedger.ts';
import type { Callback, RecordMetadata } from './recordFuture.ts';

export type RunCallback = (callback: Callback, metadata: RecordMetadata, error: KafkaError | null) => void;

/** What all batches of one partition share. */
export class Lane {
  readonly topic: string;
  readonly partition: number;
  /** `orders-4`. */
  readonly name: string;
  readonly ledger: LaneLedger;
  readonly runCallback: RunCallback;
  #nextBatchId = 0;

  constructor(topic: string, partition: number, nowMs: number, runCallback: RunCallback) {
    this.topic = topic;
    this.partition = partition;
    this.name = topicPartitionName(topic, partition);
    this.ledger = new LaneLedger(nowMs);
    this.runCallback = runCallback;
  }

  readonly nextBatchId = (): number => this.#nextBatchId++;
}
