import net from 'node:net';
import tls from 'node:tls';
import { systemTime } from '../common/systemTime.ts';
import type { Time } from '../common/time.ts';
import { AddressBook, systemResolve } from './addressBook.ts';
import type { Resolve } from './addressBook.ts';
import type { TlsConfig } from '../security/securityConfig.ts';
import { FrameReader } from './frameReader.ts';
import type { Disconnection, NetworkReceive, NetworkSend, Selectable, TlsSession } from './selectable.ts';
import { TlsConnector } from './tlsConnector.ts';
import { tlsFailure } from './tlsFailure.ts';

export interface SocketSelectorOptions {
  /** `connections.max.idle.ms`; negative: never. */
  readonly maxIdleMs: number;
  /** A frame larger than this ends its connection. */
  readonly maxFrameBytes: number;
  /** For idleness only; without it, the machine's clock. */
  readonly time?: Time;
  readonly resolve?: Resolve;
  /** Null or left out: bytes go as they are. */
  readonly tls?: TlsConfig | null;
}

/** Hard limit of what one response may claim (reliability: librdkafka's default). */
export const DEFAULT_MAX_FRAME_BYTES = 100 * 1024 * 1024;

const readBufferBytes = 32 * 1024;

interface Channel {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  socket: net.Socket | null;
  open: boolean;
  /** Something has come: TLS, if there is one, has been agreed upon by both sides. */
  heard: boolean;
  sending: NetworkSend | null;
  readonly reader: FrameReader;
  lastActiveMs: number;
}

/**
 * Selectable over node:net (Kafka: `Selector`). Socket events are collected as they come and reported by the next poll; a poll
 * always gives the event loop a turn, so that a busy sender cannot starve its own sockets.
 */
export class SocketSelector implements Selectable {
  opened: string[] = [];
  connected: string[] = [];
  disconnected = new Map<string, Disconnection>();
  completedSends: NetworkSend[] = [];
  completedReceives: NetworkReceive[] = [];
  bytesIn = 0;
  bytesOut = 0;

  readonly #options: SocketSelectorOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #addresses: AddressBook;
  readonly #tls: TlsConnector | null;
  readonly #time: Time;
  #next = emptyLists();
  #woken = false;
  #wake: (() => void) | null = null;
  #lastIdleCheckMs: number;

  /** Throws ConfigException for TLS settings that do not work. */
  constructor(options: SocketSelectorOptions) {
    this.#options = options;
    this.#tls = options.tls ? new TlsConnector(options.tls) : null;
    this.#addresses = new AddressBook(options.resolve ?? systemResolve);
    this.#time = options.time ?? systemTime;
    this.#lastIdleCheckMs = this.#time.milliseconds();
  }

