import type { ClientRequest, ClientResponse } from '../../client/clientRequest.ts';
import { ErrorCodes, Errors } from '../../common/errors.ts';
import type { KafkaError } from '../../common/kafkaError.ts';
import type { Node } from '../../common/node.ts';
import type { Api, RequestInput, ResponseBody } from '../../protocol/schema.ts';
import type { Lane } from '../lane.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { fenced, requestRefused } from './transactionErrors.ts';
import type { TransactionalResult } from './transactionalResult.ts';

/** Lower goes first (Kafka: `TransactionManager.Priority`). */
export const Priority = {
  findCoordinator: 0,
  initProducerId: 1,
  addPartitionsOrOffsets: 2,
  endTxn: 3,
  epochBump: 4,
} as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** Kafka's key types of FindCoordinator, as far as a producer asks. */
export type CoordinatorType = 'group' | 'transaction';

/** Which coordinator a request goes to. */
export interface CoordinatorKey {
  readonly type: CoordinatorType;
  /** The group, or the transactional id. */
  readonly key: string;
}

/** What a handler may ask and tell of the transaction that it works for: the manager, seen from below. */
export interface TransactionContext {
  readonly transactionalId: string | null;
  readonly retryBackoffMs: number;
  readonly producer: ProducerIdAndEpoch;
  readonly isTransactionV2Enabled: boolean;
  readonly isAborting: boolean;
  readonly partitionsInTransaction: ReadonlySet<Lane>;
  enqueue(handler: TxnRequestHandler): void;
  lookupCoordinator(coordinator: CoordinatorKey): void;
  coordinatorFound(coordinator: CoordinatorKey, node: Node): void;
  producerIdAssigned(producer: ProducerIdAndEpoch, isEpochBump: boolean): void;
  partitionsAnswered(lanes: readonly Lane[], added: boolean): void;
  groupAdded(groupId: string): void;
  offsetsCommitted(groupId: string): void;
  transactionEnded(committed: boolean, next: ProducerIdAndEpoch | null): void;
  transitionToFatalError(error: KafkaError): void;
  transitionToAbortableError(error: KafkaError): void;
  abortableErrorIfPossible(error: KafkaError): void;
}

/** What has become of a request so far, to show why it is not done. */
export interface RequestProgress {
  /** Since when it would go, or has gone; null: others are before it, or records are. */
  sinceMs: number | null;
  /** The node that it was sent to last. */
  nodeId: number | null;
  /** Answers that asked to try again, and the code of the last one. */
  refusals: number;
  errorCode: number | null;
}

/** What it needs of the network client. */
export interface RequestSender {
  send<A extends Api>(request: ClientRequest<A>, nowMs: number): number;
}

/** One request of a transaction, and what follows from its answer (Kafka: `TransactionManager.TxnRequestHandler`). */
export abstract class TxnRequestHandler<A extends Api = Api> {
  abstract readonly api: A;
  abstract readonly priority: Priority;
  /** Null: any node can answer. */
  abstract readonly coordinator: CoordinatorKey | null;
  readonly result: TransactionalResult;
  /** Sent before, or about to be: not again before this. */
  notBeforeMs = -Infinity;
  readonly progress: RequestProgress = { sinceMs: null, nodeId: null, refusals: 0, errorCode: null };
  protected readonly txn: TransactionContext;

  constructor(txn: TransactionContext, result: TransactionalResult) {
    this.txn = txn;
    this.result = result;
  }

  get isEndTxn(): boolean {
    return false;
  }

  /** Highest version to use; undefined: the latest. Asked when the request is sent. */
  protected maxVersion(): number | undefined {
    return undefined;
  }
  protected abstract body(version: number): RequestInput<A>;
  /** Whom or what the request is about, for texts. */
  protected abstract get subject(): string;
  protected abstract handleResponse(body: ResponseBody<A>, nowMs: number): void;

  protected get retryBackoffMs(): number {
    return this.txn.retryBackoffMs;
  }

  send(client: RequestSender, nodeId: number, nowMs: number, onEnded: () => void): void {
    const maxVersion = this.maxVersion();
    this.progress.nodeId = nodeId;
    client.send(
      {
        nodeId,
        api: this.api,
        ...(maxVersion === undefined ? {} : { maxVersion }),
        body: version => this.body(version),
        createdMs: nowMs,
        expectResponse: true,
        onComplete: response => {
          onEnded();
          this.#onComplete(response);
        },
      },
      nowMs,
    );
  }

  /** Into the queue again, not to be sent before its backoff is over. `code`: what the answer said; null: there was none. */
  reenqueue(nowMs: number, code: number | null): void {
    if (code !== null) {
      this.progress.refusals++;
      this.progress.errorCode = code;
    }
    this.notBeforeMs = nowMs + this.retryBackoffMs;
    this.txn.enqueue(this);
  }

  fail(error: KafkaError): void {
    this.result.fail(error);
  }

  fatalError(error: KafkaError): void {
    this.result.fail(error);
    this.txn.transitionToFatalError(error);
  }

  abortableError(error: KafkaError): void {
    this.result.fail(error);
    this.txn.transitionToAbortableError(error);
  }

  protected refused(code: number): KafkaError {
    return requestRefused(this.api.name, code, this.subject);
  }

  /** What the requests of a running transaction do about the codes they have in common. False: that is the request's own affair. */
  protected handleCommonError(code: number, nowMs: number): boolean {
    switch (code) {
      case ErrorCodes.COORDINATOR_NOT_AVAILABLE:
      case ErrorCodes.NOT_COORDINATOR:
        this.lookUpAgain(nowMs, code);
        return true;
      case ErrorCodes.INVALID_PRODUCER_EPOCH:
      case ErrorCodes.PRODUCER_FENCED:
        this.fatalError(fenced(this.txn.transactionalId, code));
        return true;
      case ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      case ErrorCodes.INVALID_TXN_STATE:
      case ErrorCodes.INVALID_PRODUCER_ID_MAPPING:
        this.fatalError(this.refused(code));
        return true;
      case ErrorCodes.UNKNOWN_PRODUCER_ID: {
        const error = this.refused(code);
        this.result.fail(error);
        this.txn.abortableErrorIfPossible(error);
        return true;
      }
      case ErrorCodes.TRANSACTION_ABORTABLE:
        this.abortableError(this.refused(code));
        return true;
      default:
        if (!Errors.forCode(code).retriable) return false;
        this.reenqueue(nowMs, code);
        return true;
    }
  }

  /** The coordinator is not there, or no longer that: it is asked for, and this request waits for the answer. */
  lookUpAgain(nowMs: number, code: number | null): void {
    if (this.coordinator) this.txn.lookupCoordinator(this.coordinator);
    this.reenqueue(nowMs, code);
  }

  #onComplete(response: ClientResponse<A>): void {
    switch (response.kind) {
      case 'answered':
        return this.handleResponse(response.body, response.receivedMs);
      case 'unsupportedVersion':
        return this.fatalError(response.error);
      case 'disconnected':
      case 'malformed':
      case 'noAnswerExpected':
        return this.lookUpAgain(response.receivedMs, null);
    }
  }
}
