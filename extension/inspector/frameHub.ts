import type { Frame } from '../../engine/snapshot/frame.ts';

/** What the hub asks of the session. */
export interface FrameSource {
  /** Starts frames; the next one is full. */
  watch(): void;
  unwatch(): void;
  frameShown(seq: number): void;
}

export interface FrameViewer {
  show(frame: Frame): void;
}

interface Member {
  /** Has had a full frame since it joined; before that, what changed means nothing to it. */
  hydrated: boolean;
  /** Given a frame and not yet shown it. */
  pending: number | null;
  sinceMs: number;
}

/** A page that needs longer than this does not hold up the others; it starts again from a full frame when it answers. */
export const slowAfterMs = 2_000;

/**
 * Shares one stream of frames among all visible pages. The next frame is asked for when every page has drawn the last, so at
 * most one is on its way; nothing is asked for while nobody looks.
 */
export class FrameHub {
  readonly #source: FrameSource;
  readonly #nowMs: () => number;
  readonly #members = new Map<FrameViewer, Member>();
  #running = false;
  #watching = false;
  #lastSeq: number | null = null;

  constructor(source: FrameSource, nowMs: () => number) {
    this.#source = source;
    this.#nowMs = nowMs;
  }

  /** A producer began or ended. What the members know of the one before is void. */
  setRunning(running: boolean): void {
    this.#running = running;
    this.#watching = false;
    this.#lastSeq = null;
    for (const member of this.#members.values()) Object.assign(member, { hydrated: false, pending: null });
    this.#update(running);
  }

  /** A page became visible, or was loaded again: it needs everything. */
  join(viewer: FrameViewer): void {
    this.#members.set(viewer, { hydrated: false, pending: null, sinceMs: this.#nowMs() });
    this.#update(true);
  }

  leave(viewer: FrameViewer): void {
    if (!this.#members.delete(viewer)) return;
    this.#update(false);
    if (this.#members.size > 0) this.#acknowledge();
  }

  /** Full frames again, for example because the rate or the payload setting changed. */
  restart(): void {
    this.#update(true);
  }

  frame(frame: Frame): void {
    this.#lastSeq = frame.seq;
    for (const [viewer, member] of this.#members) {
      if (frame.full) member.hydrated = member.pending === null || this.#nowMs() - member.sinceMs < slowAfterMs;
      if (!member.hydrated) continue;
      member.pending = frame.seq;
      member.sinceMs = this.#nowMs();
      viewer.show(frame);
    }
    // Everybody left, or only slow pages look: the source must not wait for an answer that never comes.
    this.#acknowledge();
  }

  shown(viewer: FrameViewer, seq: number): void {
    const member = this.#members.get(viewer);
    if (!member) return;
    if (member.pending !== null && seq >= member.pending) member.pending = null;
    if (!member.hydrated && member.pending === null) return this.#update(true);
    this.#acknowledge();
  }

  /** To be called now and then: lets the others go on without pages that do not answer. */
  dropSlow(): void {
    for (const member of this.#members.values()) {
      if (member.pending !== null && this.#nowMs() - member.sinceMs >= slowAfterMs) member.hydrated = false;
    }
    this.#acknowledge();
  }

  #acknowledge(): void {
    if (this.#lastSeq === null || !this.#watching) return;
    const members = [...this.#members.values()];
    if (members.some(member => member.hydrated && member.pending !== null)) return;
    // With nobody hydrated a page that does not answer is all there is; it gets a full frame once it does.
    if (members.length > 0 && members.every(member => !member.hydrated && member.pending !== null)) return;
    const seq = this.#lastSeq;
    this.#lastSeq = null;
    this.#source.frameShown(seq);
  }

  #update(hydrate: boolean): void {
    const wanted = this.#running && this.#members.size > 0;
    if (wanted && (hydrate || !this.#watching)) {
      this.#watching = true;
      this.#source.watch();
      // A page that was loaded again will never show the frame it was given before.
      this.#acknowledge();
    } else if (!wanted && this.#watching) {
      this.#watching = false;
      this.#lastSeq = null;
      this.#source.unwatch();
    }
  }
}
