import type { KafkaProducer } from '../producer/kafkaProducer.ts';

/** What the inspector reads of a producer, whatever its keys and values are. It changes nothing in it. */
export type InspectedProducer = Pick<
  KafkaProducer<never, never>,
  | 'config'
  | 'metadata'
  | 'pool'
  | 'accumulator'
  | 'transactionManager'
  | 'client'
  | 'sender'
  | 'blockedSends'
  | 'totals'
>;
