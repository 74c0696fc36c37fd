import type { Random } from '../common/random.ts';
import type { Time } from '../common/time.ts';
import type { Timers } from '../network/timers.ts';
import type { Controller } from './controller.ts';
import { CoordinatorPlacement } from './coordinatorPlacement.ts';
import { GroupCoordinator } from './groups/groupCoordinator.ts';
import type { Partition } from './partition.ts';
import { randomUuid } from './randomUuid.ts';
import { TransactionCoordinator } from './transactions/transactionCoordinator.ts';
import { TransactionMarkers } from './transactions/transactionMarkers.ts';

export interface CoordinatorsOptions {
  readonly nodes: readonly number[];
  readonly controller: Controller;
  readonly transactionVersion: number;
  readonly time: Time;
  readonly timers: Timers;
  readonly random: Random;
  readonly onChanged: () => void;
}

/** The coordinators of groups and transactions, and what moves them on: markers that can be written, brokers that come and go. */
export class Coordinators {
  readonly placement: CoordinatorPlacement;
  readonly transactions: TransactionCoordinator;
  readonly groups: GroupCoordinator;
  readonly #markers: TransactionMarkers;
  #nextProducerId = 0n;

  constructor({ nodes, controller, transactionVersion, time, timers, random, onChanged }: CoordinatorsOptions) {
    this.placement = new CoordinatorPlacement(nodes, node => controller.isUp(node));
    this.groups = new GroupCoordinator({ time, timers, newUuid: () => randomUuid(random), onChanged });
    this.#markers = new TransactionMarkers({
      partition: (topic, index) => controller.partition(topic, index),
      wallMs: () => time.wallMilliseconds(),
    });
    this.transactions = new TransactionCoordinator({
      time,
      timers,
      transactionVersion,
      markers: this.#markers,
      newProducerId: this.newProducerId,
      coordinatorEpochOf: id => this.placement.epochOf(id),
      onEnded: (producerId, committed) => this.groups.endTransaction(producerId, committed),
      onChanged,
    });
  }

  readonly newProducerId = (): bigint => this.#nextProducerId++;

  partitionChanged(partition: Partition): void {
    this.#markers.check(partition);
    if (partition.deleted) this.groups.partitionDeleted(partition.topic, partition.index);
  }

  brokerStopped(node: number): void {
    this.groups.coordinatorsMoved(this.placement.brokerStopped(node));
  }

  brokerStarted(node: number): void {
    this.groups.coordinatorsMoved(this.placement.brokerStarted(node));
  }

  electPreferredLeaders(): void {
    this.groups.coordinatorsMoved(this.placement.electPreferredLeaders());
  }

  close(): void {
    this.transactions.close();
    this.groups.close();
  }
}
