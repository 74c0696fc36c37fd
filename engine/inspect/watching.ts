import type { ProducerBatch } from '../producer/producerBatch.ts';
import type { Transition } from '../snapshot/transition.ts';
import type { InspectedProducer } from './inspectedProducer.ts';
import { Flow } from './measure/flow.ts';
import { PassedRecords } from './measure/passed.ts';
import { RequestArchive } from './requestArchive.ts';

/** Of a line of waiting sends so many are looked at one by one. */
const MAX_SAMPLES = 32;
/** Of acknowledged batches two thousand a second are kept at most: the archive holds no more, and nobody opens more. */
const KEPT_BATCHES_PER_MS = 2;
const KEPT_BATCHES_AT_ONCE = 1_000;

/** What costs something and is done only while somebody watches: means, times of what passed, bytes of requests. */
export class Watching {
  readonly flow: Flow;
  readonly passed = new PassedRecords();
  readonly requests = new RequestArchive();
  readonly #producer: InspectedProducer;
  #partitioned: number;
  /** Sends that had to wait since the last tick; the others did not. */
  #waited = 0;
  #mayKeep = KEPT_BATCHES_AT_ONCE;
  #lastKeptMs = 0;

  constructor(producer: InspectedProducer, nowMs: number) {
    this.#producer = producer;
    this.flow = new Flow(nowMs);
    this.#partitioned = partitioned(producer);
  }

  note(transition: Transition): void {
    switch (transition.type) {
      case 'batchClosed':
        return this.flow.noteClosed(transition);
      case 'batchDrained':
        return this.flow.noteDrained(transition);
      case 'requestSent':
        this.requests.noteSent(transition);
        return this.flow.noteSent(transition);
      case 'requestEnded':
        this.requests.noteEnded(transition);
        return this.flow.noteEnded(transition);
      case 'metadataWaitEnded':
        return this.#metadataWaitEnded(transition.topic, transition.atMs);
      case 'poolWaitEnded':
        this.#waited++;
        return this.passed.notePoolWait(transition.waitedMs, transition.atMs);
      default:
    }
  }

  noteAcked({ recordCount, createdMs, lastAppendMs, attempts }: ProducerBatch, endedMs: number): void {
    let inFlightMs = 0;
    for (const attempt of attempts) inFlightMs += (attempt.endedMs ?? endedMs) - attempt.sentMs;
    this.passed.noteBatch({ records: recordCount, createdMs, lastAppendMs, endedMs, inFlightMs });
  }

  /** Whether an acknowledged batch is one of those that are kept. */
  keepsAcked(atMs: number): boolean {
    const refill = Math.max(0, atMs - this.#lastKeptMs) * KEPT_BATCHES_PER_MS;
    this.#mayKeep = Math.min(KEPT_BATCHES_AT_ONCE, this.#mayKeep + refill);
    this.#lastKeptMs = atMs;
    if (this.#mayKeep < 1) return false;
    this.#mayKeep--;
    return true;
  }

  tick(nowMs: number): void {
    const now = partitioned(this.#producer);
    this.passed.noteAppended(Math.max(0, now - this.#partitioned - this.#waited), nowMs);
    this.#partitioned = now;
    this.#waited = 0;
  }

  /** One transition for the head of the line; those behind it waited for the same. */
  #metadataWaitEnded(topic: string, atMs: number): void {
    const since = this.#producer.blockedSends.waitingSince(topic);
    this.#waited += since.length;
    const samples = Math.min(since.length, MAX_SAMPLES);
    for (let i = 0; i < samples; i++) {
      const sinceMs = since[Math.floor((i * since.length) / samples)] ?? atMs;
      this.passed.noteMetadataWait(atMs - sinceMs, since.length / samples, atMs);
    }
  }
}

function partitioned({ totals }: InspectedProducer): number {
  const { partitionedByKey, partitionedSticky, partitionedExplicit, partitionedRoundRobin } = totals;
  return partitionedByKey + partitionedSticky + partitionedExplicit + partitionedRoundRobin;
}
