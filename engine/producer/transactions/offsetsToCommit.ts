import { KafkaError } from '../../common/kafkaError.ts';

/** Where a consumer stands in one partition: the next offset it would read (Kafka: `OffsetAndMetadata` with its partition). */
export interface OffsetToCommit {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Of the record before the offset; without it, not known. */
  readonly leaderEpoch?: number | undefined;
  readonly metadata?: string | undefined;
}

/** Who commits (Kafka: `ConsumerGroupMetadata`). Only the group: a consumer without membership. */
export interface ConsumerGroupMetadata {
  readonly groupId: string;
  /** Of the classic protocol; the member epoch of the new one. */
  readonly generationId?: number | undefined;
  readonly memberId?: string | undefined;
  readonly groupInstanceId?: string | null | undefined;
}

/** Kafka: `throwIfInvalidGroupMetadata`. */
export function ensureValidGroup({ groupId, generationId = -1, memberId = '' }: ConsumerGroupMetadata): void {
  if (groupId === '')
    throw new KafkaError(
      'IllegalArgumentException',
      'The consumer group id is empty; give the group whose offsets these are.',
    );
  if (generationId > 0 && memberId === '')
    throw new KafkaError(
      'IllegalArgumentException',
      `The metadata of group ${groupId} has generation ${generationId} but no member id. Take both from the consumer.`,
    );
}
