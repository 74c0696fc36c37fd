import { nobody } from '../client/clientObserver.ts';
import type { ClientObserver } from '../client/clientObserver.ts';

/**
 * Told of every transition of the producer, its batches, requests and connections, synchronously and in order. Whoever implements
 * it must be quick and keep no references. While `on` is undefined nothing is built: about a nanosecond for each place.
 */
export type ProducerObserver = ClientObserver;
export { nobody };
