import { batchBytes, isCrcValid, iterateBatches, readRecords } from '../record/recordBatchReader.ts';
import type { DecodedRecord, RecordBatch } from '../record/recordBatchReader.ts';
import { BatchOffset } from '../record/recordBatchLayout.ts';
import type { FieldNode } from './fieldNode.ts';

/**
 * The batches of a `records` field, opened down to their records. `base` is the place of `records` in the frame. The records of a
 * compressed batch have no place there: they all carry that of the compressed bytes.
 */
export function describeRecords(records: Buffer, base: number): FieldNode[] {
  const nodes: FieldNode[] = [];
  let described = 0;
  try {
    for (const batch of iterateBatches(records, { partialTail: 'ignored' })) {
      nodes.push(describeBatch(batch, nodes.length, base + batch.position));
      described = batch.position + batch.sizeInBytes;
    }
    if (described < records.length)
      nodes.push(leaf('incomplete batch', 'bytes', base + described, records.length - described, 'cut short'));
  } catch (error) {
    nodes.push(leaf('undecodable', 'error', base + described, records.length - described, messageOf(error)));
  }
  return nodes;
}

function describeBatch(batch: RecordBatch, index: number, at: number): FieldNode {
  const children = [...headerFields(batch, at), describeRecordPart(batch, at)];
  const value = `${batch.recordCount} records, ${batch.sizeInBytes} bytes${batch.isControl ? ', control' : ''}`;
  return { name: `batch [${index}]`, type: 'recordBatch', offset: at, length: batch.sizeInBytes, value, children };
}

function headerFields(batch: RecordBatch, at: number): FieldNode[] {
  const field = (name: keyof typeof BatchOffset, type: string, length: number, value: unknown): FieldNode =>
    leaf(name, type, at + BatchOffset[name], length, String(value));
  const crc = `0x${batch.crc.toString(16).padStart(8, '0')} ${isCrcValid(batch) ? 'valid' : 'does not match the bytes'}`;
  const flags = [
    `compression ${batch.compressionType}`,
    batch.timestampType,
    ...(batch.isTransactional ? ['transactional'] : []),
    ...(batch.isControl ? ['control'] : []),
    ...(batch.hasDeleteHorizon ? ['delete horizon'] : []),
  ];
  return [
    field('baseOffset', 'int64', 8, batch.baseOffset),
    field('batchLength', 'int32', 4, batch.buffer.readInt32BE(batch.position + BatchOffset.batchLength)),
    field('partitionLeaderEpoch', 'int32', 4, batch.partitionLeaderEpoch),
    field('magic', 'int8', 1, batch.magic),
    field('crc', 'uint32', 4, crc),
    field('attributes', 'int16', 2, `${batch.attributes} (${flags.join(', ')})`),
    field('lastOffsetDelta', 'int32', 4, batch.lastOffsetDelta),
    field('baseTimestamp', 'int64', 8, batch.baseTimestampMs),
    field('maxTimestamp', 'int64', 8, batch.maxTimestampMs),
    field('producerId', 'int64', 8, batch.producerId),
    field('producerEpoch', 'int16', 2, batch.producerEpoch),
    field('baseSequence', 'int32', 4, batch.baseSequence),
    field('recordsCount', 'int32', 4, batch.recordCount),
  ];
}

function describeRecordPart(batch: RecordBatch, at: number): FieldNode {
  const offset = at + BatchOffset.records;
  const length = batchBytes(batch).length - BatchOffset.records;
  const compressed = batch.compressionType !== 'none';
  try {
    const dataStart = compressed ? undefined : batch.buffer.byteOffset - (at - batch.position);
    const children = readRecords(batch).map((record, index) => {
      const whole = compressed ? { offset, length } : { offset: offset + record.position, length: record.sizeInBytes };
      return describeRecord(record, index, whole, dataStart);
    });
    const value = compressed
      ? `${batch.compressionType}: the records below are decompressed and have no place of their own`
      : `${length} bytes`;
    return { name: 'records', type: '[]record', offset, length, value, children };
  } catch (error) {
    return leaf('records', 'error', offset, length, messageOf(error));
  }
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** `dataStart` is where offset 0 of the frame lies in memory; undefined if the records were decompressed, and so are not in it. */
function describeRecord(record: DecodedRecord, index: number, whole: Place, dataStart: number | undefined): FieldNode {
  const placeOf = (bytes: Uint8Array | null): Place =>
    bytes === null || dataStart === undefined ? whole : { offset: bytes.byteOffset - dataStart, length: bytes.length };
  const part = (name: string, type: string, value: string, { offset, length }: Place = whole): FieldNode =>
    leaf(name, type, offset, length, value);
  const children = [
    part('offset', 'int64', String(record.offset)),
    part('timestamp', 'int64', String(record.timestampMs)),
    part('key', 'bytes', textOf(record.key), placeOf(record.key)),
    part('value', 'bytes', textOf(record.value), placeOf(record.value)),
    ...record.headers.map(({ key, value }) => part(`header ${key}`, 'bytes', textOf(value), placeOf(value))),
  ];
  return { name: `record [${index}]`, type: 'record', ...whole, value: `${record.sizeInBytes} bytes`, children };
}

const maxShownBytes = 256;

/** As text where the bytes are UTF-8, else as hex; long ones are cut and say so. */
function textOf(bytes: Uint8Array | null): string {
  if (bytes === null) return 'null';
  const shown = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, maxShownBytes));
  const text = shown.toString('utf8');
  const isText = bytes.length > maxShownBytes ? !text.slice(0, -1).includes('\ufffd') : !text.includes('\ufffd');
  const more = bytes.length > maxShownBytes ? `… (${bytes.length} bytes)` : '';
  return (isText ? text : `0x${shown.toString('hex')}`) + more;
}

function leaf(name: string, type: string, offset: number, length: number, value: string): FieldNode {
  return { name, type, offset, length, value };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