  connect(id: string, host: string, port: number): void {
    if (this.#channels.has(id)) throw new Error(`There is already a connection for id ${id}.`);
    const channel: Channel = {
      id,
      host,
      port,
      socket: null,
      open: false,
      heard: false,
      sending: null,
      reader: new FrameReader(this.#options.maxFrameBytes),
      lastActiveMs: this.#time.milliseconds(),
    };
    this.#channels.set(id, channel);
    this.#addresses.next(id, host).then(
      address => this.#dial(channel, address),
      (error: unknown) =>
        this.#lost(channel, {
          kind: 'unresolved',
          reason: `The host name ${host} does not resolve (${codeOf(error)}).`,
        }),
    );
  }

  send(send: NetworkSend): void {
    const channel = this.#channels.get(send.destination);
    if (this.#next.disconnected.has(send.destination)) return; // The next poll says so.
    if (!channel?.open || !channel.socket) throw new Error(`Connection ${send.destination} is not open.`);
    if (channel.sending) throw new Error(`A send to ${send.destination} is still in progress.`);
    channel.sending = send;
    const { socket } = channel;
    const { chunks } = send;
    const last = chunks.length - 1;
    socket.cork();
    for (let i = 0; i < last; i++) socket.write(chunks[i] as Buffer);
    socket.write(chunks[last] as Buffer, error => {
      if (!error) this.#sent(channel, send);
    });
    socket.uncork();
  }

  async poll(timeoutMs: number): Promise<void> {
    if (!this.#woken && !this.hasPending() && timeoutMs > 0) await this.#wait(timeoutMs);
    else await new Promise(resolve => setImmediate(resolve));
    this.#woken = false;
    this.#closeIdle();
    const lists = this.#next;
    this.#next = emptyLists();
    this.opened = lists.opened;
    this.connected = lists.connected;
    this.disconnected = lists.disconnected;
    this.completedSends = lists.completedSends;
    this.completedReceives = lists.completedReceives;
  }

  wakeup(): void {
    this.#woken = true;
    this.#wake?.();
  }

  hasPending(): boolean {
    const { connected, disconnected, completedSends, completedReceives } = this.#next;
    return connected.length + disconnected.size + completedSends.length + completedReceives.length > 0;
  }

  tlsSession(id: string): TlsSession | null {
    const channel = this.#channels.get(id);
    const { socket } = channel ?? {};
    if (!channel?.open || !(socket instanceof tls.TLSSocket)) return null;
    return { cipher: socket.getCipher().standardName, protocol: socket.getProtocol() ?? '' };
  }

  close(id: string): void {
    this.#drop(id);
    forget(this.#next, id);
  }

  #drop(id: string): void {
    const channel = this.#channels.get(id);
    if (!channel) return;
    this.#channels.delete(id);
    if (channel.open) this.#addresses.forget(id);
    channel.socket?.destroy();
  }

  closeAll(): void {
    for (const id of [...this.#channels.keys()]) this.close(id);
    this.wakeup();
  }

  /**
   * Resolves a turn after the first event, so that what arrives in the same turn is reported together. A turn after the time-out
   * too: the loop runs timers before it reads sockets, and after it stood still (a busy callback, a laptop asleep) an answer may lie
   * there unread that must not lose against the time-out that waited just as long.
   */
  #wait(timeoutMs: number): Promise<void> {
    return new Promise(resolve => {
      let woken = false;
      const wake = (): void => {
        if (woken) return;
        woken = true;
        clearTimeout(timer);
        setImmediate(() => {
          this.#wake = null;
          resolve();
        });
      };
      const timer = setTimeout(wake, Math.min(Math.round(timeoutMs), 0x7fff_ffff));
      this.#wake = wake;
    });
  }

  #dial(channel: Channel, address: string): void {
    if (this.#channels.get(channel.id) !== channel) return;
    const { host, port } = channel;
    const socket = this.#tls ? this.#tls.connect(host, address, port) : this.#connectPlain(channel, address);
    channel.socket = socket;
    socket.on('connect', () => this.#next.opened.push(channel.id));
    socket.on(this.#tls ? 'secureConnect' : 'connect', () => {
      channel.open = true;
      channel.lastActiveMs = this.#time.milliseconds();
      this.#next.connected.push(channel.id);
      this.#wake?.();
    });
    if (this.#tls) socket.on('data', chunk => this.#received(channel, chunk));
    const ended = (): void => this.#lost(channel, this.#closedByPeer(channel));
    socket.on('end', ended);
    socket.on('close', ended);
    socket.on('error', error => this.#failed(channel, error));
  }

  /** Answers are small: they are copied out of one buffer, where a stream would take 64 KiB for each. */
  #connectPlain(channel: Channel, address: string): net.Socket {
    const callback = (bytes: number, buffer: Uint8Array): boolean => {
      this.#received(channel, Buffer.from(buffer.subarray(0, bytes)));
      return true;
    };
    const onread = { buffer: Buffer.allocUnsafeSlow(readBufferBytes), callback };
    return net.connect({ host: address, port: channel.port, noDelay: true, keepAlive: true, onread });
  }

  #failed(channel: Channel, error: Error): void {
    const { host, port, open, heard } = channel;
    const failure = this.#tls && !heard && tlsFailure(host, port, error);
    if (failure) this.#lost(channel, failure);
    else this.#lost(channel, this.#tls && !open ? duringTls(channel, error) : describeError(channel, error));
  }

  #closedByPeer(channel: Channel): Disconnection {
    const { host, port, open } = channel;
    if (this.#tls && !open) return duringTls(channel, null);
    return { kind: 'closedByPeer', reason: `${host}:${port} closed the connection.` };
  }

  #received(channel: Channel, chunk: Buffer): void {
    if (this.#channels.get(channel.id) !== channel) return;
    channel.lastActiveMs = this.#time.milliseconds();
    channel.heard = true;
    this.bytesIn += chunk.length;
    try {
      channel.reader.push(chunk, payload => this.#next.completedReceives.push({ source: channel.id, payload }));
    } catch (error) {
      this.#lost(channel, {
        kind: 'notKafka',
        reason: `${channel.host}:${channel.port} does not answer as Kafka does. ${(error as Error).message}`,
      });
    }
    if (this.hasPending()) this.#wake?.();
  }

  #sent(channel: Channel, send: NetworkSend): void {
    if (channel.sending !== send) return;
    channel.sending = null;
    channel.lastActiveMs = this.#time.milliseconds();
    this.bytesOut += send.byteLength;
    this.#next.completedSends.push(send);
    this.#wake?.();
  }

  #lost(channel: Channel, why: Disconnection): void {
    if (this.#channels.get(channel.id) !== channel) return;
    this.#drop(channel.id);
    this.#next.disconnected.set(channel.id, why);
    this.#wake?.();
  }

  /** At most one connection a second, the one idle longest, and never one with a send under way (Kafka: `maybeCloseOldestConnection`). */
  #closeIdle(): void {
    const nowMs = this.#time.milliseconds();
    if (this.#options.maxIdleMs < 0 || nowMs - this.#lastIdleCheckMs < 1000) return;
    this.#lastIdleCheckMs = nowMs;
    let oldest: Channel | null = null;
    for (const channel of this.#channels.values())
      if (channel.open && !channel.sending && (!oldest || channel.lastActiveMs < oldest.lastActiveMs)) oldest = channel;
    if (oldest && nowMs - oldest.lastActiveMs > this.#options.maxIdleMs)
      this.#lost(oldest, {
        kind: 'idle',
        reason: `Idle for longer than connections.max.idle.ms (${this.#options.maxIdleMs} ms).`,
      });
  }
}

