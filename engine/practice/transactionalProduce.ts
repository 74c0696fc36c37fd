/**
 * Does a transactional batch belong to an open transaction of its producer? The leader asks the coordinator once for each transaction
 * and partition (Kafka: `AddPartitionsToTxnManager`, `ReplicaManager`). From Produce v12 on (Transactions V2) asking adds the partition.
 */
import { ErrorCodes, Errors } from '../common/errors.ts';
import type { RecordBatch } from '../record/recordBatchReader.ts';
import type { BatchProblem } from './appendChecks.ts';
import type { Partition } from './partition.ts';
import type { TransactionCoordinator } from './transactions/transactionCoordinator.ts';

const knowsAbortable = 11;
const addsPartitions = 12;

export function transactionProblem(
  { producerId, producerEpoch }: RecordBatch,
  transactionalId: string | null,
  partition: Partition,
  apiVersion: number,
  coordinator: TransactionCoordinator,
): BatchProblem | null {
  if (transactionalId === null)
    return problem(ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, 'the request has no transactional id');
  if (partition.isInTransaction(producerId, producerEpoch)) return null;
  const producer = { transactionalId, producerId, producerEpoch };
  const here = [{ topic: partition.topic, partition: partition.index }];
  const errorCode =
    apiVersion >= addsPartitions
      ? coordinator.addPartitions(producer, here, true)
      : (coordinator.verifyPartitions(producer, here)[0] ?? 0);
  return errorCode === 0 ? null : answerFor(errorCode, apiVersion);
}

function answerFor(errorCode: number, apiVersion: number): BatchProblem {
  switch (errorCode) {
    case ErrorCodes.CONCURRENT_TRANSACTIONS:
      return problem(
        ErrorCodes.NOT_ENOUGH_REPLICAS,
        'the transaction before is not yet complete: its markers are being written (CONCURRENT_TRANSACTIONS)',
      );
    case ErrorCodes.PRODUCER_FENCED:
      return problem(ErrorCodes.INVALID_PRODUCER_EPOCH);
    case ErrorCodes.TRANSACTION_ABORTABLE:
      return problem(
        apiVersion >= knowsAbortable ? errorCode : ErrorCodes.INVALID_TXN_STATE,
        'the partition was not added to the transaction',
      );
    default:
      return problem(errorCode);
  }
}

function problem(errorCode: number, message = Errors.forCode(errorCode).message): BatchProblem {
  return { errorCode, message };
}
