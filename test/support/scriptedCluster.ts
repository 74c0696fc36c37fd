import { ErrorCodes } from '../../engine/common/errors.ts';
import { uuidFromBytes } from '../../engine/common/uuid.ts';
import { topicPartitionName } from '../../engine/common/topicPartition.ts';
import { encodeResponse } from '../../engine/protocol/codec.ts';
import { ApiVersions } from '../../engine/protocol/messages/apiVersions.ts';
import { InitProducerId } from '../../engine/protocol/messages/initProducerId.ts';
import { Metadata } from '../../engine/protocol/messages/metadata.ts';
import { Produce } from '../../engine/protocol/messages/produce.ts';
import type { Api, RequestBody, ResponseInput } from '../../engine/protocol/schema.ts';
import { batchBytes, ensureValid, readBatchHeader, readRecords } from '../../engine/record/recordBatchReader.ts';
import type { DecodedRecord, RecordBatch } from '../../engine/record/recordBatchReader.ts';
import { ScriptedCoordinator } from './scriptedCoordinator.ts';
import type { RecordedConnect, RecordedSend, ScriptedSelector } from './scriptedSelector.ts';

export interface ScriptedClusterOptions {
  /** Node ids; node n listens on broker-n:9092. The bootstrap address is that of the first. */
  readonly nodes?: readonly number[];
  /** Topic → leader of each partition; -1: none. */
  readonly topics?: Readonly<Record<string, readonly number[]>>;
  /** Node → rack; none for those not named. */
  readonly racks?: Readonly<Record<number, string>>;
  readonly produceVersion?: number;
  /** How long each automatic answer takes. */
  readonly latencyMs?: number;
}

interface ScriptedPartition {
  leaderId: number;
  leaderEpoch: number;
  /** The offset that the next record written here gets. */
  nextOffset: number;
}

/** What `respond` says about one partition of a produce request; left out, its leader takes it at the next offset, others refuse. */
export interface PartitionAnswer {
  readonly errorCode?: number;
  readonly baseOffset?: number;
  readonly logAppendTimeMs?: number;
  readonly logStartOffset?: number;
  readonly errorMessage?: string;
  readonly recordErrors?: readonly { batchIndex: number; batchIndexErrorMessage: string | null }[];
  readonly currentLeader?: { readonly leaderId: number; readonly leaderEpoch: number };
  /** The broker forgets to answer for it. */
  readonly omit?: boolean;
}

export interface ProducedBatch {
  readonly lane: string;
  readonly topic: string;
  /** Null: its request is of a version that names topics. */
  readonly topicId: string | null;
  readonly partition: number;
  readonly header: RecordBatch;
  readonly records: readonly DecodedRecord[];
  readonly bytes: Buffer;
}

export interface ProduceSeen {
  readonly nodeId: number;
  readonly connection: string;
  readonly version: number;
  readonly correlationId: number;
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly timeoutMs: number;
  readonly atMs: number;
  readonly batches: readonly ProducedBatch[];
  answered: boolean;
  /** The connection ended before the answer. */
  lost: boolean;
}

/** An answer that a connection owes, in the order of its requests; null until it is known. */
interface OwedAnswer {
  readonly correlationId: number;
  deliver: (() => void) | null;
}

/**
 * Brokers that a test plays: it answers ApiVersions, Metadata and InitProducerId by itself and leaves Produce to the test
 * (`respond`). As a broker does, it answers the requests of a connection in their order: whatever comes behind a produce request
 * waits for that. Frames come from the codec; batches are decoded and their checksums verified.
 */
export class ScriptedCluster {
  readonly clusterId = 'scripted-cluster';
  readonly producerId = 4000n;
  /** Of transactions and of groups. */
  readonly coordinator = new ScriptedCoordinator();
  /** Every produce request ever seen, in order. */
  readonly produces: ProduceSeen[] = [];
  readonly metadataRequests: { readonly connection: string; readonly topics: readonly string[] }[] = [];
  /** Topic → error that Metadata answers with. A topic that is neither here nor known is answered with UNKNOWN_TOPIC_OR_PARTITION. */
  readonly topicErrors = new Map<string, number>();
  /** Error that InitProducerId answers with. */
  initProducerIdError = 0;
  initProducerIdRequests = 0;
  /** True: Produce is answered too, with success. */
  answersProduce = false;
  /** Requests of these APIs stay without answer. */
  readonly silentApis = new Set<number>();
  latencyMs: number;
  produceVersion: number;

