// One connection to a broker on which requests are put together by hand: what a client library would hide.
import net from 'node:net';
import { decodeCorrelationId, decodeResponse, encodeRequest } from '../../../engine/protocol/codec.ts';
import type { Api, RequestInput, ResponseBody } from '../../../engine/protocol/schema.ts';

export class WireClient {
  readonly #socket: net.Socket;
  readonly #open = new Map<number, { answered: (payload: Buffer) => void; closed: () => void }>();
  #received = Buffer.alloc(0);
  #nextCorrelationId = 1;

  /** `address`: host:port. */
  constructor(address: string) {
    const [host = '', port = ''] = address.split(':');
    this.#socket = net.connect(Number(port), host);
    this.#socket.on('data', chunk => this.#receive(chunk));
    this.#socket.once('close', () => {
      for (const { closed } of this.#open.values()) closed();
    });
  }

  ask<A extends Api>(api: A, version: number, body: RequestInput<A>): Promise<ResponseBody<A>> {
    const correlationId = this.#nextCorrelationId++;
    return new Promise((resolve, reject) => {
      const answered = (payload: Buffer): void => {
        try {
          resolve(decodeResponse(api, version, payload).body);
        } catch (error) {
          reject(error as Error);
        }
      };
      const closed = (): void => reject(new Error(`the connection was closed at ${api.name} v${version}`));
      this.#open.set(correlationId, { answered, closed });
      for (const chunk of encodeRequest(api, version, correlationId, 'wire', body).chunks) this.#socket.write(chunk);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= 4 && this.#received.length >= 4 + this.#received.readInt32BE(0)) {
      const end = 4 + this.#received.readInt32BE(0);
      const payload = this.#received.subarray(4, end);
      this.#received = this.#received.subarray(end);
      const correlationId = decodeCorrelationId(payload);
      const open = this.#open.get(correlationId);
      this.#open.delete(correlationId);
      open?.answered(payload);
    }
  }
}
