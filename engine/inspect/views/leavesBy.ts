import type { BlockedBy } from '../../snapshot/words.ts';
import type { LeavesBy } from '../../snapshot/board.ts';
import type { ProducerBatch } from '../../producer/producerBatch.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import { metadataDueInMs, nominalBackoffMs } from '../metadataDue.ts';
import { EXACT_AFTER_MS, round2, round2OrNull, share } from '../numbers.ts';
import type { LaneLook } from '../producerLook.ts';
import type { LanesSource } from './lanesSource.ts';

/** What the partition's first batch leaves by, or what blocks it. At speed a short block is part of the mean and not named. */
export function leavesBy(name: string, look: LaneLook | null, node: number | null, source: LanesSource): LeavesBy {
  const { producer, flow, exact, paused } = source;
  const { nowMs } = source.look;
  const first = look?.queued[0] ?? look?.open;
  const ledger = look?.lane.ledger;
  const blockedBy = first && ledger ? ledger.blockedBy : null;
  const blockedMs = ledger && blockedBy ? nowMs - ledger.blockedSinceMs : 0;
  const isLong = first !== undefined && first !== null && nowMs - first.createdMs >= EXACT_AFTER_MS;
  const isExact = exact.isExact(`${name} leaves`, isLong, paused, nowMs);
  const usual = isExact ? null : (flow?.usualReason(name, nowMs) ?? null);
  if (first && ledger && blockedBy && (isExact || !usual || blockedMs >= EXACT_AFTER_MS))
    return {
      kind: 'blocked',
      by: blockedBy,
      sinceMs: round2(blockedMs),
      leftMs: round2OrNull(leftMs(producer, blockedBy, first, node, nowMs)),
      node,
      inFlight: node === null ? 0 : producer.client.inFlight.of(node).length,
    };
  if (usual) return { kind: 'usually', closedBy: usual.closedBy, share: share(usual.share, 1) };
  if (!first) return { kind: 'nothing' };
  const lingerLeftMs = producer.config.lingerMs - first.waitedTimeMs(nowMs);
  const leavesNow =
    (look?.queued.length ?? 0) > 0 ||
    lingerLeftMs <= 0 ||
    producer.pool.waiters.length > 0 ||
    producer.accumulator.flushesInProgress > 0 ||
    producer.accumulator.closed;
  return leavesNow ? { kind: 'nextPass' } : { kind: 'linger', leftMs: round2(lingerLeftMs) };
}

/** How long it is still blocked, where that is a matter of time alone. */
function leftMs(
  producer: InspectedProducer,
  by: BlockedBy,
  first: ProducerBatch,
  node: number | null,
  nowMs: number,
): number | null {
  const { client, config } = producer;
  switch (by) {
    case 'backoff':
      return Math.max(0, nominalBackoffMs(config, Math.max(0, first.retries - 1)) - first.waitedTimeMs(nowMs));
    case 'throttle':
      return node === null ? null : Math.max(0, (client.connections.get(node)?.throttleUntilMs ?? 0) - nowMs);
    case 'nodeNotReady': {
      const delayMs = node === null ? Infinity : client.connections.pollDelayMs(node, nowMs);
      return Number.isFinite(delayMs) ? delayMs : null;
    }
    case 'noLeader':
    case 'metadataFirst': {
      const dueMs = metadataDueInMs(producer, nowMs);
      return Number.isFinite(dueMs) ? dueMs : null;
    }
    case 'muted':
    case 'unresolvedSequence':
    case 'transaction':
    case 'maxInFlight':
    case 'earlierRetryFirst':
    case 'firstAnswer':
    case 'noProducerId':
      return null;
  }
}