  readonly #selector: ScriptedSelector;
  readonly #nodes: Set<number>;
  readonly #racks: Readonly<Record<number, string>>;
  readonly #down = new Set<number>();
  readonly #topics = new Map<string, ScriptedPartition[]>();
  /** Every id that a topic has ever had, the latest last. */
  readonly #topicIds = new Map<string, string[]>();
  readonly #owed = new Map<string, OwedAnswer[]>();

  constructor(selector: ScriptedSelector, options: ScriptedClusterOptions = {}) {
    this.#selector = selector;
    this.#nodes = new Set(options.nodes ?? [1]);
    this.#racks = options.racks ?? {};
    this.produceVersion = options.produceVersion ?? Produce.maxVersion;
    this.latencyMs = options.latencyMs ?? 0;
    for (const [topic, leaders] of Object.entries(options.topics ?? {})) this.createTopic(topic, leaders);
    selector.onConnect = connect => this.#accept(connect);
    selector.onSend = send => this.#answer(send);
    selector.onGone = id => this.#gone(id);
  }

  get bootstrapServers(): string {
    return `broker-${[...this.#nodes][0]}:9092`;
  }

  /** A topic that is there gets other partitions, and keeps its id. */
  createTopic(topic: string, leaders: readonly number[]): void {
    const ids = this.#topicIds.get(topic) ?? [];
    if (!this.#topics.has(topic)) this.#topicIds.set(topic, [...ids, topicIdOf(topic, ids.length)]);
    this.#topics.set(
      topic,
      leaders.map(leaderId => ({ leaderId, leaderEpoch: 0, nextOffset: 0 })),
    );
  }

  /** Gone for brokers; the producer does not know yet. Made again it has another id. */
  deleteTopic(topic: string): void {
    this.#topics.delete(topic);
  }

  addPartition(topic: string, leaderId: number): void {
    this.#topics.get(topic)?.push({ leaderId, leaderEpoch: 0, nextOffset: 0 });
  }

  has(topic: string): boolean {
    return this.#topics.has(topic);
  }

  partitionCount(topic: string): number {
    return this.#topics.get(topic)?.length ?? 0;
  }

  /** False: the batch is for a topic that was deleted, or for the one before this. */
  hasTopicOf({ topic, topicId }: ProducedBatch): boolean {
    return this.#topics.has(topic) && (topicId === null || topicId === this.#topicIds.get(topic)?.at(-1));
  }

  /** The partition moves; brokers know, the producer does not yet. */
  moveLeader(topic: string, partition: number, leaderId: number): void {
    const moved = this.#partition(topic, partition);
    moved.leaderId = leaderId;
    moved.leaderEpoch++;
  }

  leaderOf(topic: string, partition: number): number {
    return this.#partition(topic, partition).leaderId;
  }