interface Lists {
  opened: string[];
  connected: string[];
  disconnected: Map<string, Disconnection>;
  completedSends: NetworkSend[];
  completedReceives: NetworkReceive[];
}

/** What a closed connection had still to tell must not reach the next one of the same id. */
function forget(lists: Lists, id: string): void {
  lists.opened = lists.opened.filter(each => each !== id);
  lists.connected = lists.connected.filter(each => each !== id);
  lists.disconnected.delete(id);
  lists.completedSends = lists.completedSends.filter(({ destination }) => destination !== id);
  lists.completedReceives = lists.completedReceives.filter(({ source }) => source !== id);
}

function emptyLists(): Lists {
  return { opened: [], connected: [], disconnected: new Map(), completedSends: [], completedReceives: [] };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Ended before TLS stood, and without a word of TLS: as a port of another kind does, but a broken network, too. */
function duringTls(channel: Channel, error: Error | null): Disconnection {
  const plain = error && describeError(channel, error);
  if (plain && plain.kind !== 'closedByPeer' && plain.kind !== 'network') return plain;
  return {
    kind: 'closedByPeer',
    reason: `${channel.host}:${channel.port} closed the connection during the TLS handshake. Perhaps the port does not speak TLS: compare security.protocol with the broker's listener.`,
  };
}

function describeError(channel: Channel, error: Error): Disconnection {
  const code = codeOf(error);
  const at = `${channel.host}:${channel.port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return { kind: 'refused', reason: `Nothing listens on ${at} (ECONNREFUSED).` };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return { kind: 'unreachable', reason: `${at} cannot be reached (${code}).` };
    case 'ECONNRESET':
    case 'EPIPE':
      return { kind: 'closedByPeer', reason: `${at} reset the connection (${code}).` };
    default:
      return { kind: 'network', reason: `The connection to ${at} failed (${code}).` };
  }
}
