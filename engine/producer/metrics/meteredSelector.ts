import type { Time } from '../../common/time.ts';
import type { Disconnection, NetworkReceive, NetworkSend, Selectable, TlsSession } from '../../network/selectable.ts';
import type { NetworkMetrics } from './networkMetrics.ts';

/** A selector whose every poll and connection is counted; otherwise it is the one it stands before. */
export class MeteredSelector implements Selectable {
  readonly #selector: Selectable;
  readonly #metrics: NetworkMetrics;
  readonly #time: Time;
  readonly #connections = new Set<string>();
  #polledMs: number | null = null;

  constructor(selector: Selectable, metrics: NetworkMetrics, time: Time) {
    this.#selector = selector;
    this.#metrics = metrics;
    this.#time = time;
  }

  connect(id: string, host: string, port: number): void {
    this.#selector.connect(id, host, port);
    this.#connections.add(id);
    this.#metrics.openConnections = this.#connections.size;
  }

  send(send: NetworkSend): void {
    this.#selector.send(send);
  }

  async poll(timeoutMs: number): Promise<void> {
    const startMs = this.#time.milliseconds();
    if (this.#polledMs !== null) this.#metrics.worked(startMs - this.#polledMs, startMs);
    await this.#selector.poll(timeoutMs);
    const nowMs = this.#time.milliseconds();
    this.#polledMs = nowMs;
    this.#metrics.polled(nowMs - startMs, nowMs);
    this.#count(nowMs);
  }

  #count(nowMs: number): void {
    const { opened, connected, disconnected } = this.#selector;
    for (const id of opened) this.#metrics.connected(id, nowMs);
    for (const id of connected) {
      const session = this.#selector.tlsSession(id);
      if (session) this.#metrics.ciphers.connected(id, session);
    }
    for (const [id, { kind }] of disconnected) this.#ended(id, kind !== 'unresolved', nowMs);
  }

  close(id: string): void {
    this.#selector.close(id);
    this.#ended(id, true, this.#time.milliseconds());
  }

  closeAll(): void {
    this.#selector.closeAll();
    for (const id of [...this.#connections]) this.#ended(id, true, this.#time.milliseconds());
  }

  /** `counts`: there was a socket. */
  #ended(id: string, counts: boolean, nowMs: number): void {
    if (!this.#connections.delete(id)) return;
    this.#metrics.openConnections = this.#connections.size;
    this.#metrics.ciphers.closed(id);
    if (counts) this.#metrics.closed(id, nowMs);
  }

  wakeup(): void {
    this.#selector.wakeup();
  }

  tlsSession(id: string): TlsSession | null {
    return this.#selector.tlsSession(id);
  }

  hasPending(): boolean {
    return this.#selector.hasPending();
  }

  get opened(): readonly string[] {
    return this.#selector.opened;
  }

  get connected(): readonly string[] {
    return this.#selector.connected;
  }

  get disconnected(): ReadonlyMap<string, Disconnection> {
    return this.#selector.disconnected;
  }

  get completedSends(): readonly NetworkSend[] {
    return this.#selector.completedSends;
  }

  get completedReceives(): readonly NetworkReceive[] {
    return this.#selector.completedReceives;
  }

  get bytesIn(): number {
    return this.#selector.bytesIn;
  }

  get bytesOut(): number {
    return this.#selector.bytesOut;
  }
}
