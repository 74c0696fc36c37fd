import { KafkaError } from '../common/kafkaError.ts';
import type { Node } from '../common/node.ts';
import type { Random } from '../common/random.ts';
import type { Time } from '../common/time.ts';
import type { Disconnection, Selectable } from '../network/selectable.ts';
import { ApiKeys } from '../protocol/apiKeys.ts';
import { decodeCorrelationId, decodeResponse, encodeRequest } from '../protocol/codec.ts';
import type { Api } from '../protocol/schema.ts';
import type { SaslLogin } from '../security/sasl/saslClient.ts';
import { ApiVersionsHandshake, layoutOfApiVersionsResponse } from './apiVersionsHandshake.ts';
import type { HandshakeOptions } from './apiVersionsHandshake.ts';
import { Bootstrap } from './bootstrap.ts';
import type { BootstrapOptions } from './bootstrap.ts';
import type { ClientMeter } from './clientMeter.ts';
import type { ClientObserver } from './clientObserver.ts';
import { ClientReports } from './clientReports.ts';
import type { ClientRequest, RequestOutcome } from './clientRequest.ts';
import { ConnectionStates } from './connectionStates.ts';
import type { ConnectionStatesOptions } from './connectionStates.ts';
import { InFlightRequests } from './inFlightRequests.ts';
import type { InFlightRequest, UnansweredEnd } from './inFlightRequests.ts';
import { leastLoadedNode } from './leastLoadedNode.ts';
import type { LeastLoadedNode } from './leastLoadedNode.ts';
import { MetadataUpdater } from './metadataUpdater.ts';
import type { MetadataUpdaterOptions } from './metadataUpdater.ts';
import { noFeatures } from './nodeApiVersions.ts';
import type { FinalizedFeatures, NodeApiVersions } from './nodeApiVersions.ts';
import { SaslHandshake } from './saslHandshake.ts';
import { throttlesClient } from './throttling.ts';

export interface NetworkClientOptions extends ConnectionStatesOptions, HandshakeOptions, MetadataUpdaterOptions {
  readonly selector: Selectable;
  readonly clientId: string;
  readonly maxInFlightRequestsPerConnection: number;
  readonly time: Time;
  readonly random: Random;
  readonly observer: ClientObserver;
  readonly meter?: ClientMeter;
  /** Null or left out: connections are used without telling who we are. */
  readonly sasl?: SaslLogin | null;
  /** Null or left out: metadata has its first addresses. */
  readonly bootstrap?: BootstrapOptions | null;
}

/** The size that stands before a response on the wire. */
const SIZE_BYTES = 4;

/**
 * Requests to brokers and their responses, over connections it opens when asked (Kafka: `NetworkClient`). Nothing happens
 * outside `poll`: it moves bytes, then tells each finished request, in the order they finished.
 */
export class NetworkClient {
  readonly connections: ConnectionStates;
  readonly inFlight: InFlightRequests;
  readonly apiVersions = new Map<number, NodeApiVersions>();
  /** The newest that any broker has told (Kafka: `ApiVersions.getFinalizedFeaturesInfo`). */
  finalizedFeatures: FinalizedFeatures = noFeatures;
  readonly #options: NetworkClientOptions;
  readonly #selector: Selectable;
  readonly #updater: MetadataUpdater;
  readonly #handshake: ApiVersionsHandshake;
  readonly #sasl: SaslHandshake | null;
  readonly #bootstrap: Bootstrap | null;
  readonly #reports: ClientReports;
  #abortedSends: (() => void)[] = [];
  #completions: (() => void)[] = [];
  #nextCorrelationId = 0;

  constructor(options: NetworkClientOptions) {
    this.#options = options;
    this.#selector = options.selector;
    this.#reports = new ClientReports(options.observer, options.clientId);
    this.connections = new ConnectionStates(options);
    this.inFlight = new InFlightRequests(options.maxInFlightRequestsPerConnection);
    this.#handshake = new ApiVersionsHandshake(this, options);
    this.#sasl = options.sasl ? new SaslHandshake(this, options.sasl, options.random) : null;
    this.#updater = new MetadataUpdater(this, options);
    this.#bootstrap = options.bootstrap
      ? new Bootstrap(options.metadata, options.bootstrap, () => this.wakeup())
      : null;
  }

