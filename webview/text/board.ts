import * as l10n from '@vscode/l10n';
import type {
  BrokerView,
  CellView,
  LaneView,
  LeavesBy,
  OpenBatchView,
  QueueView,
  SlotView,
} from '../../engine/snapshot/board.ts';
import type { ClosedBy } from '../../engine/snapshot/words.ts';
import * as f from './format.ts';

export function closedByWord(closedBy: ClosedBy): string {
  switch (closedBy) {
    case 'full':
      return l10n.t('full');
    case 'linger':
      return l10n.t('linger');
    case 'flush':
      return l10n.t('flush');
    case 'poolExhausted':
      return l10n.t('pool exhausted');
    case 'close':
      return l10n.t('close');
    case 'transaction':
      return l10n.t('transaction');
    case 'split':
      return l10n.t('split');
    case 'alongside':
      return l10n.t('with others');
  }
}

/** Why a lane's next batch leaves, or what keeps it. */
export function leavesByText(leavesBy: LeavesBy): string {
  switch (leavesBy.kind) {
    case 'nothing':
      return '';
    case 'usually':
      return `${closedByWord(leavesBy.closedBy)} ${f.percent(leavesBy.share)}`;
    case 'linger':
      return l10n.t('linger, {0} left', f.durationOrZero(leavesBy.leftMs));
    case 'nextPass':
      return l10n.t('next pass');
    case 'blocked':
      return blockedText(leavesBy);
  }
}

type Blocked = Extract<LeavesBy, { kind: 'blocked' }>;

function blockedText(blocked: Blocked): string {
  const since = f.duration(blocked.sinceMs);
  const left = blocked.leftMs === null ? null : f.durationOrZero(blocked.leftMs);
  switch (blocked.by) {
    case 'noLeader':
      return since === '' ? l10n.t('no leader') : l10n.t('no leader, {0}', since);
    case 'nodeNotReady':
      return blocked.node === null ? l10n.t('broker not ready') : l10n.t('{0} not ready', f.broker(blocked.node));
    case 'backoff':
      return left === null ? l10n.t('backoff') : l10n.t('backoff {0}', left);
    case 'maxInFlight':
      return l10n.t('{0} of {0} in flight', String(blocked.inFlight));
    case 'throttle':
      return left === null ? l10n.t('throttled') : l10n.t('throttled {0}', left);
    case 'earlierRetryFirst':
      return l10n.t('earlier retry first');
    case 'firstAnswer':
      return l10n.t('first answer pending');
    case 'unresolvedSequence':
      return l10n.t('sequence unresolved');
    case 'transaction':
      return l10n.t('not in transaction');
    case 'muted':
      return l10n.t('muted, {0} in flight', String(blocked.inFlight));
    case 'noProducerId':
      return l10n.t('no producer id yet');
    case 'metadataFirst':
      return l10n.t('metadata first');
  }
}

/** A broker's second line: what its connection does, and the warning if it does not answer. */
export function brokerLine(
  broker: BrokerView,
  maxInFlight: number,
): { text: string; tone: 'calm' | 'late' | 'failed' } {
  const inFlight = l10n.t('{0} of {1} in flight', String(broker.inFlight), String(maxInFlight));
  if (broker.silent && broker.oldestMs !== null) {
    return { text: l10n.t('no answer for {0}, {1}', f.durationOrZero(broker.oldestMs), inFlight), tone: 'late' };
  }
  if (!broker.known) return { text: l10n.t('left the cluster'), tone: 'late' };
  switch (broker.state) {
    case 'ready':
      return { text: readyLine(broker, inFlight), tone: 'calm' };
    case 'connecting':
      return { text: l10n.t('connecting'), tone: 'calm' };
    case 'checkingApiVersions':
      return { text: l10n.t('connected, asks for versions'), tone: 'calm' };
    case 'authenticationFailed':
      return { text: broker.lastError ?? l10n.t('authentication failed'), tone: 'failed' };
    case 'backoff':
      return { text: failedLine(broker), tone: 'failed' };
    case 'disconnected':
      if (broker.lastError !== null) return { text: failedLine(broker), tone: 'failed' };
      return { text: l10n.t('known, not connected yet'), tone: 'calm' };
  }
}

