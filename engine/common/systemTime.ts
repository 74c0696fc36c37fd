import { performance } from 'node:perf_hooks';
import type { Time } from './time.ts';

/** A wall clock that somebody sets is followed after so long. */
const maxOffsetAgeMs = 20;

let offsetMs = 0;
let offsetReadMs = -Infinity;

/** The machine's clocks. One of the two places in the engine that read them; the other is the network folder. */
export const systemTime: Time = {
  milliseconds: () => performance.now(),
  wallMilliseconds: () => Date.now(),
  wallMillisecondsAt: nowMs => {
    if (nowMs - offsetReadMs > maxOffsetAgeMs) {
      offsetReadMs = nowMs;
      offsetMs = Date.now() - performance.now();
    }
    return Math.floor(nowMs + offsetMs);
  },
};
