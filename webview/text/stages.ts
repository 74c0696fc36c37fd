import * as l10n from '@vscode/l10n';
import type { PipelineView, Stage } from '../../engine/snapshot/pipeline.ts';
import type { StageName } from '../../engine/snapshot/words.ts';
import { totalsHold } from '../state/view.ts';
import type { View } from '../state/view.ts';
import * as f from './format.ts';
import { holdMark } from './holds.ts';
import { METRICS } from './javaNames.ts';

/** One stage of the pipeline in words: name and mark, the number that is there now, detail, time. */
export interface StageText {
  readonly name: string;
  readonly mark: { readonly kind: 'held' | 'backedUp' | 'stopped'; readonly text: string } | null;
  readonly number: string;
  readonly isZero: boolean;
  readonly unit: string;
  readonly detail: string;
  /** Where the line is short. */
  readonly shortDetail: string;
  readonly time: string;
  readonly shortTime: string;
  readonly tooltip: string;
  /** The whole stage as one sentence, for who hears the page. */
  readonly sentence: string;
}

export function stageName(stage: StageName): string {
  switch (stage) {
    case 'send':
      return l10n.t('Send');
    case 'metadata':
      return l10n.t('Metadata');
    case 'partition':
      return l10n.t('Partition');
    case 'pool':
      return l10n.t('Pool');
    case 'batches':
      return l10n.t('Batches');
    case 'inFlight':
      return l10n.t('In flight');
    case 'acked':
      return l10n.t('Acked');
    case 'failed':
      return l10n.t('Failed');
  }
}

/** What each stage is for, where no producer runs yet. */
export function stagePurpose(stage: StageName): string {
  switch (stage) {
    case 'send':
      return l10n.t('your record');
    case 'metadata':
      return l10n.t('find the leader');
    case 'partition':
      return l10n.t('pick one');
    case 'pool':
      return l10n.t('memory for it');
    case 'batches':
      return l10n.t('wait for more');
    case 'inFlight':
      return l10n.t('on the wire');
    case 'acked':
      return l10n.t('written');
    case 'failed':
      return l10n.t('given up');
  }
}

/** `rates` is the view the calmer numbers are read from (twice a second), `text` the other one (four times). */
export function stageText(stage: StageName, text: View, rates: View): StageText {
  const parts = partsOf(stage, text, rates);
  const view = text.pipeline[stage];
  const mark = markOf(stage, text);
  const time = parts.time ?? timeOf(view, rates.pipeline[stage]);
  const name = stageName(stage);
  return {
    name,
    mark,
    number: parts.number,
    isZero: parts.number === '0',
    unit: parts.unit,
    detail: parts.detail,
    shortDetail: parts.shortDetail ?? parts.detail,
    time: time.long,
    shortTime: time.short,
    tooltip: tooltip(stage, parts.exact),
    sentence: sentence(name, parts, time.long, mark?.text ?? null),
  };
}

interface Parts {
  readonly number: string;
  readonly unit: string;
  readonly detail: string;
  readonly shortDetail?: string;
  readonly time?: { readonly long: string; readonly short: string };
  readonly exact: string;
}

function partsOf(stage: StageName, text: View, rates: View): Parts {
  switch (stage) {
    case 'send':
      return sendParts(text, rates.pipeline.send);
    case 'metadata':
      return metadataParts(text);
    case 'partition':
      return partitionParts(rates.pipeline.partition);
    case 'pool':
      return poolParts(text.pipeline.pool);
    case 'batches':
      return batchesParts(text.pipeline.batches);
    case 'inFlight':
      return inFlightParts(text.pipeline.inFlight, rates.pipeline.inFlight);
    case 'acked':
      return ackedParts(text, rates.pipeline.acked);
    case 'failed':
      return failedParts(text.pipeline.failed);
  }
}

function sendParts(text: View, rates: PipelineView['send']): Parts {
  const total = text.pipeline.send.totalRecords;
  return {
    number: f.count(Math.round(rates.recordsPerSecond)),
    unit: '/s',
    detail: f.records(total),
    shortDetail: f.count(total),
    exact: l10n.t('{0} given to send() since the producer started. Rate over the last second.', f.records(total)),
  };
}

