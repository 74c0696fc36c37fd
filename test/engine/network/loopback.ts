import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Disconnection, NetworkReceive, NetworkSend } from '../../../engine/network/selectable.ts';
import { SocketSelector } from '../../../engine/network/socketSelector.ts';
import type { SocketSelectorOptions } from '../../../engine/network/socketSelector.ts';

/** A server on the loopback address that does nothing by itself: the test holds its sockets. */
export class TinyServer {
  readonly sockets: net.Socket[] = [];
  readonly #server: net.Server;
  onConnection: (socket: net.Socket) => void = () => undefined;

  private constructor(server: net.Server) {
    this.#server = server;
  }

  static async start(context: TestContext, port = 0): Promise<TinyServer> {
    const server = new TinyServer(net.createServer({ noDelay: true }));
    server.#server.on('connection', socket => {
      server.sockets.push(socket);
      socket.on('error', () => undefined); // The peer may go away; that is what tests are about.
      server.onConnection(socket);
    });
    server.#server.listen(port, '127.0.0.1');
    await once(server.#server, 'listening');
    context.after(() => server.stop());
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  socket(index = 0): net.Socket {
    const socket = this.sockets[index];
    if (!socket) throw new Error(`There was no connection number ${index}.`);
    return socket;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** A port where nothing listens. */
export async function closedPort(context: TestContext): Promise<number> {
  const server = await TinyServer.start(context);
  const { port } = server;
  await server.stop();
  return port;
}

/** A selector and everything its polls have reported so far. */
export class Rig {
  readonly selector: SocketSelector;
  readonly opened: string[] = [];
  readonly connected: string[] = [];
  readonly disconnected: (readonly [id: string, why: Disconnection])[] = [];
  readonly sends: NetworkSend[] = [];
  readonly receives: NetworkReceive[] = [];
  /** What came, in the order in which a client would handle it. */
  readonly events: string[] = [];

  constructor(context: TestContext, options: Partial<SocketSelectorOptions> = {}) {
    this.selector = new SocketSelector({ maxIdleMs: -1, maxFrameBytes: 64 * 1024 * 1024, ...options });
    context.after(() => this.selector.closeAll());
  }

  async poll(timeoutMs: number): Promise<void> {
    const { selector } = this;
    await selector.poll(timeoutMs);
    this.sends.push(...selector.completedSends);
    this.receives.push(...selector.completedReceives);
    this.disconnected.push(...selector.disconnected);
    this.opened.push(...selector.opened);
    this.connected.push(...selector.connected);
    for (const { source, payload } of selector.completedReceives)
      this.events.push(`received ${source} ${payload.length}`);
    for (const id of selector.disconnected.keys()) this.events.push(`disconnected ${id}`);
    for (const id of selector.connected) this.events.push(`connected ${id}`);
  }

  async until(condition: () => boolean, rounds = 50): Promise<void> {
    for (let round = 0; !condition(); round++) {
      if (round === rounds) throw new Error(`Not after ${rounds} polls: ${condition.toString()}`);
      await this.poll(100);
    }
  }

  async connect(id: string, server: TinyServer): Promise<net.Socket> {
    const before = server.sockets.length;
    this.selector.connect(id, '127.0.0.1', server.port);
    await this.until(() => this.selector.connected.includes(id) && server.sockets.length > before);
    return server.socket(before);
  }

  send(destination: string, ...chunks: Buffer[]): void {
    this.selector.send({ destination, chunks, byteLength: chunks.reduce((sum, { length }) => sum + length, 0) });
  }
}

/** Turns of the event loop in which sockets are read but nobody polls. */
export async function turns(count = 30): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(resolve => setImmediate(resolve));
}

export function frame(payload: string | Buffer): Buffer {
  const size = Buffer.alloc(4);
  const body = Buffer.from(payload as string);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}
