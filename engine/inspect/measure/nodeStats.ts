import type { Node } from '../../common/node.ts';
import type { Transition } from '../../snapshot/transition.ts';
import { QuantileWindow } from './quantiles.ts';

const LATENCY_WINDOW_MS = 5_000;
const SIZE_BYTES = 4;

/** What is remembered of one broker beyond what its connection says. */
export interface NodeStat {
  readonly latency: QuantileWindow;
  bytesOut: number;
  bytesIn: number;
  lastSentMs: number | null;
  /** A connection to it has stood at least once. */
  everReady: boolean;
  /** Failed attempts and lost connections since it was last ready. */
  failures: number;
  lastError: string | null;
  medianMs: number | null;
  medianAtMs: number;
}

/** Kept whether or not anybody watches: a few additions for each request, none for a record. */
export class NodeStats {
  readonly #stats = new Map<number, NodeStat>();
  readonly #addresses = new Map<number, Node>();
  #lastResponseBytes = 0;

  get(node: number): NodeStat | undefined {
    return this.#stats.get(node);
  }

  /** Also of a broker that has left the metadata. */
  address(node: number): Node | undefined {
    return this.#addresses.get(node);
  }

  /** Asked for many times in one frame, so the answer of one moment is kept. */
  medianLatencyMs(node: number, nowMs: number): number | null {
    const stat = this.#stats.get(node);
    if (!stat) return null;
    if (stat.medianAtMs !== nowMs || stat.medianMs === null) {
      stat.medianMs = stat.latency.median(nowMs);
      stat.medianAtMs = nowMs;
    }
    return stat.medianMs;
  }

  noteAddresses(nodes: readonly Node[]): void {
    for (const node of nodes) this.#addresses.set(node.id, node);
  }

  /** The transition that ends its request follows at once and says which node it was. */
  noteResponse(payloadBytes: number): void {
    this.#lastResponseBytes = payloadBytes + SIZE_BYTES;
  }

  noteSent({ node, bytes, atMs }: Extract<Transition, { type: 'requestSent' }>): void {
    const stat = this.#stat(node);
    stat.bytesOut += bytes;
    stat.lastSentMs = atMs;
  }

  noteEnded({ node, end, latencyMs, atMs }: Extract<Transition, { type: 'requestEnded' }>): void {
    if (end !== 'answered') return;
    const stat = this.#stat(node);
    stat.bytesIn += this.#lastResponseBytes;
    this.#lastResponseBytes = 0;
    stat.latency.add(latencyMs, 1, atMs);
  }

  noteConnection({ node, state, reason }: Extract<Transition, { type: 'connectionChanged' }>): void {
    const stat = this.#stat(node);
    if (state === 'ready') {
      stat.everReady = true;
      stat.failures = 0;
      stat.lastError = null;
    } else if (state === 'backoff' || state === 'disconnected' || state === 'authenticationFailed') {
      stat.failures++;
      stat.lastError = reason;
    }
  }

  #stat(node: number): NodeStat {
    let stat = this.#stats.get(node);
    if (!stat) {
      stat = {
        latency: new QuantileWindow(LATENCY_WINDOW_MS),
        bytesOut: 0,
        bytesIn: 0,
        lastSentMs: null,
        everReady: false,
        failures: 0,
        lastError: null,
        medianMs: null,
        medianAtMs: -Infinity,
      };
      this.#stats.set(node, stat);
    }
    return stat;
  }
}
