import type {
  Disconnection,
  NetworkReceive,
  NetworkSend,
  Selectable,
  TlsSession,
} from '../../engine/network/selectable.ts';
import { decodeRequest } from '../../engine/protocol/codec.ts';
import type { DecodedRequest } from '../../engine/protocol/codec.ts';
import type { MockTime } from './mockTime.ts';

export interface RecordedConnect {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly atMs: number;
}

export interface RecordedSend {
  readonly destination: string;
  readonly atMs: number;
  /** Decoded from a copy made at once: what the memory held when it was handed over. */
  readonly request: DecodedRequest;
  /** The very memory, to look whether anybody writes into it before the send is completed. */
  readonly send: NetworkSend;
}

type Event =
  | { readonly kind: 'connected'; readonly id: string }
  | { readonly kind: 'disconnected'; readonly id: string; readonly why: Disconnection }
  | { readonly kind: 'sent'; readonly send: NetworkSend }
  | { readonly kind: 'received'; readonly receive: NetworkReceive };

/**
 * A Selectable without sockets, on a clock of its own: a poll never waits but moves the clock to the next scripted event, or by its
 * timeout. What happens on the wire is up to the test, or to the `ScriptedCluster` that stands on it.
 */
export class ScriptedSelector implements Selectable {
  opened: string[] = [];
  connected: string[] = [];
  disconnected = new Map<string, Disconnection>();
  completedSends: NetworkSend[] = [];
  completedReceives: NetworkReceive[] = [];
  bytesIn = 0;
  bytesOut = 0;
  wakeups = 0;

  readonly connects: RecordedConnect[] = [];
  readonly sends: RecordedSend[] = [];
  readonly closes: string[] = [];
  /** The timeout of each poll, and how far it moved the clock. */
  readonly polls: { readonly timeoutMs: number; readonly waitedMs: number }[] = [];
  onConnect: (connect: RecordedConnect) => void = () => undefined;
  onSend: (send: RecordedSend) => void = () => undefined;
  /** The connection is closed, by whom ever. */
  onGone: (id: string) => void = () => undefined;
  /** False: bytes handed over stay in the socket until `completeSends`. */
  writesAtOnce = true;

  readonly #time: MockTime;
  readonly #events: { readonly dueMs: number; readonly event: Event }[] = [];
  readonly #open = new Set<string>();
  readonly #pending = new Set<string>();
  readonly #sending = new Map<string, NetworkSend>();
  #woken = false;
  #idlePolls = 0;

  constructor(time: MockTime) {
    this.#time = time;
  }

  /** Of connections that a test says are protected. */
  readonly tlsSessions = new Map<string, TlsSession>();

  // ── Selectable ────────────────────────────────────────────────────────────────────────────────────────────────────

