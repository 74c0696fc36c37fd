// What a broker has on disk, batch by batch, as Apache Kafka's own DumpLogSegments reads it.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { runTool } from './java.ts';

export interface DumpedBatch {
  /** The folder's name: `topic-partition`. */
  readonly partition: string;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly count: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly partitionLeaderEpoch: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly compressCodec: string;
  readonly sizeBytes: number;
  readonly magic: number;
  readonly crc: number;
  readonly isValid: boolean;
  readonly records: readonly DumpedRecord[];
}

export interface DumpedRecord {
  readonly offset: number;
  readonly createTimeMs: number | undefined;
  readonly keySize: number;
  readonly valueSize: number;
  readonly headerKeys: readonly string[];
}

/** All batches of the segments in folders of partitions (see KafkaCluster.partitionFolder), with their records. */
export async function dumpLogSegments(...partitionFolders: readonly string[]): Promise<DumpedBatch[]> {
  const segments = partitionFolders.flatMap(folder =>
    readdirSync(folder)
      .filter(name => name.endsWith('.log'))
      .sort()
      .map(name => path.join(folder, name)),
  );
  const args = ['--deep-iteration', '--files', segments.join(',')];
  const { stdout } = await runTool('org.apache.kafka.tools.DumpLogSegments', args);
  return parseDump(stdout.toString());
}

/** A segment begins with `Dumping FILE`, batch lines begin with `baseOffset:`, the record lines below them with `| offset:`. */
export function parseDump(text: string): DumpedBatch[] {
  const batches: (DumpedBatch & { records: DumpedRecord[] })[] = [];
  let partition = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('Dumping ')) partition = path.basename(path.dirname(line.slice('Dumping '.length)));
    else if (line.startsWith('baseOffset:')) batches.push({ partition, ...parseBatch(line), records: [] });
    else if (line.startsWith('| offset:')) batches.at(-1)?.records.push(parseRecord(line));
  }
  return batches;
}

function parseBatch(line: string): Omit<DumpedBatch, 'partition' | 'records'> {
  const field = fieldsOf(line);
  const number = (name: string): number => Number(field(name));
  return {
    baseOffset: number('baseOffset'),
    lastOffset: number('lastOffset'),
    count: number('count'),
    baseSequence: number('baseSequence'),
    lastSequence: number('lastSequence'),
    producerId: BigInt(field('producerId')),
    producerEpoch: number('producerEpoch'),
    partitionLeaderEpoch: number('partitionLeaderEpoch'),
    isTransactional: field('isTransactional') === 'true',
    isControl: field('isControl') === 'true',
    compressCodec: field('compresscodec'),
    sizeBytes: number('size'),
    magic: number('magic'),
    crc: number('crc'),
    isValid: field('isvalid') === 'true',
  };
}

function parseRecord(line: string): DumpedRecord {
  const field = fieldsOf(line.slice(2));
  const createTime = /CreateTime: (-?\d+)/.exec(line)?.[1];
  const headerKeys = /headerKeys: \[([^\]]*)\]/.exec(line)?.[1] ?? '';
  return {
    offset: Number(field('offset')),
    createTimeMs: createTime === undefined ? undefined : Number(createTime),
    keySize: Number(field('keySize')),
    valueSize: Number(field('valueSize')),
    headerKeys: headerKeys === '' ? [] : headerKeys.split(',').map(key => key.trim()),
  };
}

/** `name: value` pairs in one line; a missing one is an error, so that a change of the tool's words is noticed. */
function fieldsOf(line: string): (name: string) => string {
  return name => {
    const value = new RegExp(`(?:^|\\s)${name}: (\\S+)`, 'i').exec(line)?.[1];
    if (value === undefined) throw new Error(`DumpLogSegments printed no ${name}: ${line}`);
    return value;
  };
}
