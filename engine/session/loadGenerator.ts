import { seededRandom } from '../common/seededRandom.ts';
import type { Random } from '../common/random.ts';
import type { Time } from '../common/time.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Timers } from '../network/timers.ts';
import type { KafkaProducer } from '../producer/kafkaProducer.ts';
import type { LoadView } from '../snapshot/session.ts';
import { Pace } from './pace.ts';
import type { Bytes } from './payload.ts';
import type { LoadOptions, LoadReport } from './sessionProtocol.ts';

/** Sends made-up records at a rate or as fast as the producer takes them, until enough, too late, or stopped. */
export class LoadGenerator {
  readonly #producer: KafkaProducer<Bytes, Bytes>;
  readonly #options: LoadOptions;
  readonly #time: Time;
  readonly #timers: Timers;
  readonly #random: Random;
  readonly #startMs: number;
  readonly #value: Buffer;
  readonly #keys: readonly Buffer[];
  #sent = 0;
  #acked = 0;
  #failed = 0;
  #firstError: string | null = null;
  #stopped = false;
  #blocked = false;
  #whenAllAnswered: (() => void) | null = null;
  #windowStartMs: number;
  #windowSent = 0;
  #perSecond = 0;

  constructor(producer: KafkaProducer<Bytes, Bytes>, options: LoadOptions, time: Time, timers: Timers) {
    this.#producer = producer;
    this.#options = options;
    this.#time = time;
    this.#timers = timers;
    this.#random = seededRandom(options.seed);
    this.#startMs = time.milliseconds();
    this.#windowStartMs = this.#startMs;
    this.#value = letters(options.valueBytes, this.#random);
    this.#keys = Array.from({ length: options.distinctKeys }, (_, index) => Buffer.from(`key-${index}`));
  }

  /** Resolves when the last record is answered. */
  async run(): Promise<LoadReport> {
    const { recordsPerSecond, records, durationMs } = this.#options;
    const pace = recordsPerSecond === null ? null : new Pace(recordsPerSecond, this.#time, this.#timers);
    const endMs = durationMs === null ? Infinity : this.#startMs + durationMs;
    const more = (): boolean =>
      !this.#stopped &&
      !this.#producer.isClosed &&
      (records === null || this.#sent < records) &&
      this.#time.milliseconds() < endMs;
    while (more()) {
      const due = pace?.next();
      if (due) await due;
      if (!more()) break;
      const blocked = this.#producer.whenUnblocked();
      if (blocked) await this.#waitUnblocked(blocked);
      else if (!pace && this.#sent % 2000 === 0) await this.#turn();
      if (more()) this.#sendOne(); // While it waited, it may have been stopped, or the producer closed.
    }
    if (!this.#producer.isClosed) await this.#producer.flush();
    await this.#allAnswered();
    return {
      sent: this.#sent,
      acked: this.#acked,
      failed: this.#failed,
      tookMs: this.#time.milliseconds() - this.#startMs,
      firstError: this.#firstError,
      stopped: this.#stopped,
    };
  }

  stop(): void {
    this.#stopped = true;
  }

  view(): LoadView {
    const { topic, recordsPerSecond, records, durationMs } = this.#options;
    const nowMs = this.#time.milliseconds();
    const elapsedMs = nowMs - this.#windowStartMs;
    if (elapsedMs >= 500) {
      this.#perSecond = ((this.#sent - this.#windowSent) / elapsedMs) * 1000;
      this.#windowSent = this.#sent;
      this.#windowStartMs = nowMs;
    }
    const remainingMs =
      durationMs !== null
        ? Math.max(0, this.#startMs + durationMs - nowMs)
        : records !== null && recordsPerSecond !== null
          ? ((records - this.#sent) / recordsPerSecond) * 1000
          : null;
    return {
      topic,
      targetPerSecond: recordsPerSecond,
      actualPerSecond: this.#perSecond,
      sent: this.#sent,
      acked: this.#acked,
      failed: this.#failed,
      totalRecords: records,
      remainingMs,
      blocked: this.#blocked,
    };
  }

  #sendOne(): void {
    const key = this.#keys.length === 0 ? null : (this.#keys[this.#random.nextInt() % this.#keys.length] as Buffer);
    this.#sent++;
    try {
      this.#producer.send({ topic: this.#options.topic, key, value: this.#value }, this.#onAnswer);
    } catch (error) {
      if (this.#sent === 1 || !(error instanceof KafkaError)) throw error; // It cannot even start.
      this.#stopped = true; // Whatever makes a send throw makes the next one throw.
      this.#onAnswer(null, error);
    }
  }

  readonly #onAnswer = (_metadata: unknown, error: KafkaError | null): void => {
    if (!error) this.#acked++;
    else {
      this.#failed++;
      this.#firstError ??= `${error.kind}: ${error.message}`;
    }
    if (this.#whenAllAnswered && this.#unanswered === 0) this.#whenAllAnswered();
  };

  get #unanswered(): number {
    return this.#sent - this.#acked - this.#failed;
  }

  /** Also when the producer closes meanwhile: that answers what it gives up. */
  async #allAnswered(): Promise<void> {
    if (this.#unanswered > 0) await new Promise<void>(resolve => (this.#whenAllAnswered = resolve));
  }

  async #waitUnblocked(unblocked: Promise<void>): Promise<void> {
    this.#blocked = true;
    await unblocked;
    this.#blocked = false;
  }

  /** Lets the sender and the sockets have a turn, so that a load at full speed does not hold what it feeds. */
  #turn(): Promise<void> {
    return new Promise(resolve => void this.#timers.schedule(0, resolve));
  }
}

/** Random letters, over and over after 64 KiB. */
function letters(bytes: number, random: Random): Buffer {
  const pattern = Buffer.from(Array.from({ length: Math.min(bytes, 65_536) }, () => 97 + (random.nextInt() % 26)));
  return bytes === 0 ? pattern : Buffer.alloc(bytes, pattern);
}
