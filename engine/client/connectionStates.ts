import { ExponentialBackoff } from '../common/exponentialBackoff.ts';
import type { KafkaError } from '../common/kafkaError.ts';
import type { Random } from '../common/random.ts';
import type { Disconnection } from '../network/selectable.ts';
import type { ConnectionState } from '../snapshot/words.ts';

export interface ConnectionStatesOptions {
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly connectionSetupTimeoutMs: number;
  readonly connectionSetupTimeoutMaxMs: number;
  readonly random: Random;
}

export interface NodeConnectionState {
  state: Exclude<ConnectionState, 'backoff'>;
  host: string;
  lastConnectAttemptMs: number;
  failedAttempts: number;
  failedConnectAttempts: number;
  reconnectBackoffMs: number;
  connectionSetupTimeoutMs: number;
  throttleUntilMs: number;
  authenticationError: KafkaError | null;
  /** For showing: since when it is in this state, and why it last ended. */
  sinceMs: number;
  lastDisconnection: Disconnection | null;
}

/** How far each connection has come, and when it may be tried again (Kafka: `ClusterConnectionStates`). */
export class ConnectionStates {
  readonly #nodes = new Map<number, NodeConnectionState>();
  readonly #reconnectBackoff: ExponentialBackoff;
  readonly #setupTimeout: ExponentialBackoff;