function metadataParts({ pipeline, topology }: View): Parts {
  const { waiting, ageMs, topics } = pipeline.metadata;
  const age = ageMs === null ? null : l10n.t('age {0}', f.duration(ageMs) || '0');
  const refreshing = topology !== null && topology.nextInMs !== null && topology.nextInMs <= 0;
  const known = refreshing ? l10n.t('refreshing') : topics === 0 ? l10n.t('no topic yet') : f.topics(topics);
  return {
    number: f.count(waiting),
    unit: l10n.t('waiting'),
    detail: age === null || topics === 0 ? known : `${age}, ${known}`,
    exact: l10n.t('{0} calls of send() wait for metadata of their topic.', f.count(waiting)),
  };
}

function partitionParts({
  byKeyShare,
  stickyShare,
  explicitShare,
  roundRobinShare,
  sticky,
}: PipelineView['partition']): Parts {
  if (byKeyShare === null && stickyShare === null && explicitShare === null) {
    return { number: f.NONE, unit: '', detail: '', exact: l10n.t('Nothing was partitioned yet.') };
  }
  const shares = [
    { share: byKeyShare ?? 0, unit: l10n.t('by key'), other: l10n.t('by key') },
    { share: stickyShare ?? 0, unit: l10n.t('sticky'), other: l10n.t('sticky') },
    { share: explicitShare ?? 0, unit: l10n.t('chosen by you'), other: l10n.t('chosen by you') },
    { share: roundRobinShare ?? 0, unit: l10n.t('round robin'), other: l10n.t('round robin') },
  ].sort((a, b) => b.share - a.share);
  const [first, second] = shares as [(typeof shares)[0], (typeof shares)[0]];
  const now = sticky === null ? '' : l10n.t('now {0}', `${sticky.topic}-${sticky.partition}`);
  const rest =
    Math.round(second.share * 100) > 0
      ? `${f.percent(second.share)} ${second.other}`
      : now || l10n.t('sticky not used');
  return {
    number: f.count(Math.round(first.share * 100)),
    unit: '%' + ' ' + first.unit,
    detail: rest,
    exact: [l10n.t('Who chose the partition, of the records of the last second.'), now].join(' '),
  };
}

function poolParts({ waiting, heldBytes, totalBytes }: PipelineView['pool']): Parts {
  const held = `${f.bytes(heldBytes)}`;
  return {
    number: f.count(waiting),
    unit: l10n.t('waiting'),
    detail: l10n.t('{0} of {1} held', held, f.bytes(totalBytes)),
    shortDetail: l10n.t('{0} of {1}', held, f.bytes(totalBytes)),
    exact: l10n.t('{0} of {1} (buffer.memory) are held.', f.exactBytes(heldBytes), f.exactBytes(totalBytes)),
  };
}

function batchesParts({ open, queued }: PipelineView['batches']): Parts {
  const all = open + queued;
  return {
    number: f.count(all),
    unit: all === 0 ? '' : f.plural(all, l10n.t('batch'), l10n.t('batches')),
    detail: all === 0 ? '' : l10n.t('{0} open, {1} queued', f.count(open), f.count(queued)),
    exact: l10n.t('{0} open, {1} closed and waiting to leave.', f.batches(open), f.count(queued)),
  };
}

function inFlightParts(text: PipelineView['inFlight'], rates: PipelineView['inFlight']): Parts {
  const exact = text.exact;
  const requests = exact ? text.requests : rates.requests;
  const whole = exact || requests === 0;
  return {
    number: whole ? f.count(requests) : f.tenths(requests),
    unit:
      requests === 0
        ? l10n.t('requests')
        : text.maxRequests > 0
          ? l10n.t('of {0}', f.count(text.maxRequests))
          : l10n.t('requests'),
    detail: exact
      ? text.batches === 0
        ? ''
        : `${f.batches(text.batches)}, ${f.bytes(text.bytes)}`
      : l10n.t('{0} requests/s', f.count(Math.round(rates.requestsPerSecond))),
    exact: l10n.t(
      'At most {0}: brokers that are up × max.in.flight.requests.per.connection.',
      f.count(text.maxRequests),
    ),
  };
}

