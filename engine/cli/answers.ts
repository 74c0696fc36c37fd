import { once } from 'node:events';
import type { KafkaError } from '../common/kafkaError.ts';
import type { RecordMetadata } from '../producer/recordFuture.ts';

/** One JSON line for each record, in the order they complete. */
export class Answers {
  allAcknowledged = true;
  #full = false;

  add(n: number, metadata: RecordMetadata | null, error: KafkaError | null): void {
    if (error) this.allAcknowledged = false;
    const answer = error
      ? { n, error: error.kind, message: error.message, mayBeWritten: error.mayBeWritten ?? false }
      : {
          n,
          topic: metadata?.topic,
          partition: metadata?.partition,
          offset: metadata?.offset,
          timestamp: metadata?.timestamp,
        };
    this.#full = !process.stdout.write(`${JSON.stringify(answer)}\n`);
  }

  whenDrained(): Promise<unknown> | null {
    if (!this.#full) return null;
    this.#full = false;
    return once(process.stdout, 'drain');
  }
}
