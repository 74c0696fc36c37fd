import * as l10n from '@vscode/l10n';
import type { GroupedEntry, LogEntry, SingleEntry } from '../../engine/snapshot/log.ts';
import type { Transition } from '../../engine/snapshot/transition.ts';
import { closedByWord } from './board.ts';
import * as f from './format.ts';
import { groupedText } from './logGroups.ts';
import { apiName, errorName } from './kafkaNames.ts';
import { transactionText } from './logTransactions.ts';

/** A log line in words: what happened, where, and the details; `rare` ones stand in foreground colour. */
export interface LogText {
  readonly time: string;
  readonly since: string;
  readonly event: string;
  readonly where: string;
  readonly detail: string;
  readonly warning: boolean;
  readonly rare: boolean;
}

export function logText(entry: LogEntry): LogText {
  return entry.kind === 'grouped' ? grouped(entry) : single(entry);
}

function grouped(entry: GroupedEntry): LogText {
  return {
    time: f.clockSeconds(entry.wallMs),
    since: l10n.t('in {0}', f.durationOrZero(1000).replace(/[.,]0/, '')),
    warning: false,
    rare: false,
    ...groupedText(entry),
  };
}

function single(entry: SingleEntry): LogText {
  const [event, where, detail] = transitionText(entry.transition);
  return {
    time: f.clock(entry.wallMs),
    since: entry.sinceMs === null ? '' : '+' + sinceText(entry.sinceMs),
    event,
    where,
    detail,
    warning: entry.warning,
    rare: entry.warning || !COMMON.has(entry.transition.type),
  };
}

/** Between log lines two decimals are worth having up to a minute: +7.97 s. */
function sinceText(ms: number): string {
  if (ms < 0.05) return f.durationOrZero(0);
  return f.duration(ms);
}

const COMMON = new Set<Transition['type']>([
  'batchCreated',
  'batchClosed',
  'batchDrained',
  'batchEnded',
  'requestSent',
  'requestEnded',
  'stickySwitched',
]);

type Words = readonly [event: string, where: string, detail: string];

function transitionText(t: Transition): Words {
  switch (t.type) {
    case 'metadataWaitStarted':
      return [l10n.t('send waits'), t.topic, l10n.t('for metadata of the topic')];
    case 'metadataWaitEnded':
      return [
        t.ok ? l10n.t('metadata known') : l10n.t('send gave up'),
        t.topic,
        l10n.t('after {0}', f.durationOrZero(t.waitedMs)),
      ];
    case 'poolWaitStarted':
      return [
        l10n.t('send waits'),
        t.lane,
        t.waiting === 1
          ? l10n.t('needs {0}; it is the first to wait', f.bytes(t.bytes))
          : l10n.t('needs {0}; {1} wait now', f.bytes(t.bytes), f.count(t.waiting)),
      ];
    case 'poolWaitEnded':
      return [
        t.ok ? l10n.t('memory given') : l10n.t('send gave up'),
        t.lane,
        l10n.t('{0} after {1}', f.bytes(t.bytes), f.durationOrZero(t.waitedMs)),
      ];
    case 'sendRefused':
      return [
        l10n.t('send refused'),
        t.topic,
        t.limitBytes > 0
          ? l10n.t('{0}: {1} is more than {2}', t.error, f.exactBytes(t.sizeBytes), f.exactBytes(t.limitBytes))
          : t.error,
      ];
    case 'batchCreated':
    case 'batchClosed':
    case 'batchDrained':
    case 'batchRetried':
    case 'batchSplit':
    case 'batchEnded':
      return batchText(t);
    case 'stickySwitched':
      return [
        l10n.t('sticky moves'),
        t.topic,
        l10n.t('{0} → {1} after {2}', `${t.topic}-${t.from}`, `${t.topic}-${t.to}`, f.bytes(t.producedBytes)),
      ];
    case 'requestSent':
      return [l10n.t('request sent'), f.broker(t.node), requestDetail(t)];
    case 'requestEnded':
      return requestEnded(t);
    case 'connectionChanged':
      return connectionText(t);
    case 'throttled':
      return [l10n.t('throttled'), f.broker(t.node), l10n.t('asks for a pause of {0}', f.durationOrZero(t.throttleMs))];
    case 'metadataUpdated':
      return [
        l10n.t('metadata refreshed'),
        f.broker(t.node),
        [
          t.full ? l10n.t('full, version {0}', String(t.version)) : l10n.t('partial, version {0}', String(t.version)),
          f.brokers(t.brokers),
          t.topics.length === 0 ? l10n.t('no topic') : t.topics.slice(0, 4).join(', '),
        ].join(', '),
      ];
    case 'metadataFailed':
      return [l10n.t('metadata failed'), '', t.reason];
    case 'topicError':
      return [l10n.t('topic error'), t.topic, l10n.t('{0} from broker {1}', errorName(t.errorCode), String(t.node))];
    case 'leaderChanged':
      return [
        t.to < 0 ? l10n.t('leader lost') : l10n.t('leader moved'),
        t.lane,
        l10n.t('{0} → {1}, epoch {2}', leader(t.from), leader(t.to), String(t.epoch)),
      ];
    case 'rebootstrapped':
      return [l10n.t('bootstrapped again'), '', t.reason];
    case 'producerIdAcquired':
      return [l10n.t('producer id'), '', l10n.t('id {0}, epoch {1}', t.producerId, String(t.epoch))];
    case 'epochBumped':
      return [l10n.t('epoch raised'), '', l10n.t('id {0}, epoch {1}: {2}', t.producerId, String(t.epoch), t.cause)];
    case 'sequenceUnresolved':
      return [l10n.t('sequence unresolved'), t.lane, l10n.t('next would be {0}', f.count(t.nextSequence))];
    case 'transactionState':
    case 'coordinatorFound':
    case 'partitionsAdded':
    case 'offsetsSent':
    case 'transactionEnded':
      return transactionText(t);
    case 'flushStarted':
      return [l10n.t('flush'), '', l10n.t('{0} to go', f.batches(t.batches))];
    case 'flushEnded':
      return [l10n.t('flush done'), '', l10n.t('after {0}', f.durationOrZero(t.waitedMs))];
    case 'callbackThrew':
      return [l10n.t('callback threw'), '', t.error];
    case 'interceptorThrew':
      return [l10n.t('interceptor threw'), '', l10n.t('{0}: {1}', t.method, t.error)];
    case 'closed':
      return [
        l10n.t('producer closed'),
        '',
        t.unfinishedRecords === 0
          ? l10n.t('nothing left behind')
          : l10n.t('{0} unfinished', f.records(t.unfinishedRecords)),
      ];
  }
}

