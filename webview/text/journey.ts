import * as l10n from '@vscode/l10n';
import type { JourneyStep, JourneyStepName, RecordDetail } from '../../engine/snapshot/details.ts';
import type { ClosedBy } from '../../engine/snapshot/words.ts';
import { closedByWord } from './board.ts';
import * as f from './format.ts';
import { errorName } from './kafkaNames.ts';

/**
 * The named values a step's remark is made from; absent ones leave their part out.
 * send: source · metadata: known, node, partitions, topic, partition (asked for) · serialize: keyBytes, valueBytes · partition: by, keyHash,
 * partitions, partition · memory: waitedMs, reused, bufferBytes · append: lane, batchId, opened, bytes, limitBytes ·
 * linger: ageMs, lingerMs, closedBy, paused · connect: node, ready · drain: node, baseSequence, producerId, batchId, splitFrom ·
 * inFlight: node, version, correlationId · ack: offset, timestampMs, errorCode · callback: (none)
 */
export type StepValues = JourneyStep['values'];

export function stepWord(step: JourneyStepName): string {
  switch (step) {
    case 'send':
      return 'send()';
    case 'metadata':
      return l10n.t('metadata');
    case 'serialize':
      return l10n.t('serialize');
    case 'partition':
      return l10n.t('partition');
    case 'memory':
      return l10n.t('memory');
    case 'append':
      return l10n.t('append');
    case 'linger':
      return l10n.t('linger');
    case 'connect':
      return l10n.t('connect');
    case 'drain':
      return l10n.t('drain');
    case 'inFlight':
      return l10n.t('in flight');
    case 'ack':
      return l10n.t('ack');
    case 'callback':
      return l10n.t('callback');
  }
}

/** Where the step is in Kafka's Java code. */
export function stepMethod(step: JourneyStepName, detail: RecordDetail): string {
  switch (step) {
    case 'send':
      return 'KafkaProducer.send';
    case 'metadata':
      return 'waitOnMetadata';
    case 'serialize':
      return 'StringSerializer';
    case 'partition':
      return partitionMethod(detail.partitionedBy);
    case 'memory':
      return 'BufferPool.allocate';
    case 'append':
      return 'RecordAccumulator.append';
    case 'linger':
      return 'RecordAccumulator.ready';
    case 'connect':
      return 'NetworkClient.ready';
    case 'drain':
      return 'RecordAccumulator.drain';
    case 'inFlight':
      return 'NetworkClient.send';
    case 'ack':
      return 'Sender.completeBatch';
    case 'callback':
      return 'ProducerBatch.done';
  }
}

function partitionMethod(by: RecordDetail['partitionedBy']): string {
  switch (by) {
    case 'keyHash':
      return 'murmur2';
    case 'roundRobin':
      return 'RoundRobinPartitioner';
    case 'explicit':
    case 'sticky':
    case null:
      return 'BuiltInPartitioner';
  }
}

export function stepRemark(step: JourneyStep, detail: RecordDetail): string {
  const v = reader(step.values);
  const toCome = step.state === 'toCome';
  switch (step.step) {
    case 'send':
      return detail.source === null ? '' : l10n.t('called from {0}', detail.source);
    case 'metadata':
      return metadataRemark(step, detail, v);
    case 'serialize':
      return detail.key === null && detail.keyBytes === 0
        ? l10n.t('no key, value {0}', f.bytes(detail.valueBytes))
        : l10n.t('key {0}, value {1}', f.bytes(detail.keyBytes), f.bytes(detail.valueBytes));
    case 'partition':
      return partitionRemark(detail, v);
    case 'memory':
      return memoryRemark(step, v);
    case 'append':
      return appendRemark(v, detail);
    case 'linger':
      return lingerRemark(v, step);
    case 'connect':
      return v.flag('ready') === true ? l10n.t('was connected') : l10n.t('not connected yet: TCP, then ApiVersions');
    case 'drain':
      return drainRemark(detail, v);
    case 'inFlight':
      return v.number('correlationId') === null
        ? v.number('node') === null
          ? l10n.t('Produce to its leader')
          : l10n.t('Produce to broker {0}', v.text('node'))
        : l10n.t('Produce v{0} to broker {1}, #{2}', v.text('version'), v.text('node'), v.text('correlationId'));
    case 'ack':
      if (v.number('errorCode')) return errorName(v.number('errorCode') ?? -1);
      return toCome || detail.offset === null
        ? l10n.t('offset and timestamp')
        : l10n.t('offset {0}', f.count(Number(detail.offset)));
    case 'callback':
      return detail.error ?? (toCome ? l10n.t('buffer goes to the free list') : l10n.t('buffer went to the free list'));
  }
}

