import type { Time } from '../common/time.ts';
import type { Timers } from '../network/timers.ts';
import type { CoordinatorPlacement } from './coordinatorPlacement.ts';
import type { Controller } from './controller.ts';
import type { GroupCoordinator } from './groups/groupCoordinator.ts';
import type { Partition } from './partition.ts';
import type { Purgatory } from './purgatory.ts';
import type { TransactionCoordinator } from './transactions/transactionCoordinator.ts';

/** What every broker of the cluster answers from. */
export interface BrokerState {
  readonly controller: Controller;
  /** acks=all requests waiting for high watermarks; fetches waiting for bytes. */
  readonly produces: Purgatory<Partition>;
  readonly fetches: Purgatory<Partition>;
  readonly time: Time;
  readonly timers: Timers;
  /** A broker creates topics that producers ask for (Kafka: auto.create.topics.enable). */
  autoCreateTopics: boolean;
  /** The level at which the feature transaction.version is finalized. */
  readonly transactionVersion: number;
  /** Which broker coordinates which group or transaction. */
  readonly placement: CoordinatorPlacement;
  readonly transactions: TransactionCoordinator;
  readonly groups: GroupCoordinator;
  /** Each id once. */
  readonly newProducerId: () => bigint;
}