type BatchTransition = Extract<Transition, { batchId: number }>;

function batchText(t: BatchTransition): Words {
  const where = f.batchName(t.lane, t.batchId);
  switch (t.type) {
    case 'batchCreated':
      return [l10n.t('batch opened'), where, l10n.t('buffer of {0}', f.bytes(t.bufferBytes))];
    case 'batchClosed':
      return [
        l10n.t('batch closed'),
        where,
        [closedByWord(t.closedBy), f.records(t.records), f.bytes(t.bytes), f.duration(t.ageMs)]
          .filter(Boolean)
          .join(', '),
      ];
    case 'batchDrained':
      return [
        l10n.t('batch drained'),
        where,
        [
          l10n.t('to broker {0}', String(t.node)),
          t.baseSequence < 0 ? '' : l10n.t('sequence {0}', f.count(t.baseSequence)),
          f.records(t.records),
          f.bytes(t.bytes),
        ]
          .filter(Boolean)
          .join(', '),
      ];
    case 'batchRetried':
      return [
        l10n.t('batch retried'),
        where,
        l10n.t(
          '{0}, attempt {1} in {2}',
          errorName(t.errorCode),
          String(t.attempts + 1),
          f.durationOrZero(t.backoffMs),
        ),
      ];
    case 'batchSplit':
      return [l10n.t('batch split'), where, l10n.t('into {0}', t.children.map(id => `#${id}`).join(', '))];
    case 'batchEnded':
      return ended(t, where);
  }
}

function ended(t: Extract<Transition, { type: 'batchEnded' }>, where: string): Words {
  const written = t.mayBeWritten ? l10n.t('may be written') : l10n.t('not written');
  switch (t.end) {
    case 'acked':
      return [
        l10n.t('batch acked'),
        where,
        t.baseOffset < 0
          ? f.records(t.records)
          : l10n.t('offset {0}, {1}', f.count(t.baseOffset), f.records(t.records)),
      ];
    case 'duplicate':
      return [l10n.t('batch acked'), where, l10n.t('the broker had it already, {0}', f.records(t.records))];
    case 'expired':
      return [l10n.t('batch expired'), where, l10n.t('{0} failed, {1}', f.records(t.records), written)];
    case 'failed':
      return [
        l10n.t('batch failed'),
        where,
        l10n.t('{0}, {1}, {2}', errorName(t.errorCode), f.records(t.records), written),
      ];
    case 'aborted':
      return [l10n.t('batch aborted'), where, l10n.t('{0}, {1}', f.records(t.records), written)];
    case 'split':
      return [l10n.t('batch split'), where, f.records(t.records)];
  }
}

function requestDetail(t: Extract<Transition, { type: 'requestSent' }>): string {
  const head = `${apiName(t.api)} v${t.version} #${t.correlationId}`;
  const what = t.batches.length === 0 ? '' : f.batches(t.batches.length);
  return [head, what, f.bytes(t.bytes)].filter(Boolean).join(', ');
}

function requestEnded(t: Extract<Transition, { type: 'requestEnded' }>): Words {
  const latency = f.durationOrZero(t.latencyMs);
  const throttle = t.throttleMs > 0 ? l10n.t('throttle {0}', f.durationOrZero(t.throttleMs)) : '';
  const detail = [apiName(t.api), latency, throttle].filter(Boolean).join(', ');
  switch (t.end) {
    case 'answered':
      return [l10n.t('answered'), f.broker(t.node), detail];
    case 'noAnswerExpected':
      return [l10n.t('sent, no answer due'), f.broker(t.node), detail];
    case 'timedOut':
      return [l10n.t('request timed out'), f.broker(t.node), detail];
    case 'disconnected':
      return [l10n.t('request lost'), f.broker(t.node), l10n.t('{0}, connection closed', detail)];
  }
}

function connectionText(t: Extract<Transition, { type: 'connectionChanged' }>): Words {
  const where = f.broker(t.node);
  switch (t.state) {
    case 'connecting':
      return [l10n.t('connecting'), where, t.reason];
    case 'checkingApiVersions':
      return [l10n.t('connected'), where, t.reason || l10n.t('asks for versions')];
    case 'ready':
      return [l10n.t('ready'), where, t.reason];
    case 'backoff':
    case 'disconnected':
      return [l10n.t('disconnected'), where, t.reason];
    case 'authenticationFailed':
      return [l10n.t('authentication failed'), where, t.reason];
  }
}

function leader(node: number): string {
  return node < 0 ? l10n.t('none') : f.broker(node);
}
