import type { ClientResponse } from '../../../engine/client/clientRequest.ts';
import { Metadata } from '../../../engine/client/metadata.ts';
import { NetworkClient } from '../../../engine/client/networkClient.ts';
import type { NetworkClientOptions } from '../../../engine/client/networkClient.ts';
import { ZERO_UUID } from '../../../engine/common/uuid.ts';
import { encodeResponse } from '../../../engine/protocol/codec.ts';
import { ApiVersions } from '../../../engine/protocol/messages/apiVersions.ts';
import { Metadata as MetadataApi } from '../../../engine/protocol/messages/metadata.ts';
import { Produce } from '../../../engine/protocol/messages/produce.ts';
import type { Api, RequestInput, ResponseInput } from '../../../engine/protocol/schema.ts';
import type { Transition } from '../../../engine/snapshot/transition.ts';
import { MockTime } from '../../support/mockTime.ts';
import { ScriptedSelector } from '../../support/scriptedSelector.ts';
import type { RecordedSend } from '../../support/scriptedSelector.ts';

type ProduceResponse = ClientResponse<typeof Produce>;

const emptyProduce: RequestInput<typeof Produce> = { acks: -1, timeoutMs: 1000, topicData: [] };
export const emptyAnswer: ResponseInput<typeof Produce> = { responses: [] };

/** A NetworkClient on mock time over a scripted selector. Nothing answers by itself: the test is the broker. Jitter is in the middle. */
export class ClientBench {
  readonly time = new MockTime();
  readonly selector = new ScriptedSelector(this.time);
  readonly transitions: Transition[] = [];
  readonly metadata: Metadata;
  readonly client: NetworkClient;
  /** How requests made with `produce` ended, in the order of their callbacks. */
  readonly ended: (ProduceResponse & { readonly name: string })[] = [];
  readonly #answered = new Set<RecordedSend>();

  constructor(options: Partial<NetworkClientOptions> = {}) {
    const random = { nextInt: () => 0, nextDouble: () => 0.5 };
    const observer = {
      on: (transition: Transition) => this.transitions.push(transition),
      requestBytes: undefined,
      responseBytes: undefined,
    };
    this.metadata = new Metadata({
      refreshBackoffMs: 100,
      refreshBackoffMaxMs: 1000,
      maxAgeMs: 300_000,
      maxIdleMs: 300_000,
      random,
      observer,
    });
    this.client = new NetworkClient({
      selector: this.selector,
      metadata: this.metadata,
      clientId: 'test',
      maxInFlightRequestsPerConnection: 5,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1000,
      connectionSetupTimeoutMs: 10_000,
      connectionSetupTimeoutMaxMs: 30_000,
      requestTimeoutMs: 30_000,
      metadataRecoveryStrategy: 'rebootstrap',
      rebootstrapTriggerMs: 300_000,
      clusterCheckEnable: true,
      time: this.time,
      random,
      observer,
      ...options,
    });
  }

  get nowMs(): number {
    return this.time.milliseconds();
  }

  /** The cluster as if a broker had told it just now, so that no update is due. */
  know(nodes: readonly number[], clusterId: string | null = 'cluster'): void {
    if (this.metadata.updateVersion === 0) this.metadata.bootstrap([{ host: 'boot', port: 9092 }]);
    this.metadata.requestUpdate(false);
    const plan = this.metadata.planRequest(this.nowMs);
    const response = metadataAnswer(nodes, plan.topics, clusterId);
    this.metadata.update(
      plan,
      { throttleTimeMs: 0, clusterAuthorizedOperations: 0, errorCode: 0, ...response } as Parameters<
        Metadata['update']
      >[1],
      true,
      1,
      this.nowMs,
    );
  }

  async poll(timeoutMs = 0): Promise<void> {
    await this.client.poll(timeoutMs, this.nowMs);
  }

  node(id: number) {
    return { id, host: `broker-${id}`, port: 9092, rack: null };
  }

  /** Up to the handshake, which waits for its answer. */
  async dial(id: number): Promise<void> {
    this.client.ready(this.node(id), this.nowMs);
    this.selector.deliverConnected(String(id));
    await this.poll();
  }

  async makeReady(...ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      await this.dial(id);
      this.respond(id, ApiVersions, versions());
      await this.poll();
      await this.poll(); // The answer to the handshake was read; its request is done.
    }
  }

  produce(id: number, name: string, expectResponse = true): number {
    return this.client.send(
      {
        nodeId: id,
        api: Produce,
        body: () => emptyProduce,
        createdMs: this.nowMs,
        expectResponse,
        onComplete: response => this.ended.push({ ...response, name }),
      },
      this.nowMs,
    );
  }

  unanswered(id: number): RecordedSend[] {
    return this.selector.sends.filter(send => send.destination === String(id) && !this.#answered.has(send));
  }

  /** Answers the node's oldest open request, or the one given; the next poll receives it. */
  respond<A extends Api>(
    id: number,
    api: A,
    body: ResponseInput<A>,
    options: { layout?: number; correlationId?: number; afterMs?: number } = {},
  ): void {
    const [send] = this.unanswered(id);
    if (!send) throw new Error(`Node ${id} was asked nothing.`);
    if (send.request.key !== api.key)
      throw new Error(`Node ${id} was asked ${send.request.api.name}, not ${api.name}.`);
    this.#answered.add(send);
    const { header } = send.request;
    const { chunks } = encodeResponse(
      api,
      options.layout ?? header.apiVersion,
      options.correlationId ?? header.correlationId,
      body,
    );
    this.selector.deliverResponse(String(id), Buffer.concat(chunks).subarray(4), options.afterMs);
  }

  /** Names and ends of the finished requests. */
  get ends(): string[] {
    return this.ended.map(
      end => `${end.name} ${end.kind}${end.kind === 'disconnected' && end.timedOut ? ' (timed out)' : ''}`,
    );
  }
}

export function versions(
  ...ranges: readonly (readonly [apiKey: number, minVersion: number, maxVersion: number])[]
): ResponseInput<typeof ApiVersions> {
  const all =
    ranges.length > 0
      ? ranges
      : ([
          [0, 0, 13],
          [3, 0, 13],
          [18, 0, 5],
          [22, 0, 5],
        ] as const);
  return { errorCode: 0, apiKeys: all.map(([apiKey, minVersion, maxVersion]) => ({ apiKey, minVersion, maxVersion })) };
}

export function metadataAnswer(
  nodes: readonly number[],
  topics: readonly string[] = [],
  clusterId: string | null = 'cluster',
): ResponseInput<typeof MetadataApi> {
  return {
    throttleTimeMs: 0,
    brokers: nodes.map(nodeId => ({ nodeId, host: `broker-${nodeId}`, port: 9092, rack: null })),
    clusterId,
    controllerId: nodes[0] ?? -1,
    topics: topics.map(name => ({
      errorCode: 0,
      name,
      topicId: ZERO_UUID,
      isInternal: false,
      partitions: [
        {
          errorCode: 0,
          partitionIndex: 0,
          leaderId: nodes[0] ?? -1,
          leaderEpoch: 0,
          replicaNodes: [],
          isrNodes: [],
          offlineReplicas: [],
        },
      ],
      topicAuthorizedOperations: 0,
    })),
    errorCode: 0,
  };
}
