import type { NetworkClient } from '../../client/networkClient.ts';
import type { KafkaError } from '../../common/kafkaError.ts';
import type { Node } from '../../common/node.ts';
import { ApiKeys } from '../../protocol/apiKeys.ts';
import type { TransactionManager } from '../transactionManager.ts';
import type { TxnRequestHandler } from './txnRequestHandler.ts';

/** What a pass of the sender does about it. */
export interface TransactionalStep {
  /** A request is in flight: records wait until it is answered. */
  readonly exclusive: boolean;
  /** When to look again, ms; Infinity: nothing waits, or only for an answer. */
  readonly waitMs: number;
}

export const nothingToDo: TransactionalStep = { exclusive: false, waitMs: Infinity };

/**
 * Sends the requests of idempotence and transactions, one at a time (Kafka: `Sender.maybeSendAndPollTransactionalRequest`). Java
 * stands in a loop until the node is ready and sleeps before a retry; here both are states, looked at once a pass, and records of
 * partitions that are in the transaction go on.
 */
export class TransactionalSender {
  readonly #manager: TransactionManager;
  readonly #client: NetworkClient;
  #inFlight: TxnRequestHandler | null = null;
  /** The node that a request waits for, and that we have begun to connect to. */
  #awaited: { readonly handler: TxnRequestHandler; readonly nodeId: number } | null = null;

  constructor(manager: TransactionManager, client: NetworkClient) {
    this.#manager = manager;
    this.#client = client;
  }

  /** Not answered yet. */
  get inFlight(): TxnRequestHandler | null {
    return this.#inFlight;
  }

  /** `hasIncomplete`: records are on their way, so the transaction cannot be ended yet. */
  step(nowMs: number, hasIncomplete: boolean): TransactionalStep {
    if (this.#inFlight) return this.#answerAwaited();
    const next = this.#manager.requests.next(hasIncomplete);
    if (!next) return nothingToDo;
    next.progress.sinceMs ??= nowMs;
    if (nowMs < next.notBeforeMs) return { exclusive: false, waitMs: next.notBeforeMs - nowMs };
    const unauthenticated = this.#client.authenticationFailure(nowMs);
    if (unauthenticated) return this.#refuse(next, unauthenticated);
    if (this.#client.isMetadataUpdateDue(nowMs)) return nothingToDo; // That comes first, and its answer ends the poll.
    const node = this.#target(next, nowMs);
    if (node === 'unknown') {
      // Nothing has gone wrong yet, so unlike Java's the request does not back off: it goes when the coordinator is found.
      if (next.coordinator) this.#manager.requests.lookupCoordinator(next.coordinator);
      return this.step(nowMs, hasIncomplete);
    }
    if (node === null) return { exclusive: false, waitMs: this.#client.reconnectBackoffMs };
    if (this.#client.ready(node, nowMs)) {
      this.#send(next, node, nowMs);
      return this.#answerAwaited();
    }
    return this.#awaitNode(next, node, nowMs);
  }

  /** Without transactions nothing can leave before there is an id anyway, and the pass goes on to say so. */
  #answerAwaited(): TransactionalStep {
    return { exclusive: this.#manager.isTransactional, waitMs: Infinity };
  }

  /** The coordinator, `unknown` if it has to be found; or for what anybody can answer the least loaded node, null if there is none. */
  #target({ coordinator }: TxnRequestHandler, nowMs: number): Node | 'unknown' | null {
    if (coordinator) return this.#manager.requests.coordinators.find(coordinator) ?? 'unknown';
    return this.#client.leastLoadedNode(nowMs).node;
  }

  #send(handler: TxnRequestHandler, node: Node, nowMs: number): void {
    const { requests } = this.#manager;
    if (handler.coordinator?.type === 'transaction')
      requests.coordinatorReady(this.#client.apiVersions.get(node.id)?.maxVersion(ApiKeys.INIT_PRODUCER_ID) ?? -1);
    requests.take(handler);
    this.#awaited = null;
    this.#inFlight = handler;
    handler.send(this.#client, node.id, nowMs, () => {
      this.#inFlight = null;
    });
  }

  /** A coordinator that cannot be reached may have moved: it is asked for again. */
  #awaitNode(handler: TxnRequestHandler, node: Node, nowMs: number): TransactionalStep {
    const waitMs = this.#client.pollDelayMs(node.id, nowMs);
    const awaited = this.#awaited?.handler === handler && this.#awaited.nodeId === node.id;
    const failed = awaited && !this.#client.connections.isUp(node.id);
    this.#awaited = { handler, nodeId: node.id };
    if (!failed || !handler.coordinator) return { exclusive: false, waitMs };
    this.#awaited = null;
    this.#manager.requests.take(handler);
    handler.lookUpAgain(nowMs, null);
    return { exclusive: false, waitMs: 0 };
  }

  /**
   * Kafka: `TransactionManager.authenticationFailed`, the end of a transactional producer. One that only wants an id fails what waits
   * for it, and the next record asks again: a password can be mended while the producer lives.
   */
  #refuse(next: TxnRequestHandler, failure: KafkaError): TransactionalStep {
    const { requests, isTransactional } = this.#manager;
    if (isTransactional) for (const handler of requests.pending) handler.fatalError(failure);
    else {
      requests.take(next);
      next.abortableError(failure);
    }
    return { exclusive: false, waitMs: 0 };
  }
}
