import { nobody } from '../client/clientObserver.ts';
import type { ClientObserver } from '../client/clientObserver.ts';
import type { Transition } from '../snapshot/transition.ts';
import type { ProducerBatch } from './producerBatch.ts';

/**
 * Told of every transition of the producer, its batches, requests and connections, synchronously and in order. Whoever implements
 * it must be quick and keep no references. While `on` is undefined nothing is built: about a nanosecond for each place.
 */
export interface ProducerObserver extends Omit<ClientObserver, 'on'> {
  /** `batch`: the one that was retried, was split or has ended. */
  readonly on: ((transition: Transition, batch?: ProducerBatch) => void) | undefined;
}
export { nobody };