  /** One round of I/O (Kafka: `NetworkClient.poll`): read it as a table of contents. */
  async poll(timeoutMs: number, nowMs: number): Promise<void> {
    const bootstrapTimeoutMs = this.#bootstrap?.check(nowMs) ?? Infinity;
    if (this.#abortedSends.length > 0) {
      for (const abort of this.#abortedSends.splice(0)) abort();
      return this.#completeResponses();
    }
    this.#sasl?.renewDue(nowMs, nodeId => this.inFlight.newest(nodeId)?.written !== false);
    const metadataTimeoutMs = Math.min(bootstrapTimeoutMs, this.#updater.maybeUpdate(nowMs));
    // Java waits up to request.timeout.ms here, whatever is in flight, and so may notice a time-out that much too late.
    await this.#selector.poll(Math.min(timeoutMs, metadataTimeoutMs, this.inFlight.timeToNextTimeoutMs(nowMs)));
    const afterMs = this.#options.time.milliseconds();
    this.#handleCompletedSends(afterMs);
    this.#handleCompletedReceives(afterMs);
    this.#handleDisconnections(afterMs);
    this.#handleConnections(afterMs);
    this.#sasl?.sendPending(afterMs);
    this.#handshake.sendPending(afterMs);
    this.#handleSetupTimeouts(afterMs);
    this.#handleRequestTimeouts(afterMs);
    this.#updater.maybeRebootstrap(afterMs);
    this.#completeResponses();
  }

  /** True if a request may be sent to the node now; otherwise starts to connect if that is allowed (Kafka: `ready`). */
  ready(node: Node, nowMs: number): boolean {
    if (this.isReady(node.id, nowMs)) return true;
    if (this.connections.canConnect(node.id, nowMs)) this.#initiateConnect(node, nowMs);
    return false;
  }

  isReady(nodeId: number, nowMs: number): boolean {
    return !this.#updater.isUpdateDue(nowMs) && this.canSendRequest(nodeId, nowMs);
  }

  isMetadataUpdateDue(nowMs: number): boolean {
    return this.#updater.isUpdateDue(nowMs);
  }

  canSendRequest(nodeId: number, nowMs: number): boolean {
    if (!this.connections.isReady(nodeId, nowMs) || !this.inFlight.canSendMore(nodeId)) return false;
    return !this.#sasl?.isDue(nodeId, nowMs);
  }

  pollDelayMs(nodeId: number, nowMs: number): number {
    return this.connections.pollDelayMs(nodeId, nowMs);
  }

  /** Queues the request on its connection. The node must be ready (else IllegalStateException). Returns the request's id. */
  send<A extends Api>(request: ClientRequest<A>, nowMs: number): number {
    if (!this.canSendRequest(request.nodeId, nowMs))
      throw new KafkaError(
        'IllegalStateException',
        `Attempt to send a ${request.api.name} request to node ${request.nodeId}, which is not ready.`,
      );
    return this.#enqueue(request, nowMs, complete => this.#completions.push(complete));
  }

  /**
   * For the client's own requests, which may go before the node counts as ready. Their ends are handled where they are met, before
   * the rest of the poll goes by what they changed (Java: `isInternalRequest`). `version` skips the negotiation.
   */
  sendInternal<A extends Api>(request: ClientRequest<A>, nowMs: number, version?: number): number {
    return this.#enqueue(request, nowMs, complete => complete(), version);
  }

  #enqueue<A extends Api>(
    request: ClientRequest<A>,
    nowMs: number,
    whenDone: (complete: () => void) => void,
    version?: number,
  ): number {
    const { nodeId, api, onComplete } = request;
    const requestId = this.#nextCorrelationId;
    this.#nextCorrelationId = requestId >= 0x7fff_fff0 ? 0 : requestId + 1; // As in Java, which has uses of its own for the topmost values.
    const complete = (atMs: number, outcome: RequestOutcome<A>): void => {
      const response = { ...outcome, nodeId, requestId, receivedMs: atMs, latencyMs: atMs - request.createdMs };
      whenDone(() => onComplete(response));
    };
    let usable: number;
    try {
      usable = version ?? this.#negotiate(nodeId, api, request.minVersion, request.maxVersion);
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      this.#abortedSends.push(() => complete(nowMs, { kind: 'unsupportedVersion', error }));
      return requestId;
    }
    const body = request.body(usable);
    const frame = encodeRequest(api, usable, requestId, this.#options.clientId, body);
    const inFlight: InFlightRequest = {
      nodeId,
      correlationId: requestId,
      apiKey: api.key,
      apiName: api.name,
      version: usable,
      byteLength: frame.byteLength,
      createdMs: request.createdMs,
      sentMs: nowMs,
      expectResponse: request.expectResponse,
      authenticates: request.authenticates ?? false,
      requestTimeoutMs: this.#options.requestTimeoutMs,
      slot: this.inFlight.freeSlot(nodeId),
      batches: request.batches ?? [],
      throttledMs: 0,
      written: false,
      onResponse: (payload, atMs) => {
        const outcome = this.#decode(api, usable, nodeId, payload, atMs);
        this.#reports.responseReceived(requestId, api, usable, payload, outcome.kind === 'malformed');
        complete(atMs, outcome);
        if (outcome.kind === 'malformed')
          this.disconnect(nodeId, atMs, `Node ${nodeId} sent a response we cannot read: ${outcome.error.message}`);
      },
      onEnd: (end, atMs) =>
        complete(
          atMs,
          end === 'noAnswerExpected'
            ? { kind: end }
            : {
                kind: 'disconnected',
                timedOut: end === 'timedOut',
                reason: this.connections.get(nodeId)?.lastDisconnection?.reason ?? '',
              },
        ),
    };
    this.inFlight.add(inFlight);
    this.#reports.requestSent(inFlight, api, body, frame.chunks);
    this.#selector.send({ destination: String(nodeId), chunks: frame.chunks, byteLength: frame.byteLength });
    return requestId;
  }

  /** While names are looked up that do not resolve: how often so far, and why. */
  get unresolvedBootstrap(): { readonly failures: number; readonly problem: string } | null {
    return this.#bootstrap && this.#bootstrap.failures > 0 ? this.#bootstrap : null;
  }

  /** Why the latest connection ended, or why there is none to try; null if neither is known. */
  get lastProblem(): string | null {
    return this.connections.lastProblem() ?? this.unresolvedBootstrap?.problem ?? null;
  }

  /** How long to wait before looking for a usable node again. */
  get reconnectBackoffMs(): number {
    return this.#options.reconnectBackoffMs;
  }

  wakeup(): void {
    this.#selector.wakeup();
  }

  get hasInFlight(): boolean {
    return this.inFlight.count > 0;
  }

  /** Something has come that the next poll will handle; only meaningful between polls. */
  hasPendingEvents(): boolean {
    return this.#selector.hasPending() || this.#abortedSends.length > 0;
  }

  close(): void {
    this.#selector.closeAll();
  }

  leastLoadedNode(nowMs: number): LeastLoadedNode {
    const { metadata, random } = this.#options;
    const { nodes } = metadata.snapshot;
    const offset = nodes.length > 0 ? random.nextInt() % nodes.length : 0;
    return leastLoadedNode(nodes, offset, this.connections, this.inFlight, nowMs);
  }

  isAnyNodeConnecting(): boolean {
    return this.#options.metadata.snapshot.nodes.some(({ id }) => this.connections.isConnecting(id));
  }

  connectIfAllowed(node: Node, nowMs: number): boolean {
    if (!this.connections.canConnect(node.id, nowMs)) return false;
    this.#initiateConnect(node, nowMs);
    return true;
  }

  /** Closes the connection; its requests end as disconnected, oldest first, in this or the next poll. */
  disconnect(nodeId: number, nowMs: number, reason: string, timedOut = false): void {
    if (!this.connections.isUp(nodeId)) return;
    this.#selector.close(String(nodeId));
    this.#processDisconnection(nodeId, nowMs, { kind: 'network', reason }, timedOut);
  }

  /** The broker knows who we are; now to what it speaks. */
  authenticated(nodeId: number, nowMs: number): void {
    this.#options.meter?.authenticated(nowMs);
    this.connections.checkingApiVersions(nodeId, nowMs);
    this.#reports.connectionChanged(nodeId, this.connections, '', nowMs);
    this.#handshake.begin(nodeId);
  }

  /** The broker has been told again who we are. */
  reauthenticated(tookMs: number, nowMs: number): void {
    this.#options.meter?.reauthenticated(tookMs, nowMs);
  }

  /** Closes the connection; whoever waits for metadata hears why (Kafka: `AUTHENTICATION_FAILED`). */
  authenticationFailed(nodeId: number, nowMs: number, error: KafkaError): void {
    this.#selector.close(String(nodeId));
    const why = { kind: 'authenticationFailed', reason: error.message, error } as const;
    this.#processDisconnection(nodeId, nowMs, why, false);
  }

  /** Why no node can be used, if it is for who we, or they, are; null while any connection stands, is tried, or may be tried again. */
  authenticationFailure(nowMs: number): KafkaError | null {
    let failure: KafkaError | null = null;
    for (const [nodeId, { state, authenticationError }] of this.connections.entries()) {
      if (this.connections.isUp(nodeId) || this.connections.canConnect(nodeId, nowMs)) return null;
      if (state === 'authenticationFailed') failure = authenticationError;
    }
    return failure;
  }

  /** The handshake is over. */
  becomeReady(nodeId: number, versions: NodeApiVersions, nowMs: number): void {
    // The connection may have ended in the same poll that brought the answer.
    if (this.connections.get(nodeId)?.state !== 'checkingApiVersions') return;
    this.apiVersions.set(nodeId, versions);
    if (versions.features.epoch > this.finalizedFeatures.epoch) this.finalizedFeatures = versions.features;
    this.connections.ready(nodeId, nowMs);
    this.#reports.connectionChanged(nodeId, this.connections, '', nowMs);
  }

  rebootstrapNow(nowMs: number, reason: string): void {
    this.#updater.rebootstrapNow(nowMs, reason);
  }

  #initiateConnect(node: Node, nowMs: number): void {
    this.connections.connecting(node.id, node.host, nowMs);
    this.#reports.connectionChanged(node.id, this.connections, `${node.host}:${node.port}`, nowMs);
    this.#selector.connect(String(node.id), node.host, node.port);
  }

  #negotiate(nodeId: number, api: Api, min?: number, max?: number): number {
    const versions = this.apiVersions.get(nodeId);
    if (!versions) throw new KafkaError('IllegalStateException', `The versions of node ${nodeId} are not known yet.`);
    return versions.latestUsableVersion(api, min, max);
  }

