/**
 * Decides when the sender may make its next pass. Open: always. Closed: one pass for each `release`, which resolves when that
 * pass is over.
 */
export class PassGate {
  #closed = false;
  #waiting: (() => void) | null = null;
  /** Releases not used yet: their callers. */
  #releases: (() => void)[] = [];
  #passOver: (() => void) | null = null;

  /** To be given as `beforePass` of the producer. */
  readonly beforePass = (): Promise<void> | null => {
    this.#passOver?.();
    this.#passOver = null;
    if (!this.#closed) return null;
    const next = this.#releases.shift();
    if (next) {
      this.#passOver = next;
      return null;
    }
    return new Promise<void>(resolve => (this.#waiting = resolve)).then(() => this.beforePass() ?? undefined);
  };

  close(): void {
    this.#closed = true;
  }

  open(): void {
    this.#closed = false;
    // Nobody counts passes any more, and after the last one of a closed producer none would come to say that it is over.
    this.#passOver?.();
    this.#passOver = null;
    for (const done of this.#releases.splice(0)) done();
    this.#wake();
  }

  /** One pass; resolves when it is over. At once if the gate is open. */
  release(): Promise<void> {
    if (!this.#closed) return Promise.resolve();
    return new Promise(resolve => {
      this.#releases.push(resolve);
      this.#wake();
    });
  }

  /** The sender stands at the gate: nothing happens until it is released. */
  get isHolding(): boolean {
    return this.#waiting !== null;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }
}
