import type { Time } from './time.ts';

/** The machine's clocks. One of the two places in the engine that read them; the other is the network folder. */
export const systemTime: Time = {
  milliseconds: () => performance.now(),
  wallMilliseconds: () => Date.now(),
};