function ackedParts(text: View, rates: PipelineView['acked']): Parts {
  const total = text.pipeline.acked.totalRecords;
  const { p50Ms, p99Ms } = rates;
  const { totals } = text.session;
  const long =
    p50Ms === null || p99Ms === null
      ? ''
      : l10n.t('p50 {0}, p99 {1}', f.durationOrZero(p50Ms), f.durationOrZero(p99Ms));
  const sum = l10n.t(
    'Sent {0} = acked {1} + failed {2} + on the way {3}.',
    f.count(totals.sent),
    f.count(totals.acked),
    f.count(totals.failed),
    f.count(totals.onTheWay),
  );
  const wrong = l10n.t('The totals do not add up. This is a defect of the inspector, not of your producer: {0}', sum);
  return {
    number: f.count(Math.round(rates.recordsPerSecond)),
    unit: '/s',
    detail: f.records(total),
    shortDetail: f.count(total),
    time: { long, short: p99Ms === null ? '' : l10n.t('p99 {0}', f.durationOrZero(p99Ms)) },
    exact: totalsHold(text) ? sum : wrong,
  };
}

function failedParts({ records, retriedBatches, lastError }: PipelineView['failed']): Parts {
  const retried =
    retriedBatches === 0
      ? ''
      : f.plural(retriedBatches, l10n.t('1 batch retried'), l10n.t('{0} batches retried', f.count(retriedBatches)));
  return {
    number: f.count(records),
    unit: records === 0 ? '' : f.plural(records, l10n.t('record'), l10n.t('records')),
    detail: retried,
    time: { long: lastError ?? '', short: '' },
    exact: [l10n.t('{0} given up. {1} sent again.', f.records(records), f.batches(retriedBatches)), lastError ?? '']
      .join(' ')
      .trim(),
  };
}

/** The median, unless something inside already waits longer than that. */
function timeOf(now: Stage, rates: Stage): { long: string; short: string } {
  const oldest = now.oldestMs;
  const waitsLonger = oldest !== null && oldest > Math.max(250, (rates.medianMs ?? 0) * 5);
  if (waitsLonger) {
    const time = f.duration(oldest);
    return { long: l10n.t('oldest {0}', time), short: time };
  }
  const median = rates.medianMs === null ? '' : f.duration(rates.medianMs);
  return median === '' ? { long: '', short: '' } : { long: l10n.t('{0} a record', median), short: median };
}

function markOf(stage: StageName, view: View): StageText['mark'] {
  const { hold, backedUp } = view.pipeline[stage];
  if (hold !== null && stage !== 'pool') return { kind: 'held', text: holdMark(hold) };
  if (hold !== null) return { kind: backedUp ? 'backedUp' : 'held', text: holdMark(hold) };
  if (backedUp) return { kind: 'backedUp', text: backedUpMark(stage, view) };
  if (view.session.run === 'paused' && stage === stoppedAt(view))
    return { kind: 'stopped', text: l10n.t('stopped here') };
  return null;
}

function backedUpMark(stage: StageName, { pipeline }: View): string {
  const calls = pipeline.send.waitingCalls;
  if (stage === 'send' && calls > 0) {
    return f.plural(calls, l10n.t('1 call waits'), l10n.t('{0} calls wait', f.count(calls)));
  }
  if (stage === 'pool' && pipeline.pool.waiting > 0) return l10n.t('full, {0} wait', f.count(pipeline.pool.waiting));
  return stage === 'batches' ? l10n.t('backed up') : '';
}

/** While paused with a single thing under way: the stage it stands in. */
function stoppedAt({ pipeline }: View): StageName | null {
  const here: [StageName, number][] = [
    ['metadata', pipeline.metadata.waiting],
    ['pool', pipeline.pool.waiting],
    ['batches', pipeline.batches.open + pipeline.batches.queued],
    ['inFlight', pipeline.inFlight.batches],
  ];
  const taken = here.filter(([, n]) => n > 0);
  const [only] = taken;
  return taken.length === 1 && only !== undefined ? only[0] : null;
}

function tooltip(stage: StageName, exact: string): string {
  const { java, librdkafka } = METRICS[stage];
  return [
    exact,
    java === null ? '' : l10n.t('Java: {0}', java),
    librdkafka === null ? '' : l10n.t('librdkafka: {0}', librdkafka),
  ]
    .filter(Boolean)
    .join('\n');
}

function sentence(name: string, parts: Parts, time: string, mark: string | null): string {
  const said = [`${parts.number} ${parts.unit}`.trim(), parts.detail, time, mark ?? ''].filter(Boolean).join(', ');
  return `${name}: ${said}`;
}
