import { KafkaError } from '../common/kafkaError.ts';
import type { Time } from '../common/time.ts';
import type { Inspector } from '../inspect/inspector.ts';
import type { Timers } from '../network/timers.ts';
import type { KafkaProducer } from '../producer/kafkaProducer.ts';
import { RecordJourney } from '../producer/recordJourney.ts';
import type { RecordMetadata } from '../producer/produceRequestResult.ts';
import type { OutgoingRecord, SendOutcome } from '../snapshot/outgoing.ts';
import { Pace } from './pace.ts';
import { producerRecord } from './payload.ts';
import type { Bytes } from './payload.ts';
import type { SendParams, SendReport } from './sessionProtocol.ts';

const MAX_OUTCOMES = 1000;
/** Records of one send that are followed step by step. */
const MAX_FOLLOWED = 100;

export interface RecordSenderOptions {
  readonly producer: KafkaProducer<Bytes, Bytes>;
  readonly inspector: Inspector;
  readonly time: Time;
  readonly timers: Timers;
  /** The one record of a send can be described from now on, long before its answer: while paused it may wait for minutes. */
  readonly onTaken: (recordId: number) => void;
}

/** Sends what a user sends by hand: in order, at the pace asked for, with an answer for each. */
export class RecordSender {
  readonly #producer: KafkaProducer<Bytes, Bytes>;
  readonly #inspector: Inspector;
  readonly #time: Time;
  readonly #timers: Timers;
  readonly #onTaken: (recordId: number) => void;
  #nextRecordId = 1;

  constructor(options: RecordSenderOptions) {
    this.#producer = options.producer;
    this.#inspector = options.inspector;
    this.#time = options.time;
    this.#timers = options.timers;
    this.#onTaken = options.onTaken;
  }

  async send({ records, times = 1, recordsPerSecond, source }: SendParams): Promise<SendReport> {
    const startMs = this.#time.milliseconds();
    const report = { acked: 0, failed: 0, outcomes: [] as SendOutcome[] };
    let failureBeyond: SendOutcome | null = null;
    const answers: Promise<void>[] = [];
    const pace = recordsPerSecond === undefined ? null : new Pace(recordsPerSecond, this.#time, this.#timers);
    const alone = records.length * times === 1;
    let count = 0;
    for (let round = 0; round < times; round++)
      for (const record of records) {
        if (!this.#producer.isClosed) await pace?.next();
        await this.#producer.whenUnblocked();
        const index = count++;
        answers.push(
          this.#sendOne(record, { followed: index < MAX_FOLLOWED, alone, source: source ?? null }).then(outcome => {
            if (outcome.ok) report.acked++;
            else report.failed++;
            if (index < MAX_OUTCOMES) report.outcomes[index] = outcome;
            else if (!outcome.ok) failureBeyond ??= outcome;
          }),
        );
        if (answers.length >= 10_000) await Promise.all(answers.splice(0));
      }
    await Promise.all(answers);
    if (failureBeyond && report.outcomes.every(({ ok }) => ok)) report.outcomes[MAX_OUTCOMES - 1] = failureBeyond;
    return { ...report, tookMs: this.#time.milliseconds() - startMs };
  }

  #sendOne(
    record: OutgoingRecord,
    {
      followed,
      alone,
      source,
    }: { readonly followed: boolean; readonly alone: boolean; readonly source: string | null },
  ): Promise<SendOutcome> {
    const startMs = this.#time.milliseconds();
    const recordId = followed ? this.#nextRecordId++ : null;
    const tookMs = (): number => this.#time.milliseconds() - startMs;
    const failed = (error: KafkaError, partition: number | null): SendOutcome => ({
      ok: false,
      recordId,
      topic: record.topic,
      partition,
      error: error.kind,
      code: error.code ?? null,
      message: error.message,
      mayBeWritten: error.mayBeWritten ?? false,
      tookMs: tookMs(),
    });
    return new Promise(resolve => {
      const journey = recordId === null ? undefined : new RecordJourney(startMs);
      const onAnswer = (metadata: RecordMetadata, error: KafkaError | null): void => {
        if (journey) {
          journey.callbackMs = this.#time.milliseconds();
          journey.error = error?.message ?? null;
        }
        if (error) return resolve(failed(error, metadata.partition < 0 ? null : metadata.partition));
        const { topic, partition, offset, timestamp } = metadata;
        resolve({ ok: true, recordId, topic, partition, offset, timestamp, tookMs: tookMs() });
      };
      try {
        const bytes = producerRecord(record);
        const future = this.#producer.send(bytes, onAnswer, journey);
        if (journey && recordId !== null) {
          this.#inspector.follow(journey, {
            recordId,
            topic: record.topic,
            partition: record.partition ?? null,
            key: shownKey(record),
            keyBytes: bytes.key?.length ?? -1,
            valueBytes: bytes.value?.length ?? -1,
            source,
            future,
          });
          if (alone) this.#onTaken(recordId);
        }
      } catch (error) {
        resolve(failed(error instanceof KafkaError ? error : new KafkaError('KafkaException', String(error)), null));
      }
    });
  }
}

function shownKey({ key }: OutgoingRecord): string | null {
  return key === null ? null : typeof key === 'string' ? key : key.base64;
}
