import { apiName } from '../protocol/apiKeys.ts';
import type { Transition } from '../snapshot/transition.ts';
import { ByteRing } from './byteRing.ts';
import type { RingPiece } from './byteRing.ts';

const KEPT_BYTES = 8 * 1024 * 1024;
const KEPT_REQUESTS = 2_000;
const SIZE_BYTES = 4;

export interface KeptRequest {
  readonly requestId: number;
  readonly correlationId: number;
  readonly node: number;
  readonly apiKey: number;
  readonly api: string;
  readonly version: number;
  readonly bytes: number;
  readonly sentMs: number;
  readonly batches: readonly (readonly [lane: string, batchId: number])[];
  endedMs: number | null;
  end: Extract<Transition, { type: 'requestEnded' }>['end'] | null;
  request: RingPiece | null;
  response: RingPiece | null;
  responseBytes: number;
}

/** The last requests and responses with their bytes, 8 MiB of them in all, from the moment somebody watches. */
export class RequestArchive {
  readonly #ring = new ByteRing(KEPT_BYTES);
  readonly #requests = new Map<number, KeptRequest>();

  noteSent(sent: Extract<Transition, { type: 'requestSent' }>): void {
    this.#requests.delete(sent.requestId); // Ids begin again after 2^31 requests.
    this.#requests.set(sent.requestId, {
      requestId: sent.requestId,
      correlationId: sent.correlationId,
      node: sent.node,
      apiKey: sent.api,
      api: apiName(sent.api),
      version: sent.version,
      bytes: sent.bytes,
      sentMs: sent.atMs,
      batches: sent.batches,
      endedMs: null,
      end: null,
      request: null,
      response: null,
      responseBytes: 0,
    });
    if (this.#requests.size > KEPT_REQUESTS) this.#requests.delete(this.#requests.keys().next().value as number);
  }

  /** The memory may be the pool's, so it is copied now. */
  noteRequestBytes(requestId: number, chunks: readonly Buffer[]): void {
    const request = this.#requests.get(requestId);
    if (request) request.request = this.#ring.write(chunks);
  }

  noteResponseBytes(requestId: number, payload: Buffer): void {
    const request = this.#requests.get(requestId);
    if (!request) return;
    request.response = this.#ring.write([payload]);
    request.responseBytes = payload.length + SIZE_BYTES;
  }

  noteEnded({ requestId, end, atMs }: Extract<Transition, { type: 'requestEnded' }>): void {
    const request = this.#requests.get(requestId);
    if (!request) return;
    request.end = end;
    request.endedMs = atMs;
  }

  get(requestId: number): KeptRequest | null {
    return this.#requests.get(requestId) ?? null;
  }

  /** The whole frame, its size included; null: not kept, or overwritten since. */
  requestFrame({ request }: KeptRequest): Buffer | null {
    return request && this.#ring.read(request);
  }

  responseFrame({ response }: KeptRequest): Buffer | null {
    const payload = response && this.#ring.read(response);
    if (!payload) return null;
    const size = Buffer.alloc(SIZE_BYTES);
    size.writeInt32BE(payload.length);
    return Buffer.concat([size, payload]);
  }
}