  constructor(options: ConnectionStatesOptions) {
    this.#reconnectBackoff = new ExponentialBackoff(
      options.reconnectBackoffMs,
      options.reconnectBackoffMaxMs,
      options.random,
    );
    this.#setupTimeout = new ExponentialBackoff(
      options.connectionSetupTimeoutMs,
      options.connectionSetupTimeoutMaxMs,
      options.random,
    );
  }

  get(nodeId: number): NodeConnectionState | undefined {
    return this.#nodes.get(nodeId);
  }

  entries(): Iterable<[number, NodeConnectionState]> {
    return this.#nodes.entries();
  }

  /** Why a node is not connected, the latest of them; null if none is known. */
  lastProblem(): string | null {
    let latest: NodeConnectionState | null = null;
    for (const node of this.#nodes.values())
      if (node.lastDisconnection && (!latest || node.sinceMs > latest.sinceMs)) latest = node;
    return latest?.lastDisconnection?.reason ?? null;
  }

  canConnect(nodeId: number, nowMs: number): boolean {
    const node = this.#nodes.get(nodeId);
    return !node || (isDown(node) && nowMs - node.lastConnectAttemptMs >= node.reconnectBackoffMs);
  }

  isBlackedOut(nodeId: number, nowMs: number): boolean {
    const node = this.#nodes.get(nodeId);
    return node !== undefined && isDown(node) && nowMs - node.lastConnectAttemptMs < node.reconnectBackoffMs;
  }

  /** How long the node cannot be used for a reason that time alone mends (Kafka: `connectionDelay` and `pollDelayMs`). */
  pollDelayMs(nodeId: number, nowMs: number): number {
    const node = this.#nodes.get(nodeId);
    if (!node) return 0;
    if (isDown(node)) return Math.max(0, node.reconnectBackoffMs - (nowMs - node.lastConnectAttemptMs));
    if (node.state === 'connecting')
      return Math.max(0, node.connectionSetupTimeoutMs - (nowMs - node.lastConnectAttemptMs));
    const throttledMs = Math.max(0, node.throttleUntilMs - nowMs);
    return throttledMs > 0 ? throttledMs : Infinity;
  }

  /** There is a connection, or one is being made. */
  isUp(nodeId: number): boolean {
    const node = this.#nodes.get(nodeId);
    return node !== undefined && !isDown(node);
  }

  /** On its way, up to the end of the handshake (Kafka: `isPreparingConnection`). */
  isConnecting(nodeId: number): boolean {
    const state = this.#nodes.get(nodeId)?.state;
    return state === 'connecting' || state === 'checkingApiVersions';
  }

  isReady(nodeId: number, nowMs: number): boolean {
    const node = this.#nodes.get(nodeId);
    return node?.state === 'ready' && node.throttleUntilMs <= nowMs;
  }

  isThrottled(nodeId: number, nowMs: number): boolean {
    return (this.#nodes.get(nodeId)?.throttleUntilMs ?? 0) > nowMs;
  }

  /** Kafka: `connecting`. A changed host name starts afresh. */
  connecting(nodeId: number, host: string, nowMs: number): void {
    const known = this.#nodes.get(nodeId);
    if (known && known.host === host) {
      known.lastConnectAttemptMs = nowMs;
      known.state = 'connecting';
      known.sinceMs = nowMs;
      return;
    }
    this.#nodes.set(nodeId, {
      state: 'connecting',
      host,
      lastConnectAttemptMs: nowMs,
      failedAttempts: 0,
      failedConnectAttempts: 0,
      reconnectBackoffMs: this.#reconnectBackoff.backoff(0),
      connectionSetupTimeoutMs: this.#setupTimeout.backoff(0),
      throttleUntilMs: 0,
      authenticationError: null,
      sinceMs: nowMs,
      lastDisconnection: null,
    });
  }

  checkingApiVersions(nodeId: number, nowMs: number): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    node.state = 'checkingApiVersions';
    node.sinceMs = nowMs;
    node.failedConnectAttempts = 0;
    node.connectionSetupTimeoutMs = this.#setupTimeout.backoff(0);
  }

  ready(nodeId: number, nowMs: number): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    node.state = 'ready';
    node.sinceMs = nowMs;
    node.authenticationError = null;
    node.failedAttempts = 0;
    node.failedConnectAttempts = 0;
    node.reconnectBackoffMs = this.#reconnectBackoff.backoff(0);
    node.connectionSetupTimeoutMs = this.#setupTimeout.backoff(0);
  }

  /**
   * A first answer after the handshake: why the last connection ended is over. A port that wants SASL, and gets none, ends each
   * connection only then, and whoever waits for metadata must hear why also while the next one counts as ready.
   */
  answered(nodeId: number): void {
    const node = this.#nodes.get(nodeId);
    if (node?.state === 'ready') node.lastDisconnection = null;
  }

  disconnected(nodeId: number, nowMs: number, why: Disconnection): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    node.lastConnectAttemptMs = nowMs;
    node.reconnectBackoffMs = this.#reconnectBackoff.backoff(node.failedAttempts++);
    if (node.state === 'connecting')
      node.connectionSetupTimeoutMs = this.#setupTimeout.backoff(++node.failedConnectAttempts);
    else node.connectionSetupTimeoutMs = this.#setupTimeout.backoff(0);
    node.state = 'disconnected';
    node.sinceMs = nowMs;
    node.lastDisconnection = why;
  }

  /** Tried again later than after another end: the next attempt will hardly go better, and may lock the account. */
  authenticationFailed(nodeId: number, nowMs: number, why: Disconnection, error: KafkaError): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    this.disconnected(nodeId, nowMs, why);
    node.reconnectBackoffMs = this.#reconnectBackoff.backoff(node.failedAttempts++);
    node.state = 'authenticationFailed';
    node.authenticationError = error;
  }

  throttle(nodeId: number, untilMs: number): void {
    const node = this.#nodes.get(nodeId);
    if (node && node.throttleUntilMs < untilMs) node.throttleUntilMs = untilMs;
  }

  /** Connections that took longer than their setup timeout. */
  setupTimedOut(nowMs: number): number[] {
    return [...this.#nodes]
      .filter(
        ([, node]) => node.state === 'connecting' && nowMs - node.lastConnectAttemptMs > node.connectionSetupTimeoutMs,
      )
      .map(([id]) => id);
  }

  remove(nodeId: number): void {
    this.#nodes.delete(nodeId);
  }
}

export function isDown(node: NodeConnectionState): boolean {
  return node.state === 'disconnected' || node.state === 'authenticationFailed';
}
