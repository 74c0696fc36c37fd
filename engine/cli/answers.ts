import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { KafkaError } from '../common/kafkaError.ts';
import type { TransactionOperation } from '../session/transactionOperations.ts';
import type { RecordMetadata } from '../producer/produceRequestResult.ts';

/** One JSON line for each record, in the order they complete. */
export class Answers {
  allAcknowledged = true;
  readonly #out: Writable;

  /** `onUnread`: the reader of `out` is gone (`| head -1`), so that going on would produce what nobody hears of. */
  constructor(out: Writable, onUnread: (error: Error) => void) {
    this.#out = out;
    let isRead = true;
    out.on('error', error => {
      this.allAcknowledged = false;
      if (isRead) onUnread(error);
      isRead = false;
    });
  }

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
    this.#out.write(`${JSON.stringify(answer)}\n`);
  }

  /** The end of a transaction's operation. */
  addOperation(n: number, operation: TransactionOperation): void {
    this.#out.write(`${JSON.stringify({ n, op: operation })}\n`);
  }

  /** Resolves when the reader has caught up, or is gone; null if it has. */
  whenDrained(): Promise<unknown> | null {
    // Asked of the stream now: a 'drain' that came since the last answer would be waited for in vain.
    return this.#out.writableNeedDrain ? once(this.#out, 'drain').catch(() => undefined) : null;
  }
}
