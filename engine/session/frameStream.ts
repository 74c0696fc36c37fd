import type { Timers } from '../network/timers.ts';
import type { Frame } from '../snapshot/frame.ts';

/** Frames at a steady pace, one outstanding: the next is made only after the page has shown the last, so the newest wins. */
export class FrameStream {
  readonly #timers: Timers;
  readonly #makeFrame: () => Frame;
  readonly #emit: (frame: Frame) => void;
  #intervalMs = 0;
  #cancel: (() => void) | null = null;
  #outstanding: number | null = null;
  #due = false;

  constructor(timers: Timers, makeFrame: () => Frame, emit: (frame: Frame) => void) {
    this.#timers = timers;
    this.#makeFrame = makeFrame;
    this.#emit = emit;
  }

  start(framesPerSecond: number): void {
    this.stop();
    this.#intervalMs = 1000 / Math.min(10, Math.max(1, framesPerSecond));
    this.#tick();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#outstanding = null;
    this.#due = false;
  }

  get isRunning(): boolean {
    return this.#cancel !== null;
  }

  shown(seq: number): void {
    if (this.#outstanding === null || seq < this.#outstanding) return;
    this.#outstanding = null;
    if (this.#due) this.#send();
  }

  /** Something changed that should be seen at once: a pause, a step. */
  now(): void {
    if (this.isRunning) this.#send();
  }

  #tick(): void {
    this.#cancel = this.#timers.schedule(this.#intervalMs, () => this.#tick());
    this.#send();
  }

  #send(): void {
    if (this.#outstanding !== null) {
      this.#due = true;
      return;
    }
    this.#due = false;
    const frame = this.#makeFrame();
    this.#outstanding = frame.seq;
    this.#emit(frame);
  }
}
