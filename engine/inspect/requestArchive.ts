import { apiName } from '../protocol/apiKeys.ts';
import type { Transition } from '../snapshot/transition.ts';
import { ByteRing } from './byteRing.ts';
import type { RingPiece } from './byteRing.ts';

const KEPT_BYTES = 8 * 1024 * 1024;
const KEPT_REQUESTS = 2_000;
/** Of requests that were answered so many bytes a second are kept at most: at full speed nobody could open them all. */
const COPIED_BYTES_PER_MS = 16 * 1024;
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
  /** Its bytes while it is in flight: memory of the pool, which stays as it is until then. */
  live: readonly Buffer[] | null;
  request: RingPiece | null;
  response: RingPiece | null;
  responseBytes: number;
}

/**
 * The last requests and responses with their bytes, 8 MiB of them in all, from the moment somebody watches. What is in flight, and what
 * ended without an answer, is always there; of what is answered a share, where there is too much of it.
 */
export class RequestArchive {
  readonly #ring = new ByteRing(KEPT_BYTES);
  /** By id modulo their number: ids count upward, so that a new one takes the place of the oldest. */
  readonly #requests = new Array<KeptRequest | undefined>(KEPT_REQUESTS);
  #mayCopyBytes = KEPT_BYTES;
  #lastCopyMs = 0;

  noteSent(sent: Extract<Transition, { type: 'requestSent' }>): void {
    this.#requests[sent.requestId % KEPT_REQUESTS] = {
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
      live: null,
      request: null,
      response: null,
      responseBytes: 0,
    };
  }

  /** `chunks` are valid until the request has ended. */
  noteRequestBytes(requestId: number, chunks: readonly Buffer[]): void {
    const request = this.get(requestId);
    if (request) request.live = chunks;
  }

  noteResponseBytes(requestId: number, payload: Buffer): void {
    const request = this.get(requestId);
    if (!request) return;
    request.response = this.#ring.write([payload]);
    request.responseBytes = payload.length + SIZE_BYTES;
  }

  noteEnded({ requestId, end, atMs }: Extract<Transition, { type: 'requestEnded' }>): void {
    const request = this.get(requestId);
    if (!request) return;
    request.end = end;
    request.endedMs = atMs;
    if (request.live && this.#keeps(request, atMs)) request.request = this.#ring.write(request.live);
    request.live = null;
  }

  #keeps({ bytes, end }: KeptRequest, nowMs: number): boolean {
    const sinceMs = Math.max(0, nowMs - this.#lastCopyMs);
    this.#lastCopyMs = nowMs;
    this.#mayCopyBytes = Math.min(KEPT_BYTES, this.#mayCopyBytes + sinceMs * COPIED_BYTES_PER_MS);
    if (end === 'answered' && bytes > this.#mayCopyBytes) return false;
    this.#mayCopyBytes = Math.max(0, this.#mayCopyBytes - bytes);
    return true;
  }

  get(requestId: number): KeptRequest | null {
    const request = this.#requests[requestId % KEPT_REQUESTS];
    return request?.requestId === requestId ? request : null;
  }

  /** The whole frame, its size included; null: not kept, or overwritten since. */
  requestFrame({ live, request }: KeptRequest): Buffer | null {
    return live ? Buffer.concat(live) : request && this.#ring.read(request);
  }

  responseFrame({ response }: KeptRequest): Buffer | null {
    const payload = response && this.#ring.read(response);
    if (!payload) return null;
    const size = Buffer.alloc(SIZE_BYTES);
    size.writeInt32BE(payload.length);
    return Buffer.concat([size, payload]);
  }
}
