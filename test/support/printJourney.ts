import { Errors } from '../../engine/common/errors.ts';
import { apiName } from '../../engine/protocol/apiKeys.ts';
import type { Transition } from '../../engine/snapshot/transition.ts';

/** A run as text, a line for each transition: when it was (ms since `startMs`), what, and the facts. */
export function printJourney(transitions: readonly Transition[], startMs: number): string {
  return transitions
    .map(each => {
      const [what, facts] = lineOf(each);
      return `${(each.atMs - startMs).toFixed(0).padStart(6)} ms  ${what.padEnd(20)} ${facts}`.trimEnd();
    })
    .join('\n');
}

function lineOf(each: Transition): [what: string, facts: string] {
  switch (each.type) {
    case 'metadataWaitStarted':
      return ['waits for metadata', each.topic];
    case 'metadataWaitEnded':
      return [each.ok ? 'has metadata' : 'no metadata', `${each.topic} after ${ms(each.waitedMs)}`];
    case 'poolWaitStarted':
      return ['waits for memory', `${each.lane} ${each.bytes} B, ${each.waiting} waiting`];
    case 'poolWaitEnded':
      return [each.ok ? 'has memory' : 'no memory', `${each.lane} ${each.bytes} B after ${ms(each.waitedMs)}`];
    case 'sendRefused':
      return ['send refused', `${each.topic} ${each.error}`];
    case 'batchCreated':
      return ['batch opened', `${batch(each)} in ${each.bufferBytes} B`];
    case 'batchClosed':
      return ['batch closed', `${batch(each)} by ${each.closedBy}: ${load(each)}, ${ms(each.ageMs)} old`];
    case 'batchDrained':
      return ['batch drained', `${batch(each)} for node ${each.node}: ${load(each)}, sequence ${each.baseSequence}`];
    case 'batchRetried':
      return ['batch comes back', `${batch(each)} ${error(each.errorCode)}, retry ${each.attempts}`];
    case 'batchSplit':
      return ['batch split', `${batch(each)} into ${each.children.map(id => `#${id}`).join(' ')}`];
    case 'batchEnded': {
      const how =
        each.baseOffset >= 0
          ? ` at offset ${each.baseOffset}`
          : each.errorCode !== 0
            ? ` ${error(each.errorCode)}`
            : '';
      const fate = each.end === 'acked' || each.end === 'duplicate' ? '' : each.mayBeWritten ? ', may be written' : ', not written'; // prettier-ignore
      return [`batch ${each.end}`, `${batch(each)}${how}: ${load(each)}, attempts ${each.attempts}${fate}`];
    }
    case 'stickySwitched':
      return ['sticky moves on', `${each.topic} from ${each.from} to ${each.to} after ${each.producedBytes} B`];
    case 'requestSent': {
      const batches = each.batches.map(([lane, batchId]) => `${lane}#${batchId}`).join(' ');
      return ['request sent', `node ${each.node} ${apiName(each.api)} v${each.version} corr ${each.correlationId}, ${each.bytes} B ${batches}`]; // prettier-ignore
    }
    case 'requestEnded':
      return [`request ${each.end}`, `node ${each.node} ${apiName(each.api)} after ${ms(each.latencyMs)}`];
    case 'connectionChanged':
      return ['connection', `node ${each.node} ${each.state}${each.reason ? `: ${each.reason}` : ''}`];
    case 'throttled':
      return ['throttled', `node ${each.node} for ${ms(each.throttleMs)}`];
    case 'metadataUpdated':
      return ['metadata', `${each.full ? 'full' : 'partial'} v${each.version} from node ${each.node}: ${each.topics.join(' ') || 'no topics'}`]; // prettier-ignore
    case 'metadataFailed':
      return ['metadata failed', each.reason];
    case 'topicError':
      return ['topic error', `${each.topic} ${error(each.errorCode)}`];
    case 'leaderChanged':
      return ['leader moved', `${each.lane} from node ${each.from} to node ${each.to}, epoch ${each.epoch}`];
    case 'rebootstrapped':
      return ['rebootstrap', each.reason];
    case 'producerIdAcquired':
      return ['producer id', `${each.producerId} epoch ${each.epoch}`];
    case 'epochBumped':
      return ['epoch bumped', `${each.producerId} epoch ${each.epoch}: ${each.cause}`];
    case 'sequenceUnresolved':
      return ['sequence unresolved', `${each.lane} next ${each.nextSequence}`];
    case 'transactionState':
      return ['transaction', `${each.from} → ${each.to}${each.error === null ? '' : ` because of ${each.error}`}`];
    case 'coordinatorFound':
      return ['coordinator found', `of ${each.coordinator} ${each.key}: node ${each.node}`];
    case 'partitionsAdded':
      return ['partitions added', `${each.count}: ${each.lanes.join(' ')}`];
    case 'offsetsSent':
      return ['offsets sent', `of group ${each.group}`];
    case 'transactionEnded':
      return [
        each.committed ? 'committed' : 'aborted',
        `${each.partitions} partitions, ${each.groups} groups, after ${ms(each.durationMs)}, next epoch ${each.nextEpoch}`,
      ];
    case 'flushStarted':
      return ['flush', `${each.batches} batches`];
    case 'flushEnded':
      return ['flush ended', `after ${ms(each.waitedMs)}`];
    case 'callbackThrew':
      return ['callback threw', each.error];
    case 'interceptorThrew':
      return ['interceptor threw', `${each.method}: ${each.error}`];
    case 'closed':
      return ['closed', `${each.unfinishedRecords} records unfinished`];
  }
}

const ms = (duration: number): string => `${Math.round(duration)} ms`;
const batch = ({ lane, batchId }: { lane: string; batchId: number }): string => `${lane}#${batchId}`;
const load = ({ records, bytes }: { records: number; bytes: number }): string => `${records} rec ${bytes} B`;
const error = (code: number): string => Errors.forCode(code).name;