  stop(nodeId: number): void {
    this.#down.add(nodeId);
    for (const id of this.#selector.openConnections)
      if (this.nodeOf(id) === nodeId) this.#selector.deliverDisconnected(id);
  }

  start(nodeId: number): void {
    this.#down.delete(nodeId);
  }

  /** Produce requests to the node that wait for their answer, oldest first. */
  unanswered(nodeId?: number): ProduceSeen[] {
    return this.produces.filter(
      seen => !seen.answered && !seen.lost && (nodeId === undefined || seen.nodeId === nodeId),
    );
  }

  get lastProduce(): ProduceSeen {
    const last = this.produces.at(-1);
    if (!last) throw new Error('No produce request was sent.');
    return last;
  }

  /** Answers the node's oldest produce request; the next poll receives it. */
  respond(
    nodeId: number,
    answers: Readonly<Record<string, PartitionAnswer>> = {},
    options: { throttleTimeMs?: number; afterMs?: number } = {},
  ): void {
    const seen = this.unanswered(nodeId)[0];
    if (!seen) throw new Error(`Node ${nodeId} has no produce request to answer.`);
    const known = new Set(seen.batches.map(({ lane }) => lane));
    for (const lane of Object.keys(answers))
      if (!known.has(lane)) throw new Error(`The request has no ${lane}, only ${[...known].join(', ')}.`);
    seen.answered = true;
    const topics = [...new Set(seen.batches.map(({ topic }) => topic))];
    this.#send(Produce, seen.version, seen.correlationId, seen.connection, options.afterMs ?? 0, {
      throttleTimeMs: options.throttleTimeMs ?? 0,
      responses: topics.map(topic => ({
        name: topic,
        topicId: seen.batches.find(batch => batch.topic === topic)?.topicId ?? topicIdOf(topic),
        partitionResponses: seen.batches
          .filter(batch => batch.topic === topic && !answers[batch.lane]?.omit)
          .map(batch => this.#partitionResponse(nodeId, batch, answers[batch.lane] ?? {})),
      })),
      nodeEndpoints: [...this.#nodes].map(id => ({
        nodeId: id,
        host: `broker-${id}`,
        port: 9092,
        rack: this.#racks[id] ?? null,
      })),
    });
  }

  /** Answers every produce request with success. */
  respondToAll(): void {
    for (const { nodeId } of this.unanswered()) this.respond(nodeId);
  }

  /** The broker behind a connection: bootstrap connections have ids of their own. */
  nodeOf(connection: string): number {
    const host = this.#selector.connects.findLast(({ id }) => id === connection)?.host;
    return Number(host?.slice('broker-'.length));
  }

  #accept({ id, host }: RecordedConnect): void {
    const nodeId = Number(host.slice('broker-'.length));
    if (this.#nodes.has(nodeId) && !this.#down.has(nodeId)) this.#selector.deliverConnected(id, this.latencyMs);
    else this.#selector.deliverDisconnected(id, { kind: 'refused', reason: `${host}:9092 refused the connection` });
  }

  #answer({ destination, request, atMs }: RecordedSend): void {
    if (request.key === Produce.key)
      this.produces.push(this.#seen(destination, request.header, request.body as RequestBody<typeof Produce>, atMs));
    const { apiVersion, correlationId } = request.header;
    const answered = request.key !== Produce.key || (request.body as RequestBody<typeof Produce>).acks !== 0;
    if (answered) this.#owedBy(destination).push({ correlationId, deliver: null });
    if (this.silentApis.has(request.key)) return;
    if (this.answersProduce && answered && request.key === Produce.key)
      return this.respond(this.nodeOf(destination), {}, { afterMs: this.latencyMs });
    switch (request.key) {
      case ApiVersions.key:
        return this.#send(ApiVersions, apiVersion, correlationId, destination, this.latencyMs, {
          errorCode: 0,
          apiKeys: [
            { apiKey: Produce.key, minVersion: 0, maxVersion: this.produceVersion },
            { apiKey: Metadata.key, minVersion: 0, maxVersion: 13 },
            { apiKey: ApiVersions.key, minVersion: 0, maxVersion: 5 },
            ...this.coordinator.apiVersions(),
          ],
          ...this.coordinator.features(),
        });
      case Metadata.key: {
        const { topics: asked } = request.body as RequestBody<typeof Metadata>;
        const topics = asked ? asked.map(({ name }) => name ?? '') : [...this.#topics.keys()];
        this.metadataRequests.push({ connection: destination, topics });
        return this.#send(
          Metadata,
          apiVersion,
          correlationId,
          destination,
          this.latencyMs,
          this.#metadataResponse(topics),
        );
      }
      case InitProducerId.key:
        if ((request.body as RequestBody<typeof InitProducerId>).transactionalId !== null)
          return this.#coordinate(destination, request, atMs);
        this.initProducerIdRequests++;
        return this.#send(InitProducerId, apiVersion, correlationId, destination, this.latencyMs, {
          errorCode: this.initProducerIdError,
          producerId: this.initProducerIdError === 0 ? this.producerId + BigInt(this.initProducerIdRequests - 1) : -1n,
          producerEpoch: this.initProducerIdError === 0 ? 0 : -1,
        });
      default:
        return this.#coordinate(destination, request, atMs);
    }
  }

  #coordinate(connection: string, request: RecordedSend['request'], atMs: number): void {
    const { apiVersion, correlationId } = request.header;
    const answer = this.coordinator.answer(request, this.nodeOf(connection), atMs);
    if (answer) this.#send(answer.api, apiVersion, correlationId, connection, this.latencyMs, answer.body);
  }

  #seen(
    connection: string,
    header: { apiVersion: number; correlationId: number },
    body: RequestBody<typeof Produce>,
    atMs: number,
  ): ProduceSeen {
    const batches = body.topicData.flatMap(({ name, topicId, partitionData }) => {
      const named = header.apiVersion >= 13 ? null : name;
      const topic = named ?? topicOf(topicId, this.#topicIds);
      return partitionData.map(({ index, records }) => {
        const batch = readBatchHeader(records ?? Buffer.alloc(0));
        ensureValid(batch);
        return {
          lane: topicPartitionName(topic, index),
          topic,
          topicId: named === null ? topicId : null,
          partition: index,
          header: batch,
          records: readRecords(batch),
          bytes: batchBytes(batch),
        };
      });
    });
    return {
      nodeId: this.nodeOf(connection),
      connection,
      version: header.apiVersion,
      correlationId: header.correlationId,
      transactionalId: body.transactionalId,
      acks: body.acks,
      timeoutMs: body.timeoutMs,
      atMs,
      batches,
      answered: body.acks === 0,
      lost: false,
    };
  }

  #partitionResponse(nodeId: number, batch: ProducedBatch, answer: PartitionAnswer) {
    const partition = this.hasTopicOf(batch) ? this.#partition(batch.topic, batch.partition) : null;
    const {
      errorCode = !partition
        ? ErrorCodes.UNKNOWN_TOPIC_ID
        : partition.leaderId === nodeId
          ? 0
          : ErrorCodes.NOT_LEADER_OR_FOLLOWER,
      logAppendTimeMs = -1,
      logStartOffset = 0,
      errorMessage = null,
    } = answer;
    const baseOffset = answer.baseOffset ?? (errorCode === 0 && partition ? partition.nextOffset : -1);
    if (errorCode === 0 && baseOffset >= 0 && partition) partition.nextOffset = baseOffset + batch.records.length;
    return {
      index: batch.partition,
      errorCode,
      baseOffset: BigInt(baseOffset),
      logAppendTimeMs: BigInt(logAppendTimeMs),
      logStartOffset: BigInt(logStartOffset),
      recordErrors: answer.recordErrors ?? [],
      errorMessage,
      currentLeader: answer.currentLeader ?? { leaderId: -1, leaderEpoch: -1 },
    };
  }

  #metadataResponse(topics: readonly string[]): ResponseInput<typeof Metadata> {
    const alive = [...this.#nodes].filter(id => !this.#down.has(id));
    return {
      brokers: alive.map(id => ({ nodeId: id, host: `broker-${id}`, port: 9092, rack: this.#racks[id] ?? null })),
      clusterId: this.clusterId,
      controllerId: alive[0] ?? -1,
      topics: topics.map(name => {
        const partitions = this.#topics.get(name);
        const errorCode = this.topicErrors.get(name) ?? (partitions ? 0 : 3);
        return {
          errorCode,
          name,
          topicId: this.#topicIds.get(name)?.at(-1) ?? topicIdOf(name),
          isInternal: false,
          partitions: (errorCode === 0 ? (partitions ?? []) : []).map(({ leaderId, leaderEpoch }, index) => ({
            errorCode: leaderId < 0 ? 5 : 0,
            partitionIndex: index,
            leaderId,
            leaderEpoch,
            replicaNodes: [...this.#nodes],
            isrNodes: alive,
            offlineReplicas: [],
          })),
        };
      }),
    };
  }

  #send<A extends Api>(
    api: A,
    version: number,
    correlationId: number,
    connection: string,
    afterMs: number,
    body: ResponseInput<A>,
  ): void {
    const { chunks } = encodeResponse(api, version, correlationId, body);
    const payload = Buffer.concat(chunks).subarray(4);
    const owed = this.#owedBy(connection);
    const answer = owed.find(each => each.correlationId === correlationId);
    if (!answer) throw new Error(`Connection ${connection} owes no answer to request ${correlationId}.`);
    answer.deliver = () => this.#selector.deliverResponse(connection, payload, afterMs);
    for (let first = owed[0]; first?.deliver; first = owed[0]) {
      first.deliver();
      owed.shift();
    }
  }

  #owedBy(connection: string): OwedAnswer[] {
    let owed = this.#owed.get(connection);
    if (!owed) this.#owed.set(connection, (owed = []));
    return owed;
  }

  #gone(connection: string): void {
    this.#owed.delete(connection);
    for (const seen of this.produces) if (seen.connection === connection && !seen.answered) seen.lost = true;
  }

  #partition(topic: string, partition: number): ScriptedPartition {
    const found = this.#topics.get(topic)?.[partition];
    if (!found) throw new Error(`There is no ${topic}-${partition}.`);
    return found;
  }
}

/** An id made of the name, so that a frame can be read back, and of how often there was such a topic before. */
export function topicIdOf(topic: string, before = 0): string {
  const bytes = Buffer.alloc(16, 0x2e);
  bytes.write(topic.slice(0, 16));
  if (before > 0) bytes[15] = before;
  return uuidFromBytes(bytes);
}

function topicOf(topicId: string, known: ReadonlyMap<string, readonly string[]>): string {
  for (const [topic, ids] of known) if (ids.includes(topicId)) return topic;
  throw new Error(`No topic has the id ${topicId}.`);
}
