import type { Frame } from '../../../engine/snapshot/frame.ts';
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

export const mustAbort: Frame = withTransaction(
  frame({
    ...nothingSent,
    wallMs: at(14, 8, 3),
    session: { ...session, totals: { sent: 40, acked: 28, failed: 12, onTheWay: 0 } },
  }),
  {
    state: 'ABORTABLE_ERROR',
    lastError: {
      kind: 'TopicAuthorizationException',
      message:
        'AddPartitionsToTxn for payments-0: TOPIC_AUTHORIZATION_FAILED (29). Topic authorization failed. Ask for the right Write on the topic.',
    },
  },
);

export const fenced: Frame = withTransaction(normalLoad, {
  state: 'FATAL_ERROR',
  openForMs: null,
  partitions: none,
  lastError: {
    kind: 'ProducerFencedException',
    message:
      'Another producer with transactional.id orders-editor has been started since, or the transaction took longer than transaction.timeout.ms (PRODUCER_FENCED, 90). Close this producer and start another.',
  },
});
