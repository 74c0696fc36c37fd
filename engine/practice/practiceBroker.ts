import type { Listen, Listener, ServerTls } from '../network/serverSocket.ts';
import { BrokerConnection } from './brokerConnection.ts';
import type { BrokerConnectionOptions } from './brokerConnection.ts';

export interface PracticeBrokerOptions extends Omit<BrokerConnectionOptions, 'onClosed'> {
  readonly listen: Listen;
  /** 0: any free one at the first start, the same ever after. */
  readonly port: number;
  /** Null: without TLS. */
  readonly tls: ServerTls | null;
}

/** As Kafka's socket.request.max.bytes. What is gathered grows with what arrives, so an announced size alone costs nothing. */
const maxRequestBytes = 100 * 1024 * 1024;
const maxConnections = 1000;

/** One broker: a listening port and its connections. What it answers from is shared by the cluster. */
export class PracticeBroker {
  readonly node: number;
  readonly #options: PracticeBrokerOptions;
  readonly #connections = new Set<BrokerConnection>();
  #listener: Listener | null = null;
  #port: number;

  constructor(options: PracticeBrokerOptions) {
    this.node = options.node;
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }
  get isUp(): boolean {
    return this.#listener !== null;
  }
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Rejects if the port cannot be had. */
  async start(): Promise<void> {
    this.#listener = await this.#options.listen({
      port: this.#port,
      maxFrameBytes: maxRequestBytes,
      maxConnections,
      tls: this.#options.tls,
      onTlsFailure: (peer, reason) =>
        this.#options.log('warning', `broker ${this.node}, client ${peer}: TLS failed: ${reason}`),
      onConnection: socket => {
        const onClosed = (): void => void this.#connections.delete(connection);
        const connection = new BrokerConnection(socket, { ...this.#options, onClosed });
        this.#connections.add(connection);
        return connection;
      },
    });
    this.#port = this.#listener.port;
  }

  /** Ends every connection at once; the port is free when it resolves. */
  async stop(): Promise<void> {
    const listener = this.#listener;
    this.#listener = null;
    for (const connection of this.#connections) connection.close();
    await listener?.close();
  }

  delayChanged(): void {
    for (const connection of this.#connections) connection.delayChanged();
  }
}
