/** Partitions of __consumer_offsets and of __transaction_state (Kafka's defaults): the places among which groups and transactions are spread. */
export const placeCount = 50;

interface Place {
  readonly preferred: number;
  /** −1: no broker is up. */
  leader: number;
  epoch: number;
}

const nowhere: Place = { preferred: -1, leader: -1, epoch: -1 };

/**
 * Which broker coordinates which group or transaction. In Kafka that is the leader of the partition of an internal topic that the
 * id's hash names; here there are only the places and their leaders, and the coordinators' state is shared by all brokers.
 */
export class CoordinatorPlacement {
  readonly #places: readonly Place[];
  readonly #nodes: readonly number[];
  readonly #isUp: (node: number) => boolean;

  constructor(nodes: readonly number[], isUp: (node: number) => boolean) {
    this.#nodes = nodes;
    this.#isUp = isUp;
    this.#places = Array.from({ length: placeCount }, (_, index) => {
      const preferred = nodes[index % nodes.length] ?? -1;
      return { preferred, leader: preferred, epoch: 0 };
    });
  }

  /** −1: none is up. */
  coordinatorOf(id: string): number {
    return this.#placeOf(id).leader;
  }

  /** Rises when the coordinator moves. */
  epochOf(id: string): number {
    return this.#placeOf(id).epoch;
  }

  /** The places that have moved. */
  brokerStopped(node: number): ReadonlySet<number> {
    return this.#move(place => {
      if (place.leader !== node) return place.leader;
      const at = this.#nodes.indexOf(place.preferred);
      const others = [...this.#nodes.slice(at), ...this.#nodes.slice(0, at)];
      return others.find(other => other !== node && this.#isUp(other)) ?? -1;
    });
  }

  brokerStarted(node: number): ReadonlySet<number> {
    return this.#move(({ leader }) => (leader === -1 ? node : leader));
  }

  electPreferredLeaders(): ReadonlySet<number> {
    return this.#move(({ leader, preferred }) => (this.#isUp(preferred) ? preferred : leader));
  }

  #move(leaderOf: (place: Place) => number): ReadonlySet<number> {
    const moved = new Set<number>();
    for (const [index, place] of this.#places.entries()) {
      const leader = leaderOf(place);
      if (leader === place.leader) continue;
      place.leader = leader;
      place.epoch++;
      moved.add(index);
    }
    return moved;
  }

  #placeOf(id: string): Place {
    return this.#places[placeOf(id)] ?? nowhere;
  }
}

/** Java's `String.hashCode`, without its sign (Kafka: `partitionFor` of both coordinators). */
export function placeOf(id: string): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0;
  return (hash & 0x7fff_ffff) % placeCount;
}
