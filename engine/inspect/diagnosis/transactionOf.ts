import { KafkaError } from '../../common/kafkaError.ts';
import type { TransactionManager } from '../../producer/transactionManager.ts';
import { FindCoordinatorHandler } from '../../producer/transactions/findCoordinatorHandler.ts';
import type { TxnRequestHandler } from '../../producer/transactions/txnRequestHandler.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import type { DiagnosedRequest, DiagnosedTransaction } from './diagnosisState.ts';

/** Where the producer stands with its transaction, as the rules see it; null: it is not even idempotent. */
export function transactionOf(
  { transactionManager: manager, sender, config }: InspectedProducer,
  nowMs: number,
): DiagnosedTransaction | null {
  if (!manager) return null;
  const { contents, requests } = manager;
  const inFlight = sender.transactionalRequest;
  return {
    transactionalId: manager.transactionalId,
    state: manager.state,
    epoch: manager.hasProducerId ? manager.producer.epoch : null,
    timeoutMs: config.transactionTimeoutMs,
    openForMs: contents.openForMs(nowMs),
    started: contents.started,
    partitions: contents.partitions.size,
    failure: failureOf(manager),
    requests: [
      ...(inFlight ? requestOf(inFlight, manager, true) : []),
      ...requests.pending.flatMap(handler => requestOf(handler, manager, false)),
    ],
  };
}

function failureOf({ failure }: TransactionManager): DiagnosedTransaction['failure'] {
  if (!failure) return null;
  const { error, atMs, openForMs } = failure;
  const { kind, code = null } = error.cause instanceof KafkaError ? error.cause : error;
  return { error: kind, errorCode: code, reason: error.message, atMs, openForMs };
}

/** None as long as others go before it, and where any broker may answer. */
function requestOf(
  handler: TxnRequestHandler,
  { requests }: TransactionManager,
  inFlight: boolean,
): DiagnosedRequest[] {
  const { sinceMs, nodeId, refusals, errorCode } = handler.progress;
  const coordinator = handler instanceof FindCoordinatorHandler ? handler.sought : handler.coordinator;
  if (sinceMs === null || !coordinator) return [];
  return [
    {
      api: handler.api.name,
      inFlight,
      sinceMs,
      coordinator,
      node: inFlight ? nodeId : (requests.coordinators.find(coordinator)?.id ?? null),
      refused: errorCode === null ? null : { node: nodeId, count: refusals, errorCode },
    },
  ];
}
