import type { ClientResponse } from '../client/clientRequest.ts';
import type { LeaderHint, Metadata } from '../client/metadata.ts';
import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import type { NetworkClient } from '../client/networkClient.ts';
import { ErrorCodes, Errors } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Time } from '../common/time.ts';
import { Produce } from '../protocol/messages/produce.ts';
import type { ResponseBody } from '../protocol/schema.ts';
import type { BlockedBy } from '../snapshot/words.ts';
import type { Lane } from './lane.ts';
import { abortedError, batchError, expiredError, isIndefinite, recordErrorOf } from './produceErrors.ts';
import { ProduceRequest } from './produceRequest.ts';
import type { PartitionResponse } from './produceRequest.ts';
import type { SenderMetrics } from './metrics/senderMetrics.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { ProducerObserver } from './producerObserver.ts';
import type { RecordAccumulator } from './recordAccumulator.ts';
import type { SenderTotals } from './senderTotals.ts';
import type { TransactionManager } from './transactionManager.ts';
import { aborted } from './transactions/transactionErrors.ts';
import { TransactionalSender, nothingToDo } from './transactions/transactionalSender.ts';
import type { TransactionalStep } from './transactions/transactionalSender.ts';

export interface SenderOptions {
  readonly client: NetworkClient;
  readonly metadata: Metadata;
  readonly accumulator: RecordAccumulator;
  readonly transactionManager: TransactionManager | null;
  /** max.in.flight.requests.per.connection is 1. */
  readonly guaranteeMessageOrder: boolean;
  readonly maxRequestSize: number;
  readonly acks: number;
  readonly retries: number;
  readonly requestTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly time: Time;
  readonly observer: ProducerObserver;
  readonly totals: SenderTotals;
  readonly metrics: SenderMetrics;
  /**
   * Callers that wait for metadata, memory or the end of a transaction: their deadlines pass here too, so that no timer is needed.
   * `hasSends`: records have been taken that are in no batch yet.
   */
  readonly waiting: { expire(nowMs: number): void; nextDeadlineMs(): number; hasSends(): boolean };
}

/** What became of one batch of a request. */
interface BatchOutcome {
  readonly code: number;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly message: string | null;
  readonly recordErrors: PartitionResponse['recordErrors'];
}

/** The last with which partitions must be added to a transaction beforehand. */
const MAX_PRODUCE_VERSION_V1 = 11;

