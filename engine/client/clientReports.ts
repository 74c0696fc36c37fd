import { hasSecrets, maskedRequest, maskedResponse } from '../protocol/maskSecrets.ts';
import type { Api, RequestInput } from '../protocol/schema.ts';
import type { ClientObserver } from './clientObserver.ts';
import { isDown } from './connectionStates.ts';
import type { ConnectionStates } from './connectionStates.ts';
import type { InFlightRequest, UnansweredEnd } from './inFlightRequests.ts';

/** Tells who watches what becomes of requests and connections. A secret is masked before anybody sees it. */
export class ClientReports {
  readonly #observer: ClientObserver;
  readonly #clientId: string;

  constructor(observer: ClientObserver, clientId: string) {
    this.#observer = observer;
    this.#clientId = clientId;
  }

  requestSent<A extends Api>(request: InFlightRequest, api: A, body: RequestInput<A>, chunks: readonly Buffer[]): void {
    const { correlationId, nodeId, slot, version, byteLength, batches, sentMs } = request;
    this.#observer.on?.({
      type: 'requestSent',
      atMs: sentMs,
      requestId: correlationId,
      correlationId,
      node: nodeId,
      slot,
      api: api.key,
      version,
      bytes: byteLength,
      batches,
    });
    const { requestBytes } = this.#observer;
    if (!requestBytes) return;
    const shown = hasSecrets(api) ? maskedRequest(api, version, correlationId, this.#clientId, body) : chunks;
    requestBytes(correlationId, shown);
  }

  /** One with a secret is not shown if it cannot be read, because the secret cannot be found in it. */
  responseReceived(requestId: number, api: Api, version: number, payload: Buffer, malformed: boolean): void {
    const { responseBytes } = this.#observer;
    if (!responseBytes) return;
    if (!hasSecrets(api)) responseBytes(requestId, payload);
    else if (!malformed) responseBytes(requestId, maskedResponse(api, version, payload));
  }

  requestEnded(request: InFlightRequest, end: UnansweredEnd | 'answered', nowMs: number): void {
    this.#observer.on?.({
      type: 'requestEnded',
      atMs: nowMs,
      requestId: request.correlationId,
      node: request.nodeId,
      slot: request.slot,
      api: request.apiKey,
      latencyMs: nowMs - request.createdMs,
      end,
      throttleMs: request.throttledMs,
    });
  }

  throttled(node: number, throttleMs: number, atMs: number): void {
    this.#observer.on?.({ type: 'throttled', atMs, node, throttleMs });
  }

  connectionChanged(nodeId: number, connections: ConnectionStates, reason: string, atMs: number): void {
    const state = connections.get(nodeId);
    if (state)
      this.#observer.on?.({
        type: 'connectionChanged',
        atMs,
        node: nodeId,
        state: isDown(state) && state.state === 'disconnected' ? 'backoff' : state.state,
        reason,
      });
  }
}
