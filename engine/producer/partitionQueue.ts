import { Lane } from './lane.ts';
import type { ProducerBatch } from './producerBatch.ts';

/** The batches of one partition that are not in a request: oldest first, only the last can be open (Kafka: the deque in `TopicInfo.batches`). */
export class PartitionQueue extends Lane {
  readonly batches: ProducerBatch[] = [];
  /** Not to be drained: with max.in.flight = 1 a batch is out. */
  muted = false;

  get first(): ProducerBatch | undefined {
    return this.batches[0];
  }

  get last(): ProducerBatch | undefined {
    const { batches } = this;
    return batches.length === 0 ? undefined : batches[batches.length - 1]; // Place -1 would make every later look slow.
  }
}
