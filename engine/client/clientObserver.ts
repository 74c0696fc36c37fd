import type { Transition } from '../snapshot/transition.ts';

/**
 * Who watches (the producer's `ProducerObserver`, as far as the client needs it). `on` is undefined while nobody does, so a
 * transition is not even built: `observer.on?.({…})`. Called synchronously from inside the engine: do little, keep no reference.
 */
export interface ClientObserver {
  readonly on: ((transition: Transition) => void) | undefined;
  /** A request's bytes as they go out; valid until its `requestEnded`, because they may be pooled memory. */
  readonly requestBytes: ((requestId: number, chunks: readonly Buffer[]) => void) | undefined;
  /** A response as it came, without the size. */
  readonly responseBytes: ((requestId: number, payload: Buffer) => void) | undefined;
}

export const nobody: ClientObserver = { on: undefined, requestBytes: undefined, responseBytes: undefined };
