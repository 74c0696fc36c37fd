/** A topic and a partition number (Kafka: `TopicPartition`). */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * `orders-4`: unique, because the number after the last hyphen is always the partition. Used as Map key and shown to people.
 */
export function topicPartitionName(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}
