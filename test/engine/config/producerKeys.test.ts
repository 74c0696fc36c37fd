import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { listConfig } from '../../../engine/cli/listConfig.ts';
import { allKeys, keyNamed } from '../../../engine/config/producerKeys.ts';
import { compressionLevels, compressionTypes } from '../../../engine/record/compression.ts';

test('the table is that of Kafka 4.4.0', () => {
  // As `ProducerConfig.configDef()` of kafka-clients-4.4.0.jar has it; test/kafka/producerConfig.test.ts asks the jar itself.
  const printed = readFileSync(path.join(import.meta.dirname, 'producer-config-4.4.0.tsv'), 'utf8');
  assert.equal(listConfig(), printed);
  assert.equal(allKeys.length, 120);
});

test('every default is a value that its own key takes', () => {
  for (const key of allKeys)
    if (typeof key.default === 'string') assert.ok('value' in key.read(key.default), `${key.name}: ${key.default}`);
});

test('codecs and levels are those that batches can be written with', () => {
  const { valid: types } = keyNamed('compression.type') ?? {};
  assert.deepEqual(types, { kind: 'oneOf', choices: compressionTypes, ignoreCase: false });
  for (const type of ['gzip', 'lz4', 'zstd'] as const) {
    const { valid, default: standard } = keyNamed(`compression.${type}.level`) ?? {};
    const { min, max, default: level } = compressionLevels[type];
    assert.ok(valid?.kind === 'range');
    assert.deepEqual([valid.min, valid.max, standard], [min, max, String(level)]);
  }
});
