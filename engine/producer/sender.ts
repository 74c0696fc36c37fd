import type { ClientResponse } from '../client/clientRequest.ts';
import type { LeaderHint } from '../client/metadata.ts';
import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import type { NetworkClient } from '../client/networkClient.ts';
import type { KafkaError } from '../common/kafkaError.ts';
import type { Time } from '../common/time.ts';
import { Produce } from '../protocol/messages/produce.ts';
import type { ResponseBody } from '../protocol/schema.ts';
import type { BlockedBy } from '../snapshot/words.ts';
import { BatchCompletion } from './batchCompletion.ts';
import type { BatchCompletionOptions } from './batchCompletion.ts';
import { InFlightBatches } from './inFlightBatches.ts';
import type { Lane } from './lane.ts';
import { abortedError, expiredError } from './produceErrors.ts';
import { leaderHint, outcomeOfAnswer, outcomeWithoutAnswer } from './produceOutcome.ts';
import { ProduceRequest } from './produceRequest.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { TransactionManager } from './transactionManager.ts';
import { aborted } from './transactions/transactionErrors.ts';
import { TransactionalSender, nothingToDo } from './transactions/transactionalSender.ts';
import type { TransactionalStep } from './transactions/transactionalSender.ts';
import type { TxnRequestHandler } from './transactions/txnRequestHandler.ts';

export interface SenderOptions extends Omit<BatchCompletionOptions, 'inFlight'> {
  readonly client: NetworkClient;
  readonly maxRequestSize: number;
  readonly requestTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly time: Time;
  /**
   * Callers that wait for metadata, memory or the end of a transaction: their deadlines pass here too, so that no timer is needed.
   * `hasSends`: records have been taken that are in no batch yet.
   */
  readonly waiting: { expire(nowMs: number): void; nextDeadlineMs(): number; hasSends(): boolean };
}

/** The last with which partitions must be added to a transaction beforehand. */
const MAX_PRODUCE_VERSION_V1 = 11;

