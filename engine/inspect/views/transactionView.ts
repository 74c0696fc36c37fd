import type { Lane } from '../../producer/lane.ts';
import type { LaneNames, TransactionView } from '../../snapshot/transaction.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import { round2OrNull } from '../numbers.ts';

/** A transaction may span thousands of partitions; a frame has 64 KiB. */
const MAX_NAMES = 50;

export function transactionView(producer: InspectedProducer, nowMs: number): TransactionView | null {
  const { transactionManager: manager, config, sender } = producer;
  if (!manager || manager.transactionalId === null) return null;
  const { contents, requests, lastError } = manager;
  const group = requests.coordinators.of('group');
  const inFlight = sender.transactionalRequest;
  const request = inFlight ?? requests.pending[0] ?? null;
  return {
    transactionalId: manager.transactionalId,
    state: manager.state,
    v2: manager.isTransactionV2Enabled,
    coordinator: requests.coordinators.of('transaction')?.node.id ?? null,
    groupCoordinator: group ? { group: group.key, node: group.node.id } : null,
    openForMs: manager.hasOngoingTransaction ? round2OrNull(contents.openForMs(nowMs)) : null,
    timeoutMs: config.transactionTimeoutMs,
    partitions: laneNames(contents.partitions),
    pending: laneNames(new Set([...contents.pendingPartitions, ...contents.newPartitions])),
    groups: [...contents.groups].slice(0, MAX_NAMES).map(([name, acknowledged]) => ({ group: name, acknowledged })),
    request: request && { api: request.api.name, inFlight: inFlight !== null },
    lastError: lastError && { kind: lastError.kind, message: lastError.message },
  };
}

function laneNames(lanes: ReadonlySet<Lane>): LaneNames {
  const first: string[] = [];
  for (const { name } of lanes) {
    if (first.length === MAX_NAMES) break;
    first.push(name);
  }
  return { count: lanes.size, first };
}