/** Takes batches from the accumulator to the brokers and answers back to the records (Kafka: `Sender`). One `runOnce` is one pass. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #transactions: TransactionalSender | null;
  /** Batches in requests, in the order they were drained. */
  readonly #inFlight = new Map<Lane, ProducerBatch[]>();
  /** Batches whose memory a request still uses, given up or not. */
  readonly #unanswered = new Set<ProducerBatch>();

  constructor(options: SenderOptions) {
    this.#options = options;
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

  /** The request of idempotence or of a transaction that is not answered yet, by Kafka's name. */
  get transactionalRequest(): string | null {
    return this.#transactions?.inFlight?.api.name ?? null;
  }

  inFlightBatches(): ReadonlyMap<Lane, readonly ProducerBatch[]> {
    return this.#inFlight;
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
        this.#ended(batch, 'aborted', -1, nowMs, reason.code);
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
        this.#addInFlight(batch);
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
    for (const batches of this.#inFlight.values())
      for (const batch of batches) {
        // Java stops at the first that has time left; a retry may stand behind it that has none.
        if (!batch.hasReachedDeliveryTimeout(deliveryTimeoutMs, nowMs)) accumulator.maybeUpdateNextBatchExpiry(batch);
        else if (!batch.isDone) expired.push(batch);
      }
    for (const batch of [...expired, ...accumulator.expiredBatches(nowMs)]) {
      const drainedJustNow = this.#removeInFlight(batch) && !batch.isInFlight;
      batch.mayBeWritten ||= batch.isInFlight;
      batch.end = 'expired';
      const error = expiredError(batch, deliveryTimeoutMs, nowMs);
      this.#failBatch(batch, error, () => error, nowMs);
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
    const { batches } = request;
    const nowMs = response.receivedMs;
    for (const batch of batches) {
      batch.isInFlight = false;
      this.#unanswered.delete(batch);
      batch.ledger.addInFlight(nowMs - batch.drainedMs);
    }
    switch (response.kind) {
      case 'answered':
        this.#options.metrics.latency(response.nodeId, response.latencyMs, nowMs);
        return this.#handleAnswer(response.body, request, nowMs);
      case 'noAnswerExpected':
        for (const batch of batches) this.#completeBatch(batch, outcome(ErrorCodes.NONE), nowMs);
        return;
      case 'disconnected':
        for (const batch of batches)
          this.#completeBatch(
            batch,
            outcome(response.timedOut ? ErrorCodes.REQUEST_TIMED_OUT : ErrorCodes.NETWORK_EXCEPTION, response.reason),
            nowMs,
          );
        return;
      case 'malformed':
        for (const batch of batches)
          this.#completeBatch(batch, outcome(ErrorCodes.NETWORK_EXCEPTION, response.error.message), nowMs);
        return;
      case 'unsupportedVersion':
        for (const batch of batches)
          this.#completeBatch(batch, outcome(ErrorCodes.UNSUPPORTED_VERSION, response.error.message), nowMs);
        this.#options.transactionManager?.transitionToFatalError(response.error);
    }
  }

  #handleAnswer(body: ResponseBody<typeof Produce>, request: ProduceRequest, nowMs: number): void {
    const answers = request.answers(body);
    const hints: LeaderHint[] = [];
    for (const batch of request.batches) {
      // A partition the broker left out of its answer is retried as if the connection had broken, instead of waiting for its expiry.
      const answer = answers.get(batch.lane.name);
      if (!answer)
        this.#completeBatch(
          batch,
          outcome(ErrorCodes.NETWORK_EXCEPTION, 'The broker left the partition out of its answer.'),
          nowMs,
        );
      else {
        const { leaderId, leaderEpoch } = answer.currentLeader;
        const { topic, partition } = batch.lane;
        if (
          leaderId >= 0 &&
          leaderEpoch >= 0 &&
          (answer.errorCode === ErrorCodes.NOT_LEADER_OR_FOLLOWER ||
            answer.errorCode === ErrorCodes.FENCED_LEADER_EPOCH)
        )
          hints.push({ topic, partition, leaderId, leaderEpoch });
        this.#completeBatch(
          batch,
          {
            code: answer.errorCode,
            baseOffset: Number(answer.baseOffset),
            logAppendTimeMs: Number(answer.logAppendTimeMs),
            logStartOffset: Number(answer.logStartOffset),
            message: answer.errorMessage,
            recordErrors: answer.recordErrors,
          },
          nowMs,
        );
      }
    }
    if (hints.length > 0)
      this.#options.metadata.updatePartitionLeadership(
        hints,
        body.nodeEndpoints.map(({ nodeId: id, host, port, rack }) => ({ id, host, port, rack })),
        nowMs,
      );
  }

  /** Kafka: `completeBatch`: done, split, again, or given up. */
  #completeBatch(batch: ProducerBatch, result: BatchOutcome, nowMs: number): void {
    const { accumulator, metadata, transactionManager, guaranteeMessageOrder, acks } = this.#options;
    const { code } = result;
    const attempt = batch.attempts.at(-1);
    if (attempt) attempt.endedMs = nowMs;
    if (code === ErrorCodes.NONE) this.#succeed(batch, result.baseOffset, result.logAppendTimeMs, nowMs);
    else {
      if (isIndefinite(code, acks)) batch.mayBeWritten = true;
      const error = batchError(code, result.message, batch);
      if (attempt) attempt.error = error;
      if (code === ErrorCodes.MESSAGE_TOO_LARGE && batch.recordCount > 1 && !batch.isDone) this.#split(batch, nowMs);
      else {
        if (this.#canRetry(batch, error, code, result.logStartOffset, nowMs)) this.#reenqueue(batch, code, nowMs);
        else if (code === ErrorCodes.DUPLICATE_SEQUENCE_NUMBER) this.#succeed(batch, -1, -1, nowMs, 'duplicate');
        else this.#giveUp(batch, error, result, nowMs);
        if (Errors.forCode(code).refreshMetadata) metadata.requestUpdate(false);
      }
    }
    if (batch.isDone) {
      transactionManager?.removeInFlightBatch(batch);
      accumulator.deallocate(batch);
    }
    if (guaranteeMessageOrder) accumulator.mute(batch, false);
  }

  #succeed(
    batch: ProducerBatch,
    baseOffset: number,
    logAppendTimeMs: number,
    nowMs: number,
    end: 'acked' | 'duplicate' = 'acked',
  ): void {
    const { accumulator, transactionManager } = this.#options;
    transactionManager?.handleCompletedBatch(batch, baseOffset);
    this.#removeInFlight(batch);
    if (batch.isDone) return; // We had given it up; the user has been told.
    batch.end = end;
    this.#ended(batch, end, baseOffset, nowMs);
    batch.complete(baseOffset, logAppendTimeMs);
    accumulator.complete(batch);
    accumulator.deallocate(batch);
  }

  #canRetry(batch: ProducerBatch, error: KafkaError, code: number, logStartOffset: number, nowMs: number): boolean {
    const { deliveryTimeoutMs, retries, transactionManager } = this.#options;
    if (batch.hasReachedDeliveryTimeout(deliveryTimeoutMs, nowMs) || batch.retries >= retries || batch.isDone)
      return false;
    return transactionManager ? transactionManager.canRetry({ error, code, logStartOffset }, batch) : error.retriable;
  }

  #reenqueue(batch: ProducerBatch, code: number, nowMs: number): void {
    const { accumulator, totals, metrics, observer } = this.#options;
    this.#removeInFlight(batch);
    accumulator.reenqueue(batch, nowMs);
    totals.retriedBatches++;
    totals.retriedRecords += batch.recordCount;
    metrics.retried(batch, nowMs);
    totals.lastError = Errors.forCode(code).name;
    observer.on?.({
      type: 'batchRetried',
      atMs: nowMs,
      lane: batch.lane.name,
      batchId: batch.id,
      errorCode: code,
      attempts: batch.retries,
      backoffMs: batch.retryBackoffMs,
    });
  }

  #split(batch: ProducerBatch, nowMs: number): void {
    const { accumulator, transactionManager, totals, metrics, observer } = this.#options;
    transactionManager?.removeInFlightBatch(batch);
    this.#removeInFlight(batch);
    const children = accumulator.splitAndReenqueue(batch, nowMs);
    accumulator.complete(batch);
    totals.splitBatches++;
    metrics.split(nowMs);
    observer.on?.({
      type: 'batchSplit',
      atMs: nowMs,
      lane: batch.lane.name,
      batchId: batch.id,
      children: children.map(({ id }) => id),
    });
  }

  /** Kafka: `failBatch` with the record errors of KIP-467: those named fail with their own, the rest because of them. */
  #giveUp(batch: ProducerBatch, error: KafkaError, result: BatchOutcome, nowMs: number): void {
    this.#removeInFlight(batch);
    this.#failBatch(batch, error, recordErrorOf(batch, error, result.recordErrors), nowMs);
  }

  /**
   * What follows for the numbers of its partition: surely not written, there is a gap, and the epoch moves on; perhaps written, those
   * behind it will show. Java goes by whether tries were left instead, and so now and then sends a batch again under a new epoch that
   * is in the log already, or leaves a gap that nothing closes.
   */
  #failBatch(batch: ProducerBatch, error: KafkaError, errorOf: (index: number) => KafkaError, nowMs: number): void {
    const { accumulator, totals, metrics, transactionManager } = this.#options;
    if (batch.isDone) return;
    const { code = ErrorCodes.UNKNOWN_SERVER_ERROR } = error;
    totals.lastError = Errors.forCode(code).name;
    batch.end ??= 'failed';
    metrics.failed(batch, nowMs);
    this.#ended(batch, batch.end, -1, nowMs, code);
    batch.completeExceptionally(errorOf);
    transactionManager?.handleFailedBatch(batch, error, batch.hasSequence && !batch.mayBeWritten);
    if (batch.hasSequence && batch.mayBeWritten) transactionManager?.markSequenceUnresolved(batch, nowMs);
    accumulator.complete(batch);
    accumulator.deallocate(batch);
  }

  #ended(
    batch: ProducerBatch,
    end: NonNullable<ProducerBatch['end']>,
    baseOffset: number,
    nowMs: number,
    errorCode = 0,
  ): void {
    const { totals, observer } = this.#options;
    batch.endedMs = nowMs;
    if (end === 'acked' || end === 'duplicate') totals.ackedRecords += batch.recordCount;
    else totals.failedRecords += batch.recordCount;
    observer.on?.({
      type: 'batchEnded',
      atMs: nowMs,
      lane: batch.lane.name,
      batchId: batch.id,
      end,
      errorCode,
      records: batch.recordCount,
      bytes: batch.estimatedSizeInBytes,
      baseOffset,
      attempts: batch.attempts.length,
      mayBeWritten: batch.mayBeWritten,
    });
  }

  #addInFlight(batch: ProducerBatch): void {
    const batches = this.#inFlight.get(batch.lane);
    if (batches) batches.push(batch);
    else this.#inFlight.set(batch.lane, [batch]);
  }

  /** False: it was not there. */
  #removeInFlight(batch: ProducerBatch): boolean {
    const batches = this.#inFlight.get(batch.lane);
    const place = batches?.indexOf(batch) ?? -1;
    if (!batches || place < 0) return false;
    batches.splice(place, 1);
    if (batches.length === 0) this.#inFlight.delete(batch.lane);
    return true;
  }
}

function outcome(code: number, message: string | null = null): BatchOutcome {
  return { code, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1, message, recordErrors: [] };
}
