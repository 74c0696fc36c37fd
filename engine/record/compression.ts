import zlib from 'node:zlib';
import { KafkaError } from '../common/kafkaError.ts';
import { fastLevel, lz4CompressorOf } from './codecs/lz4Compressors.ts';
import { compressLz4, decompressLz4 } from './codecs/lz4Frame.ts';
import { compressSnappy, decompressSnappy } from './codecs/snappyFrame.ts';

/** In the order of their ids on the wire (Kafka: `CompressionType`). */
export const compressionTypes = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type CompressionType = (typeof compressionTypes)[number];

export function compressionTypeId(type: CompressionType): number {
  return compressionTypes.indexOf(type);
}

/** Compresses the record part of a batch in one go, at its close. */
export interface Compression {
  readonly type: CompressionType;
  /** What goes into the attributes. */
  readonly id: number;
  readonly compress: (records: Uint8Array) => Buffer;
}

/** What a level may be, and what it is when not given (Kafka: `GzipCompression`, `Lz4Compression`, `ZstdCompression`). */
export const compressionLevels = {
  gzip: { min: 1, max: 9, default: zlib.constants.Z_DEFAULT_COMPRESSION },
  lz4: { min: 1, max: 17, default: fastLevel },
  zstd: { min: -131072, max: 22, default: 3 },
} as const;

export const noCompression: Compression = { type: 'none', id: 0, compress: records => Buffer.from(records) };

/** Whether this build of Node brings zstd: it does from 22.15 on. */
export const zstdAvailable = typeof zlib.zstdCompressSync === 'function';

/** Types that batches can be written with, and read. */
export function isCompressionSupported(type: CompressionType): boolean {
  return type !== 'zstd' || zstdAvailable;
}

/** @throws KafkaError (UnsupportedCompressionTypeException, ConfigException) naming what can be chosen instead. */
export function compressionOf(type: CompressionType, level?: number): Compression {
  if (!isCompressionSupported(type)) throw zstdUnsupported();
  const id = compressionTypeId(type);
  switch (type) {
    case 'gzip': {
      const checked = checkLevel(type, level);
      return { type, id, compress: records => zlib.gzipSync(records, { level: checked }) };
    }
    case 'zstd': {
      const params = { [zlib.constants.ZSTD_c_compressionLevel]: checkLevel(type, level) };
      return { type, id, compress: records => zlib.zstdCompressSync(records, { params }) };
    }
    case 'snappy':
      return { type, id, compress: compressSnappy };
    case 'lz4': {
      const compressBlock = lz4CompressorOf(checkLevel(type, level));
      return { type, id, compress: records => compressLz4(records, compressBlock) };
    }
    case 'none':
      return noCompression;
  }
}

/** Room for what an honest producer packs into one batch, and a bound to what a hostile one claims. */
export const defaultMaxUncompressedBytes = 64 * 1024 * 1024;

/** Undoes `compress`, giving at most `maxBytes`. Bytes that do not decompress, or to more than that, are a corrupt record. */
export function decompress(type: CompressionType, records: Uint8Array, maxBytes = defaultMaxUncompressedBytes): Buffer {
  if (!isCompressionSupported(type)) throw zstdUnsupported();
  const bytes = Buffer.from(records.buffer, records.byteOffset, records.byteLength);
  try {
    switch (type) {
      case 'none':
        return bytes;
      case 'gzip':
        return zlib.gunzipSync(bytes, { maxOutputLength: maxBytes });
      case 'snappy':
        return decompressSnappy(bytes, maxBytes);
      case 'lz4':
        return decompressLz4(bytes, maxBytes);
      case 'zstd':
        return zlib.zstdDecompressSync(bytes, { maxOutputLength: maxBytes });
    }
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    const message = tooLarge
      ? `${records.length} bytes of ${type} unpack to more than the ${maxBytes} bytes allowed for one batch`
      : `${records.length} bytes are no valid ${type}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new KafkaError('CorruptRecordException', message, { code: 2, cause });
  }
}

function checkLevel(type: keyof typeof compressionLevels, level: number | undefined): number {
  const { min, max, default: standard } = compressionLevels[type];
  if (level === undefined || level === standard) return standard;
  if (Number.isInteger(level) && level >= min && level <= max) return level;
  throw new KafkaError(
    'ConfigException',
    `compression.${type}.level ${level} must be a whole number from ${min} to ${max}`,
  );
}

function zstdUnsupported(): KafkaError {
  const choices = compressionTypes.filter(isCompressionSupported).join(', ');
  const message = `zstd needs Node 22.15 or later, this is ${process.version}; use one of ${choices}`;
  return new KafkaError('UnsupportedCompressionTypeException', message, { code: 76 });
}
