import assert from 'node:assert/strict';
import type { ProducerBatch } from '../../../../engine/producer/producerBatch.ts';
import type { ProduceSeen, ScriptedCluster } from '../../../support/scriptedCluster.ts';

/**
 * What an idempotent producer may put on the wire: in each epoch of a partition numbers from 0 on without a gap, again only what was
 * sent before, and never while the same numbers are still unanswered. A new epoch also renumbers what is on its way; if that arrives
 * under its old numbers, the new ones are never seen, and nobody is to blame.
 */
export class SequenceWatch {
  readonly #cluster: ScriptedCluster;
  /** Partition and epoch → the lowest number that was never sent. */
  readonly #unused = new Map<string, number>();
  #looked = 0;

  constructor(cluster: ScriptedCluster) {
    this.#cluster = cluster;
  }

  /** Looks at what was sent since the last call. `batches`: all that ever were. */
  check(batches: Iterable<ProducerBatch>): void {
    for (const seen of this.#cluster.produces.slice(this.#looked)) this.#look(seen, batches);
    this.#looked = this.#cluster.produces.length;
    const onTheWay = this.#cluster
      .unanswered()
      .flatMap(seen => seen.batches.map(({ lane, header }) => `${named(lane, header)} ${header.baseSequence}`));
    assert.equal(new Set(onTheWay).size, onTheWay.length, `the same is sent twice at once: ${onTheWay.join()}`);
  }

  #look(seen: ProduceSeen, batches: Iterable<ProducerBatch>): void {
    for (const { lane, header, records } of seen.batches) {
      const numbers = named(lane, header);
      let unused = this.#unused.get(numbers) ?? 0;
      while (unused < header.baseSequence) {
        const renumbered = [...batches].find(
          each =>
            each.baseSequence === unused && each.attempts.length > 0 && named(each.lane.name, each.builder) === numbers,
        );
        assert.ok(renumbered, `${numbers} jumps from ${unused} to ${header.baseSequence}`);
        unused += renumbered.recordCount;
      }
      this.#unused.set(numbers, Math.max(unused, header.baseSequence + records.length));
    }
  }
}

const named = (lane: string, { producerEpoch }: { readonly producerEpoch: number }): string =>
  `${lane} epoch ${producerEpoch}`;
