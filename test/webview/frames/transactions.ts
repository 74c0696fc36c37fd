import type { Frame } from '../../../engine/snapshot/frame.ts';
import type { RuleId, Verdict } from '../../../engine/snapshot/verdict.ts';
import type { TransactionView } from '../../../engine/snapshot/transaction.ts';
import { at, frame, session } from './base.ts';
import { normalLoad } from './normalLoad.ts';
import { nothingSent } from './states.ts';

const transaction: TransactionView = {
  transactionalId: 'orders-editor',
  state: 'IN_TRANSACTION',
  v2: true,
  coordinator: 2,
  groupCoordinator: null,
  openForMs: 3_200,
  timeoutMs: 60_000,
  partitions: { count: 3, first: ['orders-0', 'orders-1', 'orders-4'] },
  pending: { count: 0, first: [] },
  groups: [],
  request: null,
  lastError: null,
};
const verdict = (rule: RuleId, values: Verdict['values']): Verdict => ({
  rule,
  strength: 'proven',
  stage: 'send',
  sinceWallMs: at(14, 8, 1),
  subject: null,
  values,
});
const none = { count: 0, first: [] };
const config = [...session.config, { key: 'transactional.id', value: 'orders-editor', isDefault: false }];

/** A frame with this transaction, and the rest as it was. */
const withTransaction = (base: Frame, part: Partial<TransactionView>): Frame => ({
  ...base,
  session: {
    ...base.session,
    config,
    producerId: { id: '4012', epoch: 7 },
    transaction: { ...transaction, ...part },
  },
});

/** Ready, nothing sent: to begin is the next thing to do. */
export const transactionReady: Frame = withTransaction(nothingSent, {
  state: 'UNINITIALIZED',
  coordinator: null,
  openForMs: null,
  partitions: none,
});

export const inTransaction: Frame = withTransaction(normalLoad, {
  partitions: { count: 12, first: Array.from({ length: 12 }, (_, partition) => `orders-${partition}`) },
  pending: { count: 2, first: ['payments-0', 'payments-1'] },
  groups: [{ group: 'billing', acknowledged: true }],
  groupCoordinator: { group: 'billing', node: 3 },
  request: { api: 'AddPartitionsToTxn', inFlight: true },
  openForMs: 51_400,
  v2: false,
});

const notAllowed = 'Not allowed to write to payments in a transaction. Ask for the right Write on it.';

export const mustAbort: Frame = withTransaction(
  frame({
    ...nothingSent,
    wallMs: at(14, 8, 3),
    session: { ...session, totals: { sent: 40, acked: 28, failed: 12, onTheWay: 0 } },
    verdicts: [
      verdict('mustAbort', {
        transactionalId: 'orders-editor',
        partitions: 3,
        error: 'TopicAuthorizationException',
        errorCode: 29,
        reason: notAllowed,
        openForMs: 3_200,
        timeoutMs: 60_000,
      }),
    ],
  }),
  {
    state: 'ABORTABLE_ERROR',
    lastError: {
      kind: 'TopicAuthorizationException',
      message: notAllowed,
    },
  },
);

const otherProducer =
  'Another producer with transactional.id orders-editor has been started since, or the transaction took longer than transaction.timeout.ms (PRODUCER_FENCED, 90). Close this producer and start another.';
const fencing = verdict('producerFenced', {
  transactionalId: 'orders-editor',
  epoch: 7,
  error: 'ProducerFencedException',
  errorCode: 90,
  reason: otherProducer,
  openForMs: 3_200,
  timeoutMs: 60_000,
});

export const fenced: Frame = withTransaction(
  { ...normalLoad, verdicts: [fencing] },
  {
    state: 'FATAL_ERROR',
    openForMs: null,
    partitions: none,
    lastError: {
      kind: 'ProducerFencedException',
      message: otherProducer,
    },
  },
);

/** A producer id is not given yet, because the transaction before has not got all its markers. */
export const coordinatorWaits: Frame = withTransaction(
  {
    ...nothingSent,
    verdicts: [
      {
        ...verdict('coordinatorWait', {
          cause: 'refused',
          request: 'InitProducerId',
          coordinator: 'transaction',
          coordinatorOf: 'orders-editor',
          node: 2,
          waitedMs: 9_400,
          refusals: 90,
          errorCode: 51,
          requestTimeoutLeftMs: null,
          state: 'INITIALIZING',
        }),
        stage: 'batches',
        subject: { kind: 'broker', node: 2 },
      },
    ],
  },
  {
    state: 'INITIALIZING',
    openForMs: null,
    partitions: none,
    request: { api: 'InitProducerId', inFlight: false },
  },
);