  connect(id: string, host: string, port: number): void {
    if (this.#open.has(id) || this.#pending.has(id)) throw new Error(`There is already a connection for id ${id}.`);
    this.#pending.add(id);
    const connect = { id, host, port, atMs: this.#time.milliseconds() };
    this.connects.push(connect);
    this.onConnect(connect);
  }

  tlsSession(id: string): TlsSession | null {
    return this.tlsSessions.get(id) ?? null;
  }

  send(send: NetworkSend): void {
    const { destination, chunks, byteLength } = send;
    if (!this.#open.has(destination)) throw new Error(`Connection ${destination} is not open.`);
    if (this.#sending.has(destination)) throw new Error(`A send to ${destination} is still in progress.`);
    const frame = Buffer.concat(chunks);
    if (frame.length !== byteLength || frame.readInt32BE(0) !== byteLength - 4)
      throw new Error(`A frame of ${frame.length} bytes says it has ${byteLength}.`);
    this.bytesOut += byteLength;
    this.#sending.set(destination, send);
    const recorded = {
      destination,
      atMs: this.#time.milliseconds(),
      request: decodeRequest(frame.subarray(4)),
      send,
    };
    this.sends.push(recorded);
    if (this.writesAtOnce) this.#add({ kind: 'sent', send }, 0);
    this.onSend(recorded);
  }

  async poll(timeoutMs: number): Promise<void> {
    this.opened = [];
    this.connected = [];
    this.disconnected = new Map();
    this.completedSends = [];
    this.completedReceives = [];
    const waitedMs = this.#waitedMs(timeoutMs);
    this.polls.push({ timeoutMs, waitedMs });
    this.#woken = false;
    this.#time.advance(waitedMs);
    const nowMs = this.#time.milliseconds();
    const due = this.#events.filter(({ dueMs }) => dueMs <= nowMs);
    this.#events.splice(0, this.#events.length, ...this.#events.filter(({ dueMs }) => dueMs > nowMs));
    this.#idlePolls = due.length > 0 || waitedMs > 0 ? 0 : this.#idlePolls + 1;
    if (this.#idlePolls > 1000) throw new Error('1000 polls without time or an event passing: the sender spins.');
    for (const { event } of due) this.#report(event);
    await Promise.resolve();
  }

  wakeup(): void {
    this.wakeups++;
    this.#woken = true;
  }

  close(id: string): void {
    this.closes.push(id);
    this.#forget(id);
  }

  closeAll(): void {
    for (const id of [...this.#open, ...this.#pending]) this.close(id);
  }

  hasPending(): boolean {
    return this.#events.some(({ dueMs }) => dueMs <= this.#time.milliseconds());
  }

  // ── for the script ────────────────────────────────────────────────────────────────────────────────────────────────

  get openConnections(): ReadonlySet<string> {
    return this.#open;
  }

  deliverConnected(id: string, afterMs = 0): void {
    this.#add({ kind: 'connected', id }, afterMs);
  }

  deliverDisconnected(id: string, why?: Partial<Disconnection>, afterMs = 0): void {
    this.#add(
      { kind: 'disconnected', id, why: { kind: 'closedByPeer', reason: `${id} closed the connection`, ...why } },
      afterMs,
    );
  }

  /** `payload`: a response without its size. */
  deliverResponse(source: string, payload: Buffer, afterMs = 0): void {
    this.#add({ kind: 'received', receive: { source, payload } }, afterMs);
  }

  /** With `writesAtOnce` off: the socket takes what was handed over. */
  completeSends(): void {
    for (const send of this.#sending.values()) this.#add({ kind: 'sent', send }, 0);
  }

  #add(event: Event, afterMs: number): void {
    this.#events.push({ dueMs: this.#time.milliseconds() + afterMs, event });
    this.#events.sort((a, b) => a.dueMs - b.dueMs);
  }

  #waitedMs(timeoutMs: number): number {
    if (this.#woken || !(timeoutMs > 0)) return 0;
    const nextMs = Math.max(0, (this.#events[0]?.dueMs ?? Infinity) - this.#time.milliseconds());
    const waitedMs = Math.min(timeoutMs, nextMs);
    if (waitedMs === Infinity) throw new Error('A poll without limit, and nothing that could end it.');
    return waitedMs;
  }

  #report(event: Event): void {
    switch (event.kind) {
      case 'connected':
        if (!this.#pending.delete(event.id)) return;
        this.#open.add(event.id);
        this.opened.push(event.id);
        this.connected.push(event.id);
        return;
      case 'disconnected':
        if (!this.#open.has(event.id) && !this.#pending.has(event.id)) return;
        this.#forget(event.id);
        this.disconnected.set(event.id, event.why);
        return;
      case 'sent':
        if (this.#sending.get(event.send.destination) !== event.send) return;
        this.#sending.delete(event.send.destination);
        this.completedSends.push(event.send);
        return;
      case 'received':
        if (!this.#open.has(event.receive.source)) return;
        this.bytesIn += event.receive.payload.length + 4;
        this.completedReceives.push(event.receive);
    }
  }

  /** What was still to come on the connection does not reach the next one of the same id. */
  #forget(id: string): void {
    const sending = this.#sending.get(id);
    this.#open.delete(id);
    this.#pending.delete(id);
    this.#sending.delete(id);
    const others = this.#events.filter(({ event }) => !concerns(event, id, sending));
    this.#events.splice(0, this.#events.length, ...others);
    this.onGone(id);
  }
}

function concerns(event: Event, id: string, sending: NetworkSend | undefined): boolean {
  switch (event.kind) {
    case 'sent':
      return event.send === sending;
    case 'received':
      return event.receive.source === id;
    case 'connected':
    case 'disconnected':
      return event.id === id;
  }
}
