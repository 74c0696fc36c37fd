import type { ProducerBatch } from '../producer/producerBatch.ts';
import type { RecordFuture } from '../producer/recordFuture.ts';
import type { RecordJourney } from '../producer/recordJourney.ts';
import { endedBatch } from './batchArchive.ts';
import type { BatchArchive, EndedBatch } from './batchArchive.ts';

const KEPT_RECORDS = 1_000;

/** What the page shows of a hand-sent record beside its journey. `keyBytes`, `valueBytes`: -1 for null. */
export interface FollowedInfo {
  readonly recordId: number;
  readonly topic: string;
  /** The one the record asked for; null: none. */
  readonly partition: number | null;
  readonly key: string | null;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly source: string | null;
  readonly future?: RecordFuture;
}

export interface FollowedRecord {
  readonly info: FollowedInfo;
  readonly journey: RecordJourney;
  /** What is left of its batch. */
  ended: EndedBatch | null;
  /** Its batch was split, perhaps more than once: the first one, which it was appended to, and the attempts of all of them. */
  splitFrom: EndedBatch | null;
}

/** The last thousand records sent by hand. Their batches are let go of as soon as they have ended, and with them their memory. */
export class FollowedRecords {
  readonly #records = new Map<number, FollowedRecord>();
  readonly #unsettled = new Set<FollowedRecord>();

  add(journey: RecordJourney, info: FollowedInfo): void {
    const record: FollowedRecord = { info, journey, ended: null, splitFrom: null };
    this.#records.set(info.recordId, record);
    this.#unsettled.add(record);
    if (this.#records.size <= KEPT_RECORDS) return;
    const [oldest] = this.#records.values();
    if (!oldest) return;
    this.#records.delete(oldest.info.recordId);
    this.#unsettled.delete(oldest);
  }

  get(recordId: number): FollowedRecord | null {
    return this.#records.get(recordId) ?? null;
  }

  /** Its records go on in the children; each is followed into the one that carries it. */
  noteSplit(lane: string, batchId: number, children: readonly ProducerBatch[]): void {
    for (const record of this.#unsettled) {
      const { journey, info } = record;
      const { batch } = journey;
      if (batch?.id !== batchId || batch.lane.name !== lane) continue;
      const child = children.find(({ result }) => info.future?.isIn(result));
      if (!child) continue;
      const first = record.splitFrom ?? endedBatch(batch, 'split', 0, -1, batch.lastAttemptMs);
      record.splitFrom = { ...first, attempts: [...(record.splitFrom?.attempts ?? []), ...batch.attempts] };
      journey.batch = child;
    }
  }

  /** To be called now and then. */
  settle(archive: BatchArchive): void {
    for (const record of this.#unsettled) {
      const { journey } = record;
      const { batch } = journey;
      if (batch === null) {
        if (journey.callbackMs !== null) this.#unsettled.delete(record); // Refused before it got into a batch.
        continue;
      }
      if (!batch.isDone || batch.isInFlight) continue;
      const { baseOffset } = batch.result;
      record.ended =
        archive.ended(batch.lane.name, batch.id) ??
        endedBatch(batch, batch.end ?? 'failed', batch.attempts.at(-1)?.error?.code ?? 0, baseOffset, batch.endedMs);
      journey.batch = null;
      this.#unsettled.delete(record);
    }
  }
}