type Reader = ReturnType<typeof reader>;

function metadataRemark({ state }: JourneyStep, { topic }: RecordDetail, v: Reader): string {
  if (v.flag('known') === true) return l10n.t('{0} was known', topic);
  const count = v.number('partitions');
  const asked = v.number('partition');
  if (count !== null && asked !== null && asked >= count && state !== 'done') return outOfRange(topic, asked, count);
  return v.number('node') === null || count === null
    ? l10n.t('{0} not known yet', topic)
    : l10n.t('{0} not known yet, asked broker {1}: {2}', topic, v.text('node'), f.partitions(count));
}

/** `send` waits for it all the same, as it may be added; so the remark says what would help. */
function outOfRange(topic: string, asked: number, count: number): string {
  return count === 1
    ? l10n.t('no partition {0}: {1} has only 0. Send to that, or add partitions', String(asked), topic)
    : l10n.t(
        'no partition {0}: {1} has {2}, 0 to {3}. Send to one of these, or add partitions',
        String(asked),
        topic,
        String(count),
        String(count - 1),
      );
}

function drainRemark(detail: RecordDetail, v: Reader): string {
  const sequence = v.number('baseSequence');
  const taken =
    sequence === null
      ? l10n.t('taken from its queue')
      : l10n.t('takes sequence {0} of producer id {1}', f.count(sequence), v.text('producerId'));
  if (v.number('splitFrom') === null || detail.lane === null) return taken;
  return l10n.t(
    'too large for the broker: split from #{0} into {1}, {2}',
    v.text('splitFrom'),
    f.batchName(detail.lane, v.number('batchId') ?? 0),
    taken,
  );
}

function partitionRemark(detail: RecordDetail, v: Reader): string {
  switch (detail.partitionedBy) {
    case 'keyHash':
      return detail.keyHash === null || detail.partitions === null
        ? l10n.t('by key')
        : l10n.t(
            'key hash {0} mod {1} = {2}',
            f.count(detail.keyHash),
            String(detail.partitions),
            String(detail.keyHash % detail.partitions),
          );
    case 'sticky':
      return l10n.t('no key: sticky, {0}', detail.lane ?? v.text('partition'));
    case 'roundRobin':
      return l10n.t('round robin, {0}', detail.lane ?? v.text('partition'));
    case 'explicit':
      return l10n.t('chosen by you');
    case null:
      return '';
  }
}

/** A record too large is refused before any memory is asked for. */
function memoryRemark({ state }: JourneyStep, v: Reader): string {
  const waited = v.number('waitedMs') ?? 0;
  if (state === 'failed' && waited < 0.05) return l10n.t('not asked for');
  const size = v.number('bufferBytes');
  const how = waited >= 0.05 ? l10n.t('waited {0}', f.duration(waited)) : l10n.t('no wait');
  if (size === null) return how;
  return v.flag('reused') === true
    ? l10n.t('{0}, {1} from the free list', how, f.bytes(size))
    : l10n.t('{0}, free list empty, new {1} buffer', how, f.bytes(size));
}

function appendRemark(v: Reader, detail: RecordDetail): string {
  if (detail.lane === null || detail.batchId === null) return '';
  const batch = f.batchName(detail.lane, v.number('batchId') ?? detail.batchId);
  const filled =
    v.number('bytes') === null || v.number('limitBytes') === null
      ? ''
      : l10n.t(': {0} of {1}', f.bytes(v.number('bytes') ?? 0), f.bytes(v.number('limitBytes') ?? 0));
  return (v.flag('opened') === true ? l10n.t('opened {0}', batch) : l10n.t('joined {0}', batch)) + filled;
}

function lingerRemark(v: Reader, step: JourneyStep): string {
  const closedBy = v.plain('closedBy');
  if (closedBy !== null) return l10n.t('closed by {0}', closedByWord(closedBy as ClosedBy));
  if (v.number('lingerMs') === null) return '';
  const age = f.duration(v.number('ageMs') ?? step.durationMs ?? 0).replace(/\u202f.*/, '') || '0';
  const text = l10n.t('{0} of {1}', age, f.limit(v.number('lingerMs') ?? 0));
  return v.flag('paused') === true ? l10n.t('{0}, standing still', text) : text;
}

function reader(values: StepValues) {
  return {
    number: (name: string): number | null => {
      const value = values[name];
      return typeof value === 'number' ? value : null;
    },
    flag: (name: string): boolean | null => {
      const value = values[name];
      return typeof value === 'boolean' ? value : null;
    },
    plain: (name: string): string | null => {
      const value = values[name];
      return typeof value === 'string' && value !== '' ? value : null;
    },
    text: (name: string): string => String(values[name] ?? '?'),
  };
}