/** Takes batches from the accumulator to the brokers and answers back to the records (Kafka: `Sender`). One `runOnce` is one pass. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #transactions: TransactionalSender | null;
  readonly #completion: BatchCompletion;
  readonly #inFlight = new InFlightBatches();
  /** Batches whose memory a request still uses, given up or not. */
  readonly #unanswered = new Set<ProducerBatch>();

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#completion = new BatchCompletion({ ...options, inFlight: this.#inFlight });
    this.#transactions = options.transactionManager
      ? new TransactionalSender(options.transactionManager, options.client)
      : null;
  }

  /** Kafka: `runOnce`. */
  async runOnce(): Promise<void> {
    const { client, time, transactionManager, waiting, retryBackoffMs } = this.#options;
    const nowMs = time.milliseconds();
    waiting.expire(nowMs);
    transactionManager?.maybeResolveSequences();
    if (transactionManager?.fatalError) {
      this.abortIncomplete(transactionManager.fatalError, nowMs);
      transactionManager.requests.failAll(transactionManager.fatalError);
      return client.poll(Math.max(0, Math.min(retryBackoffMs, waiting.nextDeadlineMs() - nowMs)), nowMs);
    }
    const transactional = transactionManager ? this.#stepTransaction(transactionManager, nowMs) : nothingToDo;
    const pollTimeoutMs = Math.min(
      transactional.exclusive ? this.#expireOnly(nowMs) : this.#sendProducerData(nowMs),
      transactional.waitMs,
      waiting.nextDeadlineMs() - nowMs,
    );
    await client.poll(Math.max(0, pollTimeoutMs), nowMs);
  }

  /** What idempotence or a transaction wants before records are looked at, in Java's order. */
  #stepTransaction(manager: TransactionManager, nowMs: number): TransactionalStep {
    const { accumulator, waiting } = this.#options;
    const refusal = manager.takeRefusal(nowMs);
    if (refusal) this.abortIncomplete(refusal, nowMs);
    manager.maybeBumpEpoch(nowMs, accumulator.hasUndrained);
    if (!this.#transactions) return nothingToDo;
    if (!this.#transactions.inFlight) this.#abortUndrained(manager, nowMs);
    return this.#transactions.step(nowMs, accumulator.hasIncomplete || waiting.hasSends());
  }

  /** What has not been sent of a transaction that will not be committed never is. What is on its way is waited for. */
  #abortUndrained(manager: TransactionManager, nowMs: number): void {
    const reason = manager.isAborting ? aborted() : manager.hasAbortableError ? manager.lastError : null;
    if (reason) this.#abort(reason, nowMs, true);
  }

  /** While a request of the transaction is in flight no records are sent. Their time passes all the same; Java looks later. */
  #expireOnly(nowMs: number): number {
    this.#failExpired(nowMs);
    return Math.max(0, this.#options.accumulator.nextBatchExpiryMs - nowMs);
  }

  wakeup(): void {
    this.#options.client.wakeup();
  }

  /** Nothing queued, nothing in flight, no request of a transaction waiting. */
  get isIdle(): boolean {
    const { accumulator, client, transactionManager } = this.#options;
    const pending = transactionManager?.hasOngoingTransaction === true && transactionManager.requests.hasPending;
    return !accumulator.hasUndrained && !client.hasInFlight && !pending;
  }

  /** The request of idempotence or of a transaction that is not answered yet. */
  get transactionalRequest(): TxnRequestHandler | null {
    return this.#transactions?.inFlight ?? null;
  }

  inFlightBatches(): ReadonlyMap<Lane, readonly ProducerBatch[]> {
    return this.#inFlight.byLane;
  }

  /** Kafka: `maybeAbortBatches`, `forceClose`: everything that is not finished fails with this. */
  abortIncomplete(reason: KafkaError, nowMs: number): void {
    this.#abort(reason, nowMs, false);
    this.#inFlight.clear();
  }

  #abort(reason: KafkaError, nowMs: number, undrainedOnly: boolean): void {
    const { accumulator, transactionManager } = this.#options;
    if (!accumulator.hasIncomplete) return;
    accumulator.abortBatches(
      batch => abortedError(reason, batch),
      nowMs,
      undrainedOnly,
      batch => {
        transactionManager?.removeInFlightBatch(batch);
        this.#completion.ended(batch, 'aborted', -1, nowMs, reason.code);
      },
    );
  }

  /** Closes the connections. Nothing reads the memory of their requests any more, so it goes back. */
  close(): void {
    const { accumulator, client } = this.#options;
    client.close();
    for (const batch of this.#unanswered) {
      batch.isInFlight = false;
      accumulator.deallocate(batch);
    }
    this.#unanswered.clear();
  }

  /** Kafka: `sendProducerData`: ready → drain → expire → send. Returns how long the poll may wait, ms. */
  #sendProducerData(nowMs: number): number {
    const { accumulator, metadata, maxRequestSize, transactionManager, guaranteeMessageOrder } = this.#options;
    const { snapshot } = metadata;
    const { readyNodes, nextReadyCheckDelayMs, unknownLeaderTopics } = accumulator.ready(snapshot, nowMs);
    for (const topic of unknownLeaderTopics) metadata.add(topic, nowMs);
    if (unknownLeaderTopics.size > 0) metadata.requestUpdate(false);

    if (transactionManager && !transactionManager.hasProducerId) {
      for (const nodeId of readyNodes) accumulator.blockNode(nodeId, 'noProducerId', snapshot, nowMs);
      readyNodes.clear();
    }
    const notReadyTimeoutMs = this.#removeNotReady(readyNodes, snapshot, nowMs);
    const drained = accumulator.drain(snapshot, readyNodes, maxRequestSize, nowMs);
    let drainedAny = false;
    for (const batches of drained.values())
      for (const batch of batches) {
        drainedAny = true;
        this.#inFlight.add(batch);
        if (guaranteeMessageOrder) accumulator.mute(batch, true);
      }
    this.#failExpired(nowMs);
    this.#options.metrics.drained(drained, nowMs);
    for (const [nodeId, batches] of drained)
      if (batches.length > 0) this.#sendProduceRequest(nodeId, batches, snapshot, nowMs);

    // Java polls without waiting whenever a node was ready; where nothing could be drained from it, only an answer or time changes that.
    if (drainedAny) return 0;
    const stuckTimeoutMs = readyNodes.size > 0 ? this.#options.retryBackoffMs : Infinity;
    return Math.max(
      0,
      Math.min(nextReadyCheckDelayMs, notReadyTimeoutMs, stuckTimeoutMs, accumulator.nextBatchExpiryMs - nowMs),
    );
  }

  #removeNotReady(nodes: Set<number>, snapshot: MetadataSnapshot, nowMs: number): number {
    const { client, accumulator } = this.#options;
    let timeoutMs = Infinity;
    for (const nodeId of nodes) {
      const node = snapshot.node(nodeId);
      const ready = node !== undefined && client.ready(node, nowMs);
      accumulator.updateNodeLatencyStats(nodeId, nowMs, ready);
      if (ready) continue;
      nodes.delete(nodeId);
      accumulator.blockNode(nodeId, this.#whyNotReady(nodeId, nowMs), snapshot, nowMs);
      timeoutMs = Math.min(timeoutMs, client.pollDelayMs(nodeId, nowMs));
    }
    return timeoutMs;
  }

  #whyNotReady(nodeId: number, nowMs: number): BlockedBy {
    const { client } = this.#options;
    if (client.connections.isThrottled(nodeId, nowMs)) return 'throttle';
    if (!client.connections.isReady(nodeId, nowMs)) return 'nodeNotReady';
    return client.inFlight.canSendMore(nodeId) ? 'metadataFirst' : 'maxInFlight';
  }

  /** Both kinds: still queued, and in a request. The latter keep their memory until the request ends. */
  #failExpired(nowMs: number): void {
    const { accumulator, deliveryTimeoutMs, guaranteeMessageOrder } = this.#options;
    accumulator.nextBatchExpiryMs = Infinity;
    const expired: ProducerBatch[] = [];
    for (const batches of this.#inFlight.byLane.values())
      for (const batch of batches) {
        // Java stops at the first that has time left; a retry may stand behind it that has none.
        if (!batch.hasReachedDeliveryTimeout(deliveryTimeoutMs, nowMs)) accumulator.maybeUpdateNextBatchExpiry(batch);
        else if (!batch.isDone) expired.push(batch);
      }
    for (const batch of [...expired, ...accumulator.expiredBatches(nowMs)]) {
      const drainedJustNow = this.#inFlight.remove(batch) && !batch.isInFlight;
      batch.mayBeWritten ||= batch.isInFlight;
      batch.end = 'expired';
      const error = expiredError(batch, deliveryTimeoutMs, nowMs);
      this.#completion.fail(batch, error, () => error, nowMs);
      if (guaranteeMessageOrder && drainedJustNow) accumulator.mute(batch, false);
    }
  }

  /** Kafka: `sendProduceRequest`: one request for one node, one batch for each partition in it. */
  #sendProduceRequest(
    nodeId: number,
    batches: readonly ProducerBatch[],
    snapshot: MetadataSnapshot,
    nowMs: number,
  ): void {
    const { client, acks, requestTimeoutMs, transactionManager } = this.#options;
    const sent = batches.filter(batch => !batch.isDone);
    if (sent.length === 0) return;
    const request = new ProduceRequest(sent, snapshot);
    const requestId = client.send(
      {
        nodeId,
        api: Produce,
        ...this.#maxProduceVersion(),
        body: () => request.body(acks, requestTimeoutMs, transactionManager?.transactionalId ?? null),
        createdMs: nowMs,
        expectResponse: acks !== 0,
        batches: sent.map(batch => [batch.lane.name, batch.id] as const),
        onComplete: response => this.#handleProduceResponse(response, request),
      },
      nowMs,
    );
    for (const batch of sent) {
      batch.isInFlight = true;
      this.#unanswered.add(batch);
      batch.attempts.push({ node: nodeId, requestId, sentMs: nowMs, endedMs: null, error: null });
    }
  }

  /** From 12 on the broker takes a batch of a partition it was not asked to add for the wish to add it: Transactions V2. */
  #maxProduceVersion(): { readonly maxVersion?: number } {
    const { transactionManager } = this.#options;
    const isV1 = transactionManager?.isTransactional === true && !transactionManager.isTransactionV2Enabled;
    return isV1 ? { maxVersion: MAX_PRODUCE_VERSION_V1 } : {};
  }

  /** Kafka: `handleProduceResponse`. Whatever happened to the request, each of its batches gets exactly one outcome. */
  #handleProduceResponse(response: ClientResponse<typeof Produce>, request: ProduceRequest): void {
    const nowMs = response.receivedMs;
    for (const batch of request.batches) {
      batch.isInFlight = false;
      this.#unanswered.delete(batch);
      batch.ledger.addInFlight(nowMs - batch.drainedMs);
    }
    if (response.kind === 'answered') {
      this.#options.metrics.latency(response.nodeId, response.latencyMs, nowMs);
      return this.#handleAnswer(response.body, request, nowMs);
    }
    const result = outcomeWithoutAnswer(response);
    for (const batch of request.batches) this.#completion.complete(batch, result, nowMs);
    if (response.kind === 'unsupportedVersion')
      this.#options.transactionManager?.transitionToFatalError(response.error);
  }

  #handleAnswer(body: ResponseBody<typeof Produce>, request: ProduceRequest, nowMs: number): void {
    const answers = request.answers(body);
    const hints: LeaderHint[] = [];
    for (const batch of request.batches) {
      const answer = answers.get(batch.lane.name);
      const hint = leaderHint(batch.lane, answer);
      if (hint) hints.push(hint);
      this.#completion.complete(batch, outcomeOfAnswer(answer), nowMs);
    }
    if (hints.length === 0) return;
    const nodes = body.nodeEndpoints.map(({ nodeId: id, host, port, rack }) => ({ id, host, port, rack }));
    this.#options.metadata.updatePartitionLeadership(hints, nodes, nowMs);
  }
}
