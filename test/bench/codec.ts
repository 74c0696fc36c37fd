// How fast batches are written and checked, frames encoded and decoded, on this machine: figures to compare, not to pass.
//   node test/bench/codec.ts
import { crc32c } from '../../engine/common/crc32c.ts';
import { decodeResponse, encodeRequest, encodeResponse } from '../../engine/protocol/codec.ts';
import { Metadata, Produce } from '../../engine/protocol/messages/index.ts';
import { compressionOf, compressionTypes, decompress } from '../../engine/record/compression.ts';
import type { CompressionType } from '../../engine/record/compression.ts';
import { noHeaders } from '../../engine/record/header.ts';
import { MemoryRecordsBuilder } from '../../engine/record/memoryRecordsBuilder.ts';
import { readBatchHeader, readRecords } from '../../engine/record/recordBatchReader.ts';

const roundMs = 250;
const rounds = 5;

/** The best of a few rounds, in calls of `work` per second. */
function perSecond(work: () => void): number {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let calls = 0;
    let now = start;
    for (; now - start < roundMs; now = performance.now()) {
      work();
      calls++;
    }
    best = Math.max(best, (calls / (now - start)) * 1000);
  }
  return best;
}

function line(what: string, figure: string): void {
  console.log(`${what.padEnd(56)} ${figure.padStart(16)}`);
}

const timestampMs = 1_700_000_000_000;
const pool = Buffer.alloc(16_384);

function fill(value: Buffer, key: Buffer | null, type: CompressionType): Buffer {
  const builder = new MemoryRecordsBuilder({ buffer: pool, compression: compressionOf(type) });
  while (builder.tryAppend(timestampMs, key, value, noHeaders));
  records = builder.recordCount;
  return builder.close();
}
let records = 0;

for (const [name, size, key] of [
  ['100 B values', 100, null],
  ['100 B values, 8 B keys', 100, Buffer.from('customer')],
  ['1 KB values', 1000, null],
] as const)
  for (const type of compressionTypes) {
    const value = Buffer.alloc(size, 'some words that compress a little ');
    const batches = perSecond(() => fill(value, key, type));
    const figures = `${((batches * records) / 1e6).toFixed(2)} M rec/s`;
    line(`write 16 KB batches with CRC, ${name}, ${type}`, figures);
  }

/** JSON records, as they come one after the other in a batch. */
function jsonRecords(length: number, recordBytes: number): Buffer {
  const record = (n: number): string =>
    JSON.stringify({
      order: n * 7919,
      customer: `user-${(n * 31) % 977}`,
      amount: (n * 37.77) % 1000,
      paid: n % 3 === 0,
    }).padEnd(recordBytes, ` note ${n % 17}: left at the door;`);
  return Buffer.from(Array.from({ length: length / recordBytes + 1 }, (_, n) => record(n)).join('')).subarray(
    0,
    length,
  );
}

for (const [name, bytes] of [
  ['16 KB of 100 B', jsonRecords(16_384, 100)],
  ['16 KB of 1 KB', jsonRecords(16_384, 1000)],
  ['128 KB of 1 KB', jsonRecords(131_072, 1000)],
  ['1 MB of 1 KB', jsonRecords(1_048_576, 1000)],
] as const)
  for (const [type, level] of [['gzip'], ['snappy'], ['lz4'], ['lz4', 1], ['lz4', 17], ['zstd']] as const) {
    const compression = compressionOf(type, level);
    const compressed = compression.compress(bytes);
    const megabytes = (work: () => void): string => ((perSecond(work) * bytes.length) / 1e6).toFixed(0);
    const [there, back] = [() => compression.compress(bytes), () => decompress(type, compressed)].map(megabytes);
    const ratio = (compressed.length / bytes.length).toFixed(2);
    line(
      `${type}${level === undefined ? '' : ` level ${level}`}, ${name} records, to ${ratio}`,
      `${there}/${back} MB/s`,
    );
  }

const batch = Buffer.from(fill(Buffer.alloc(100, 'v'), null, 'none'));
line(
  'read 16 KB batches of 100 B values',
  `${((perSecond(() => readRecords(readBatchHeader(batch))) * records) / 1e6).toFixed(2)} M rec/s`,
);

for (const size of [120, 1024, 16_384, 1_048_576]) {
  const bytes = Buffer.alloc(size, 'kafka');
  const calls = Math.ceil(65_536 / size);
  const rate = perSecond(() => {
    for (let i = 0; i < calls; i++) crc32c(bytes);
  });
  line(`CRC-32C of ${size} bytes`, `${((rate * calls * size) / 1e6).toFixed(0)} MB/s`);
}

const topicData = [
  {
    topicId: 'ABEiM0RVZneImaq7zN3u_w',
    partitionData: Array.from({ length: 12 }, (_, index) => ({ index, records: batch })),
  },
];
const produce = perSecond(() => encodeRequest(Produce, 13, 1, 'bench', { acks: -1, timeoutMs: 30_000, topicData }));
line('encode Produce v13, 12 partitions', `${(produce / 1e3).toFixed(0)} k frames/s`);

const partitions = Array.from({ length: 1000 }, (_, partitionIndex) => ({
  errorCode: 0,
  partitionIndex,
  leaderId: 1,
  leaderEpoch: 4,
  replicaNodes: [1, 2, 3],
  isrNodes: [1, 2, 3],
  offlineReplicas: [],
}));
const body = {
  brokers: [],
  controllerId: 1,
  topics: [{ errorCode: 0, name: 'orders', isInternal: false, partitions }],
};
const payload = Buffer.concat(encodeResponse(Metadata, 12, 1, body).chunks).subarray(4);
line(
  'encode Metadata v12, 1000 partitions',
  `${(1000 / perSecond(() => encodeResponse(Metadata, 12, 1, body))).toFixed(3)} ms`,
);
line(
  'decode Metadata v12, 1000 partitions',
  `${(1000 / perSecond(() => decodeResponse(Metadata, 12, payload))).toFixed(3)} ms`,
);