  #decode<A extends Api>(api: A, version: number, nodeId: number, payload: Buffer, nowMs: number): RequestOutcome<A> {
    try {
      const layout = api.key === ApiKeys.API_VERSIONS ? layoutOfApiVersionsResponse(version, payload) : version;
      const { body } = decodeResponse(api, layout, payload);
      const throttleMs = 'throttleTimeMs' in body && typeof body.throttleTimeMs === 'number' ? body.throttleTimeMs : 0;
      this.#options.meter?.throttled(throttleMs, nowMs);
      if (throttleMs > 0 && throttlesClient(api.key, version)) this.#throttle(nodeId, throttleMs, nowMs);
      return { kind: 'answered', version, body };
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      return { kind: 'malformed', error };
    }
  }

  #throttle(nodeId: number, throttleMs: number, nowMs: number): void {
    this.connections.throttle(nodeId, nowMs + throttleMs);
    this.inFlight.addThrottle(nodeId, throttleMs);
    this.#reports.throttled(nodeId, throttleMs, nowMs);
  }

  #handleCompletedSends(nowMs: number): void {
    for (const { destination } of this.#selector.completedSends) {
      const nodeId = Number(destination);
      const request = this.inFlight.newest(nodeId);
      if (!request) continue;
      request.written = true;
      if (!request.authenticates) this.#options.meter?.requestSent(nodeId, request.byteLength, nowMs);
      if (request.expectResponse) continue;
      this.inFlight.completeNewest(nodeId);
      this.#end(request, 'noAnswerExpected', nowMs);
    }
  }

  #handleCompletedReceives(nowMs: number): void {
    for (const { source, payload } of this.#selector.completedReceives) {
      const nodeId = Number(source);
      if (!this.connections.isUp(nodeId)) continue; // What came before it ended the connection.
      const request = this.inFlight.oldest(nodeId);
      if (!request?.authenticates) this.#options.meter?.responseReceived(nodeId, SIZE_BYTES + payload.length, nowMs);
      if (!request || payload.length < 4 || decodeCorrelationId(payload) !== request.correlationId) {
        const got = payload.length < 4 ? `${payload.length} bytes` : `correlation id ${decodeCorrelationId(payload)}`;
        this.disconnect(
          nodeId,
          nowMs,
          `Node ${nodeId} answered with ${got}, expected ${request ? `correlation id ${request.correlationId}` : 'nothing'}.`,
        );
        continue;
      }
      this.inFlight.completeOldest(nodeId);
      this.connections.answered(nodeId);
      this.#reports.requestEnded(request, 'answered', nowMs);
      request.onResponse(payload, nowMs);
    }
  }

  #handleDisconnections(nowMs: number): void {
    for (const [id, why] of this.#selector.disconnected) this.#processDisconnection(Number(id), nowMs, why, false);
  }

  /** Kafka: `processDisconnection`. A lost connection may mean that the leader moved: metadata is asked for. */
  #processDisconnection(nodeId: number, nowMs: number, why: Disconnection, timedOut: boolean): void {
    if (!this.connections.isUp(nodeId)) return;
    const stage = this.#sasl?.stage(nodeId) ?? null;
    const reason =
      stage !== null && !why.error ? `${why.reason} It ended during authentication (${stage}).` : why.reason;
    if (why.error) {
      this.#options.meter?.authenticationFailed(this.apiVersions.has(nodeId), nowMs);
      this.connections.authenticationFailed(nodeId, nowMs, why, why.error);
    } else this.connections.disconnected(nodeId, nowMs, { ...why, reason });
    this.#reports.connectionChanged(nodeId, this.connections, reason, nowMs);
    this.apiVersions.delete(nodeId);
    this.#handshake.forget(nodeId);
    this.#sasl?.forget(nodeId);
    for (const request of this.inFlight.clear(nodeId))
      this.#end(request, timedOut ? 'timedOut' : 'disconnected', nowMs);
    this.#updater.handleDisconnect(nowMs, why);
  }

  #end(request: InFlightRequest, end: UnansweredEnd, nowMs: number): void {
    this.#reports.requestEnded(request, end, nowMs);
    request.onEnd(end, nowMs);
  }

  #handleConnections(nowMs: number): void {
    for (const id of this.#selector.connected) {
      if (this.#selector.disconnected.has(id)) continue; // Both in one turn: it is gone again.
      const nodeId = Number(id);
      if (this.#sasl) this.#sasl.begin(nodeId, this.connections.get(nodeId)?.host ?? id);
      else this.authenticated(nodeId, nowMs);
    }
  }

  #handleSetupTimeouts(nowMs: number): void {
    for (const nodeId of this.connections.setupTimedOut(nowMs)) {
      const timeoutMs = this.connections.get(nodeId)?.connectionSetupTimeoutMs;
      this.disconnect(
        nodeId,
        nowMs,
        `Node ${nodeId} did not accept the connection within ${timeoutMs} ms (socket.connection.setup.timeout.ms).`,
      );
    }
  }

  #handleRequestTimeouts(nowMs: number): void {
    for (const nodeId of this.inFlight.nodesWithTimedOutRequests(nowMs))
      this.disconnect(
        nodeId,
        nowMs,
        `Node ${nodeId} did not answer within ${this.#options.requestTimeoutMs} ms (request.timeout.ms).`,
        true,
      );
  }

  /** Callbacks run last, each for itself: one that throws does not keep the others from theirs. */
  #completeResponses(): void {
    const completions = this.#completions;
    const failures: unknown[] = [];
    for (let i = 0; i < completions.length; i++) {
      try {
        (completions[i] as () => void)();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#completions = [];
    if (failures.length > 0) throw failures[0];
  }
}
