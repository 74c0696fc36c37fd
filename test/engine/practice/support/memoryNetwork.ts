import { decodeCorrelationId, decodeResponse, encodeRequest } from '../../../../engine/protocol/codec.ts';
import type { Api, RequestInput, ResponseBody } from '../../../../engine/protocol/schema.ts';
import type { ConnectionHandler, Listen, ListenOptions } from '../../../../engine/network/serverSocket.ts';

/** Ports without sockets: what is sent arrives at once, in the same call. */
export class MemoryNetwork {
  readonly #listeners = new Map<number, { readonly options: ListenOptions; readonly clients: Set<TestClient> }>();
  #nextPort = 40_000;

  readonly listen: Listen = async options => {
    const port = options.port === 0 ? this.#nextPort++ : options.port;
    if (this.#listeners.has(port)) throw new Error(`cannot listen on port ${port}`);
    const clients = new Set<TestClient>();
    this.#listeners.set(port, { options, clients });
    return {
      port,
      close: async () => {
        this.#listeners.delete(port);
        for (const client of clients) client.end();
      },
    };
  };

  connect(port: number): TestClient {
    const listener = this.#listeners.get(port);
    if (listener === undefined) throw new Error(`nobody listens on port ${port}`);
    const client = new TestClient(listener.options);
    listener.clients.add(client);
    return client;
  }
}

interface Open {
  readonly answered: (payload: Buffer) => void;
  readonly failed: (error: Error) => void;
}

/** A peer that speaks the protocol by hand. */
export class TestClient {
  readonly #handler: ConnectionHandler;
  readonly #open = new Map<number, Open>();
  /** Correlation ids in the order in which responses came. */
  readonly answered: number[] = [];
  closed = false;
  /** The broker does not read any further: with a socket, what is sent would wait in its buffers. */
  muted = false;
  #nextCorrelationId = 1;

  constructor(options: ListenOptions) {
    this.#handler = options.onConnection({
      peer: 'test',
      unsentBytes: 0,
      send: chunks => this.#receive(Buffer.concat(chunks)),
      pause: () => void (this.muted = true),
      resume: () => void (this.muted = false),
      close: () => this.end(),
      end: () => this.end(),
    });
  }

  /** Rejects when the broker closes the connection first. */
  ask<A extends Api>(api: A, version: number, body: RequestInput<A>): Promise<ResponseBody<A>> {
    const correlationId = this.#nextCorrelationId++;
    return new Promise((resolve, reject) => {
      this.#open.set(correlationId, {
        answered: payload => resolve(decodeResponse(api, version, payload).body),
        failed: reject,
      });
      const frame = encodeRequest(api, version, correlationId, 'test', body);
      this.sendRaw(Buffer.concat(frame.chunks).subarray(4));
    });
  }

  sendRaw(payload: Buffer): void {
    if (this.closed) throw new Error('the connection is closed');
    const memory = Buffer.from(payload);
    this.#handler.onFrame(memory);
    // As with a socket, the memory is used again.
    memory.fill(0xff);
  }

  /** For requests that are made by hand. */
  rawAnswer(correlationId: number): Promise<Buffer> {
    return new Promise((answered, failed) => this.#open.set(correlationId, { answered, failed }));
  }

  /** `error`: what the socket would have said. */
  end(error: Error | null = null): void {
    if (this.closed) return;
    this.closed = true;
    this.#handler.onClosed(error);
    for (const { failed } of this.#open.values()) failed(new Error('the broker closed the connection'));
    this.#open.clear();
  }

  #receive(frame: Buffer): void {
    const payload = frame.subarray(4);
    const correlationId = decodeCorrelationId(payload);
    this.answered.push(correlationId);
    const open = this.#open.get(correlationId);
    this.#open.delete(correlationId);
    open?.answered(payload);
  }
}