function readyLine(broker: BrokerView, inFlight: string): string {
  if (broker.throttledMs > 0) return l10n.t('connected, throttled {0}', f.durationOrZero(broker.throttledMs));
  const latency = broker.medianLatencyMs === null ? '' : f.duration(broker.medianLatencyMs);
  const calm = latency === '' ? l10n.t('connected') : l10n.t('connected, {0}', latency);
  const exact = broker.slots.some(slot => slot.kind === 'exact');
  if (exact && broker.inFlight > 0) return `${calm}, ${inFlight}`;
  if (broker.idleMs !== null && broker.idleMs >= 1000 && broker.inFlight === 0) {
    return l10n.t('connected, nothing to send for {0}', f.duration(broker.idleMs));
  }
  return calm;
}

function failedLine(broker: BrokerView): string {
  const error = (broker.lastError ?? l10n.t('disconnected')).replace(/\.$/, '');
  if (broker.reconnectInMs === null || broker.reconnectInMs <= 0) return error;
  return l10n.t('{0}, next try in {1}', error, f.durationOrZero(broker.reconnectInMs));
}

export function brokerTooltip(broker: BrokerView): string {
  const lines = [
    `${broker.host}:${broker.port}`,
    broker.rack === null ? null : l10n.t('Rack {0}', broker.rack),
    broker.isController ? l10n.t('Controller') : null,
    broker.produceVersion === null ? null : l10n.t('Produce v{0} negotiated', String(broker.produceVersion)),
    l10n.t('{0} out, {1} in', f.bytes(broker.bytesOut), f.bytes(broker.bytesIn)),
    broker.reconnectInMs === null ? null : l10n.t('Reconnect backoff {0}', f.durationOrZero(broker.reconnectInMs)),
    broker.throttledMs > 0 ? l10n.t('Throttled {0}', f.durationOrZero(broker.throttledMs)) : null,
    broker.lastError,
  ];
  return lines.filter(line => line !== null).join('\n');
}

/** What a cell is called: its name for a reader, in full words. */
export function openName(lane: string, open: OpenBatchView | null): string {
  if (open === null) return l10n.t('{0}, no open batch', lane);
  const what = [f.bytes(open.bytes), f.records(open.records)].join(', ');
  if (open.kind === 'average') {
    return l10n.t(
      '{0}, open batch, on average {1}, {2} a second',
      lane,
      what,
      f.count(Math.round(open.batchesPerSecond)),
    );
  }
  return l10n.t('{0}, open batch {1}, {2}, {3} old', lane, String(open.batchId), what, f.durationOrZero(open.ageMs));
}

export function queueName(lane: string, queue: QueueView): string {
  if (queue.count === 0) return l10n.t('{0}, nothing queued', lane);
  return l10n.t('{0}, {1} queued, {2}', lane, f.batches(queue.count), f.bytes(queue.bytes));
}

export function leavesName(lane: LaneView): string {
  return l10n.t('{0} leaves by {1}', lane.lane, leavesByText(lane.leavesBy) || l10n.t('nothing'));
}

export function cellName(lane: string, cell: CellView | undefined, slot: SlotView | undefined): string {
  if (cell === undefined) return l10n.t('{0}, nothing in this request', lane);
  if (cell.kind === 'average') return l10n.t('{0}, in flight, on average {1}', lane, f.bytes(cell.meanBytes));
  const age = slot?.kind === 'exact' ? f.durationOrZero(slot.ageMs) : '';
  const request = slot?.kind === 'exact' ? String(slot.correlationId) : '';
  return l10n.t('{0}, request {1}, {2}, in flight {3}', lane, request, f.bytes(cell.bytes), age);
}

export function slotName(broker: BrokerView, slot: SlotView, index: number): string {
  const where = l10n.t('Broker {0}, slot {1}', String(broker.node), String(index + 1));
  switch (slot.kind) {
    case 'free':
      return l10n.t('{0}, free', where);
    case 'average':
      return l10n.t(
        '{0}, {1} busy, {2} requests a second, on average {3}',
        where,
        f.percent(slot.busyShare),
        f.count(Math.round(slot.requestsPerSecond)),
        f.bytes(slot.meanBytes),
      );
    case 'exact':
      return l10n.t(
        '{0}, request {1}, {2} version {3}, {4}, {5}',
        where,
        String(slot.correlationId),
        slot.api,
        String(slot.version),
        f.bytes(slot.bytes),
        f.durationOrZero(slot.ageMs),
      );
  }
}
