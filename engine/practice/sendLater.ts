import type { Time } from '../common/time.ts';
import type { Timers } from '../network/timers.ts';
import type { EncodedFrame } from '../protocol/codec.ts';

/**
 * Responses that are held back, as on a slow link: each for its delay, all in order. The requests behind them are handled meanwhile,
 * so that several can be on the way.
 */
export class SendLater {
  readonly #time: Time;
  readonly #timers: Timers;
  readonly #send: (frame: EncodedFrame) => void;
  readonly #waiting: { readonly frame: EncodedFrame; readonly dueMs: number }[] = [];
  #cancelTimer: (() => void) | null = null;

  constructor(time: Time, timers: Timers, send: (frame: EncodedFrame) => void) {
    this.#time = time;
    this.#timers = timers;
    this.#send = send;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  send(frame: EncodedFrame, delayMs: number): void {
    const dueMs = Math.max(this.#time.milliseconds() + delayMs, this.#waiting.at(-1)?.dueMs ?? 0);
    this.#waiting.push({ frame, dueMs });
    this.#schedule();
  }

  /** Sends what waits, now. */
  flush(): void {
    this.#stopTimer();
    for (const { frame } of this.#waiting.splice(0)) this.#send(frame);
  }

  discard(): void {
    this.#stopTimer();
    this.#waiting.length = 0;
  }

  #schedule(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#cancelTimer !== null) return;
    this.#cancelTimer = this.#timers.schedule(Math.max(first.dueMs - this.#time.milliseconds(), 0), () => {
      this.#cancelTimer = null;
      this.#sendDue();
      this.#schedule();
    });
  }

  #sendDue(): void {
    const nowMs = this.#time.milliseconds();
    const due = this.#waiting.findIndex(({ dueMs }) => dueMs > nowMs);
    for (const { frame } of this.#waiting.splice(0, due === -1 ? this.#waiting.length : due)) this.#send(frame);
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}
