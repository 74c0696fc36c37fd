import { atLeast, between, betweenOr, int, long, oneOf } from '../defineKey.ts';

/** How records become batches, and what room they have. */
export const batchingKeys = {
  batchSize: int('batch.size', 16384, 'MEDIUM', atLeast(0)),
  bufferMemory: long('buffer.memory', 33554432, 'HIGH', atLeast(0)),
  bufferMemoryAllocationStrategy: oneOf(
    'buffer.memory.allocation.strategy',
    'full',
    ['full', 'incremental'],
    'MEDIUM',
    { ignoreCase: true },
  ),
  compressionGzipLevel: int('compression.gzip.level', -1, 'MEDIUM', betweenOr(1, 9, -1)),
  compressionLz4Level: int('compression.lz4.level', 9, 'MEDIUM', between(1, 17)),
  compressionType: oneOf('compression.type', 'none', ['none', 'gzip', 'snappy', 'lz4', 'zstd'], 'HIGH'),
  compressionZstdLevel: int('compression.zstd.level', 3, 'MEDIUM', between(-131072, 22)),
  lingerMs: long('linger.ms', 5, 'MEDIUM', atLeast(0)),
  maxBlockMs: long('max.block.ms', 60000, 'MEDIUM', atLeast(0)),
  maxRequestSize: int('max.request.size', 1048576, 'MEDIUM', atLeast(0)),
} as const;
