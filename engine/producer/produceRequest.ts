import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import { topicPartitionName } from '../common/topicPartition.ts';
import { ZERO_UUID } from '../common/uuid.ts';
import type { Produce } from '../protocol/messages/produce.ts';
import type { RequestInput, ResponseBody } from '../protocol/schema.ts';
import type { ProducerBatch } from './producerBatch.ts';

export type PartitionResponse = ResponseBody<typeof Produce>['responses'][number]['partitionResponses'][number];

/** A request for one node with one batch for each partition in it (Kafka: `Sender.sendProduceRequest`). */
export class ProduceRequest {
  readonly batches: readonly ProducerBatch[];
  readonly #byTopic = new Map<string, ProducerBatch[]>();
  /** As they were when it was made: an answer names topics by the id that the request named. */
  readonly #topicIds = new Map<string, string>();
  readonly #topicNames = new Map<string, string>();

  constructor(batches: readonly ProducerBatch[], snapshot: MetadataSnapshot) {
    this.batches = batches;
    for (const batch of batches) {
      const { topic } = batch.lane;
      const topicId = snapshot.topic(topic)?.topicId;
      if (topicId) {
        this.#topicIds.set(topic, topicId);
        this.#topicNames.set(topicId, topic);
      }
      const together = this.#byTopic.get(topic);
      if (together) together.push(batch);
      else this.#byTopic.set(topic, [batch]);
    }
  }

  /** Name and id both: the version decides which of them is written. */
  body(acks: number, timeoutMs: number, transactionalId: string | null): RequestInput<typeof Produce> {
    return {
      transactionalId,
      acks,
      timeoutMs,
      topicData: [...this.#byTopic].map(([name, together]) => ({
        name,
        topicId: this.#topicIds.get(name) ?? ZERO_UUID,
        partitionData: together.map(batch => ({ index: batch.lane.partition, records: batch.close() })),
      })),
    };
  }

  /** Lane → what the broker said of it. */
  answers(body: ResponseBody<typeof Produce>): ReadonlyMap<string, PartitionResponse> {
    const answers = new Map<string, PartitionResponse>();
    for (const { name, topicId, partitionResponses } of body.responses) {
      const topic = this.#topicNames.get(topicId) ?? name;
      for (const partition of partitionResponses) answers.set(topicPartitionName(topic, partition.index), partition);
    }
    return answers;
  }
}
