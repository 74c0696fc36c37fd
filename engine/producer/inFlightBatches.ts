import type { Lane } from './lane.ts';
import type { ProducerBatch } from './producerBatch.ts';

/** Batches in requests, for each partition in the order they were drained (Kafka: `Sender.inFlightBatches`). */
export class InFlightBatches {
  readonly #byLane = new Map<Lane, ProducerBatch[]>();

  get byLane(): ReadonlyMap<Lane, readonly ProducerBatch[]> {
    return this.#byLane;
  }

  add(batch: ProducerBatch): void {
    const batches = this.#byLane.get(batch.lane);
    if (batches) batches.push(batch);
    else this.#byLane.set(batch.lane, [batch]);
  }

  /** False: it was not there. */
  remove(batch: ProducerBatch): boolean {
    const batches = this.#byLane.get(batch.lane);
    const place = batches?.indexOf(batch) ?? -1;
    if (!batches || place < 0) return false;
    batches.splice(place, 1);
    if (batches.length === 0) this.#byLane.delete(batch.lane);
    return true;
  }

  clear(): void {
    this.#byLane.clear();
  }
}
