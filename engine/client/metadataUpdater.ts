import { ErrorCodes, Errors } from '../common/errors.ts';
import type { Node } from '../common/node.ts';
import type { Disconnection } from '../network/selectable.ts';
import { Metadata as MetadataApi } from '../protocol/messages/metadata.ts';
import type { ClientRequest, ClientResponse } from './clientRequest.ts';
import type { LeastLoadedNode } from './leastLoadedNode.ts';
import type { Metadata, MetadataRequestPlan } from './metadata.ts';

const FIRST_VERSION_WITH_RELIABLE_EPOCHS = 9;

export interface MetadataUpdaterOptions {
  readonly metadata: Metadata;
  readonly requestTimeoutMs: number;
  readonly reconnectBackoffMs: number;
  readonly metadataRecoveryStrategy: 'rebootstrap' | 'none';
  readonly rebootstrapTriggerMs: number;
}

/** What it needs of the client it works for. */
export interface MetadataUpdaterClient {
  leastLoadedNode(nowMs: number): LeastLoadedNode;
  canSendRequest(nodeId: number, nowMs: number): boolean;
  isAnyNodeConnecting(): boolean;
  connectIfAllowed(node: Node, nowMs: number): boolean;
  sendInternal(request: ClientRequest<typeof MetadataApi>, nowMs: number): number;
  disconnect(nodeId: number, nowMs: number, reason: string): void;
}

/** Keeps metadata fresh by asking the least loaded node, one request at a time (Kafka: `DefaultMetadataUpdater`). */
export class MetadataUpdater {
  readonly #client: MetadataUpdaterClient;
  readonly #options: MetadataUpdaterOptions;
  #inProgress = false;
  /** When an update first became due without an applied answer since; for the rebootstrap trigger. */
  #dueSinceMs: number | null = null;

  constructor(client: MetadataUpdaterClient, options: MetadataUpdaterOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** While an update is due no node counts as ready, so metadata is asked for first. */
  isUpdateDue(nowMs: number): boolean {
    return !this.#inProgress && this.#options.metadata.timeToNextUpdate(nowMs) === 0;
  }

  /** Sends a request if one is due and may be sent. Returns how long a poll may wait, ms. */
  maybeUpdate(nowMs: number): number {
    const { metadata, requestTimeoutMs } = this.#options;
    if (!metadata.isBootstrapped) return Infinity; // There is nobody to ask.
    if (this.#inProgress) return requestTimeoutMs;
    const timeToNextUpdateMs = metadata.timeToNextUpdate(nowMs);
    if (timeToNextUpdateMs > 0) return timeToNextUpdateMs;
    this.#dueSinceMs ??= nowMs;
    let found = this.#client.leastLoadedNode(nowMs);
    if (!found.node && !found.anyReady && this.#rebootstraps) {
      metadata.rebootstrap(nowMs, 'no known node can be used');
      found = this.#client.leastLoadedNode(nowMs);
    }
    const { node } = found;
    return node ? this.#ask(node, nowMs) : this.#options.reconnectBackoffMs;
  }

  /** After the ends of the connection's requests: its loss may mean that what we know is old. */
  handleDisconnect(nowMs: number, why: Disconnection): void {
    const { metadata } = this.#options;
    if (this.isUpdateDue(nowMs)) metadata.failedUpdate(nowMs, why.reason);
    if (why.error) metadata.fatalError(why.error);
    metadata.requestUpdate(false);
  }

  /** Kafka: `maybeRebootstrap`, at the end of each poll: metadata has been due for too long. */
  maybeRebootstrap(nowMs: number): void {
    if (!this.#rebootstraps || this.#dueSinceMs === null) return;
    if (nowMs - this.#dueSinceMs > this.#options.rebootstrapTriggerMs)
      this.rebootstrapNow(nowMs, 'metadata.recovery.rebootstrap.trigger.ms passed without an answer');
  }

  /** Leaves every node of the current metadata and starts again from the bootstrap addresses. */
  rebootstrapNow(nowMs: number, reason: string): void {
    const { metadata } = this.#options;
    for (const { id } of metadata.snapshot.nodes) this.#client.disconnect(id, nowMs, `Rebootstrapping: ${reason}.`);
    metadata.rebootstrap(nowMs, reason);
    this.#dueSinceMs = nowMs;
  }

  get #rebootstraps(): boolean {
    return this.#options.metadataRecoveryStrategy === 'rebootstrap';
  }

  #ask(node: Node, nowMs: number): number {
    const { metadata, requestTimeoutMs } = this.#options;
    if (this.#client.canSendRequest(node.id, nowMs)) {
      const plan = metadata.planRequest(nowMs);
      this.#inProgress = true;
      this.#client.sendInternal(
        {
          nodeId: node.id,
          api: MetadataApi,
          body: () => ({ topics: plan.topics.map(name => ({ name })), allowAutoTopicCreation: true }),
          createdMs: nowMs,
          expectResponse: true,
          onComplete: response => this.#handle(plan, response),
        },
        nowMs,
      );
      return requestTimeoutMs;
    }
    if (!this.#client.isAnyNodeConnecting() && this.#client.connectIfAllowed(node, nowMs))
      return this.#options.reconnectBackoffMs;
    return this.#client.isAnyNodeConnecting() ? this.#options.reconnectBackoffMs : Infinity;
  }

  #handle(plan: MetadataRequestPlan, response: ClientResponse<typeof MetadataApi>): void {
    const { metadata } = this.#options;
    const { nodeId, receivedMs } = response;
    this.#inProgress = false;
    switch (response.kind) {
      case 'disconnected':
      case 'noAnswerExpected':
        return metadata.failedUpdate(receivedMs, `node ${nodeId} disconnected`);
      case 'malformed':
        return metadata.failedUpdate(receivedMs, response.error.message);
      case 'unsupportedVersion':
        metadata.failedUpdate(receivedMs, response.error.message);
        return metadata.fatalError(response.error);
      case 'answered':
        break;
    }
    const { body, version } = response;
    if (body.errorCode === ErrorCodes.REBOOTSTRAP_REQUIRED && this.#rebootstraps) {
      this.#dueSinceMs = -Infinity; // The check at the end of this poll does it.
      return;
    }
    if (body.errorCode !== 0) return metadata.failedUpdate(receivedMs, Errors.forCode(body.errorCode).name);
    if (body.brokers.length === 0)
      return metadata.failedUpdate(receivedMs, `node ${nodeId} answered with an empty broker list`);
    metadata.update(plan, body, version >= FIRST_VERSION_WITH_RELIABLE_EPOCHS, nodeId, receivedMs);
    this.#dueSinceMs = null;
  }
}
