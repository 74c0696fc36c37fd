import type { ClientResponse } from '../client/clientRequest.ts';
import type { NetworkClient } from '../client/networkClient.ts';
import { ErrorCodes, Errors } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { InitProducerId } from '../protocol/messages/initProducerId.ts';
import type { TransactionManager } from './transactionManager.ts';

interface ProducerIdRequesterOptions {
  readonly client: NetworkClient;
  readonly retryBackoffMs: number;
}

/**
 * Gets the producer a number of its own before its first batch (Kafka: `Sender.maybeSendAndPollTransactionalRequest` with
 * `InitProducerIdHandler`). Java stands in a loop until a node is ready; here it is a state, looked at once a pass.
 */
export class ProducerIdRequester {
  readonly #transactionManager: TransactionManager;
  readonly #options: ProducerIdRequesterOptions;
  #inFlight = false;
  #notBeforeMs = -Infinity;
  /** The broker said no: asked again only when there is something to send. */
  #refused = false;
  #refusal: KafkaError | null = null;

  constructor(transactionManager: TransactionManager, options: ProducerIdRequesterOptions) {
    this.#transactionManager = transactionManager;
    this.#options = options;
  }

  /**
   * Asks the least loaded node if an id is missing. Returns how long the poll may wait for this, ms. `hasBatches`: somebody waits
   * for it.
   */
  maybeRequest(nowMs: number, hasBatches: boolean): number {
    if (this.#transactionManager.hasProducerId || this.#inFlight || (this.#refused && !hasBatches)) return Infinity;
    if (nowMs < this.#notBeforeMs) return this.#notBeforeMs - nowMs;
    const { client } = this.#options;
    const unauthenticated = client.authenticationFailure(nowMs);
    if (unauthenticated) {
      this.#refuse(unauthenticated, nowMs);
      return 0;
    }
    if (client.isMetadataUpdateDue(nowMs)) return Infinity; // The metadata request comes first, and its answer ends the poll.
    const { node } = client.leastLoadedNode(nowMs);
    if (!node) return client.reconnectBackoffMs;
    if (!client.ready(node, nowMs)) return client.pollDelayMs(node.id, nowMs);
    this.#inFlight = true;
    client.send(
      {
        nodeId: node.id,
        api: InitProducerId,
        body: () => ({ transactionalId: null, transactionTimeoutMs: 0x7fff_ffff, producerId: -1n, producerEpoch: -1 }),
        createdMs: nowMs,
        expectResponse: true,
        onComplete: response => this.#handle(response),
      },
      nowMs,
    );
    return Infinity;
  }

  /** The broker has just refused an id; whatever waits for one fails with this (Java: back to UNINITIALIZED). */
  takeRefusal(): KafkaError | null {
    const refusal = this.#refusal;
    this.#refusal = null;
    return refusal;
  }

  #handle(response: ClientResponse<typeof InitProducerId>): void {
    this.#inFlight = false;
    this.#refused = false;
    switch (response.kind) {
      case 'unsupportedVersion':
        this.#transactionManager.fatalError = response.error;
        return;
      case 'disconnected':
      case 'malformed':
      case 'noAnswerExpected':
        return this.#again(response.receivedMs);
      case 'answered':
        break;
    }
    const { errorCode, producerId, producerEpoch } = response.body;
    if (errorCode === 0)
      return this.#transactionManager.setProducerId({ producerId, epoch: producerEpoch }, response.receivedMs);
    const { name, message, exception, retriable } = Errors.forCode(errorCode);
    if (retriable) return this.#again(response.receivedMs);
    const remedy = 'Ask for the right IdempotentWrite on the cluster, or set enable.idempotence=false.';
    const error = new KafkaError(
      exception,
      `The broker gave no producer id: ${name} (${errorCode}). ${message} ${remedy}`,
      { code: errorCode, mayBeWritten: false },
    );
    if (errorCode !== ErrorCodes.CLUSTER_AUTHORIZATION_FAILED) {
      this.#transactionManager.fatalError = error;
      return;
    }
    this.#refuse(error, response.receivedMs);
  }

  /** A right can be granted, and a password mended, while the producer lives: so this is not the end of it. */
  #refuse(error: KafkaError, nowMs: number): void {
    this.#refused = true;
    this.#refusal = error;
    this.#again(nowMs);
  }

  #again(nowMs: number): void {
    this.#notBeforeMs = nowMs + this.#options.retryBackoffMs;
  }
}
