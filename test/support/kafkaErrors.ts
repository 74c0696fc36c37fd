import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface KafkaErrorRow {
  readonly code: number;
  readonly name: string;
  readonly exception: string;
  /** Kafka: `RetriableException`. */
  readonly retriable: boolean;
  /** Kafka: `InvalidMetadataException`. */
  readonly invalidMetadata: boolean;
}

/** Every error code of Kafka 4.4.0 but NONE, read from its jar: name, exception and its parents. */
export const kafkaErrors: readonly KafkaErrorRow[] = readFileSync(
  path.resolve(import.meta.dirname, '../engine/common/errors-4.4.0.tsv'),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .slice(1)
  .map(line => line.split('\t'))
  .filter(([code]) => code !== '0')
  .map(([code, name = '', exception = '', kinds = '']) => ({
    code: Number(code),
    name,
    exception,
    retriable: kinds.split(',').includes('RetriableException'),
    invalidMetadata: kinds.split(',').includes('invalid-metadata'),
  }));
