import { ErrorCodes } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { isCompressionSupported } from '../record/compression.ts';
import { isCrcValid, readRecords } from '../record/recordBatchReader.ts';
import type { RecordBatch } from '../record/recordBatchReader.ts';
import type { TopicSettings } from './topicConfig.ts';

export interface BatchProblem {
  readonly errorCode: number;
  readonly message: string;
}

/**
 * What a leader refuses, in the order of UnifiedLog.append: size, checksum, then the batch's own statements, then the records of
 * compressed batches, as far as they can be read. A real broker looks into uncompressed ones too; here their header must do, since it
 * says their number and the largest time.
 */
export function batchProblem(batch: RecordBatch, settings: TopicSettings, wallMs: number): BatchProblem | null {
  return (
    sizeProblem(batch, settings) ??
    crcProblem(batch) ??
    shapeProblem(batch) ??
    recordsProblem(batch, settings) ??
    timeProblem(batch, settings, wallMs)
  );
}

function sizeProblem({ sizeInBytes }: RecordBatch, { maxMessageBytes }: TopicSettings): BatchProblem | null {
  if (sizeInBytes <= maxMessageBytes) return null;
  return problem('MESSAGE_TOO_LARGE', `the batch has ${sizeInBytes} bytes; max.message.bytes is ${maxMessageBytes}`);
}

function crcProblem(batch: RecordBatch): BatchProblem | null {
  if (isCrcValid(batch)) return null;
  return problem('CORRUPT_MESSAGE', `the batch's checksum 0x${batch.crc.toString(16)} does not fit its bytes`);
}

function shapeProblem(batch: RecordBatch): BatchProblem | null {
  if (batch.isControl) return problem('INVALID_RECORD', 'clients must not write control batches');
  if (batch.recordCount < 1 || batch.lastOffsetDelta !== batch.recordCount - 1)
    return problem(
      'INVALID_RECORD',
      `the batch counts ${batch.recordCount} records, but its last offset delta is ${batch.lastOffsetDelta}`,
    );
  if (batch.producerId >= 0n && batch.baseSequence < 0)
    return problem('INVALID_RECORD', `a batch with a producer id needs a sequence; it has ${batch.baseSequence}`);
  return null;
}

/** What does not decompress is an error a broker does not expect; what then contradicts itself, an invalid record. */
function recordsProblem(batch: RecordBatch, settings: TopicSettings): BatchProblem | null {
  const wanted = batch.compressionType !== 'none' || limitsPast(settings);
  if (!wanted || !isCompressionSupported(batch.compressionType)) return null;
  try {
    readRecords(batch);
    return null;
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return problem(error.kind === 'InvalidRecordException' ? 'INVALID_RECORD' : 'UNKNOWN_SERVER_ERROR', error.message);
  }
}

// The header names the largest time; for the smallest the records must be read, where a topic asks for it.
function timeProblem(batch: RecordBatch, settings: TopicSettings, wallMs: number): BatchProblem | null {
  if (settings.timestampType === 'LogAppendTime') return null;
  if (batch.timestampType === 'LogAppendTime')
    return problem(
      'INVALID_TIMESTAMP',
      "the batch says its times are the broker's, but the topic keeps the producer's",
    );
  const { maxTimestampMs } = batch;
  if (maxTimestampMs - wallMs > settings.timestampAfterMaxMs)
    return outOfRange(maxTimestampMs, wallMs, 'after', settings.timestampAfterMaxMs);
  if (!limitsPast(settings)) return null;
  const earliest = isCompressionSupported(batch.compressionType)
    ? readRecords(batch).reduce((least, { timestampMs }) => Math.min(least, timestampMs), maxTimestampMs)
    : batch.baseTimestampMs;
  return wallMs - earliest > settings.timestampBeforeMaxMs
    ? outOfRange(earliest, wallMs, 'before', settings.timestampBeforeMaxMs)
    : null;
}

function limitsPast({ timestampBeforeMaxMs }: TopicSettings): boolean {
  return timestampBeforeMaxMs < Number.MAX_SAFE_INTEGER;
}

function outOfRange(timestampMs: number, wallMs: number, side: 'before' | 'after', limitMs: number): BatchProblem {
  return problem(
    'INVALID_TIMESTAMP',
    `a record's time ${timestampMs} is ${Math.abs(timestampMs - wallMs)} ms ${side} the broker's ${wallMs}; message.timestamp.${side}.max.ms is ${limitMs}`,
  );
}

function problem(
  name: 'MESSAGE_TOO_LARGE' | 'CORRUPT_MESSAGE' | 'INVALID_RECORD' | 'INVALID_TIMESTAMP' | 'UNKNOWN_SERVER_ERROR',
  message: string,
): BatchProblem {
  return { errorCode: ErrorCodes[name], message };
}
