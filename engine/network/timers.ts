/** Waiting, passed in like `Time`, so that a test decides when a delay has passed. */
export interface Timers {
  /** Calls `task` once, `delayMs` from now. The function it returns takes that back; calling it later does no harm. */
  schedule(delayMs: number, task: () => void): () => void;
}

/** The machine's timers. They do not keep the process alive: a server's sockets do. */
export const systemTimers: Timers = {
  schedule(delayMs, task) {
    const timer = setTimeout(task, Math.min(Math.max(delayMs, 0), 0x7fff_ffff));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
