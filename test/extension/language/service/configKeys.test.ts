import assert from 'node:assert/strict';
import test from 'node:test';
import { configDocs } from '../../../../extension/language/service/configDocs.ts';
import { configKey, configKeys } from '../../../../extension/language/service/configKeys.ts';
import {
  allowedValues,
  configValueError,
  numberRange,
  rangeText,
} from '../../../../extension/language/service/configValues.ts';
import { english } from '../../../../extension/language/service/translate.ts';

test('all 120 keys of Kafka 4.4.0, each once', () => {
  assert.equal(configKeys.length, 120);
  assert.equal(new Set(configKeys.map(key => key.key)).size, 120);
});

test('every default is a value its own key takes', () => {
  for (const key of configKeys) {
    if (key.defaultValue === 'null' || key.defaultValue === '(required)') continue;
    assert.equal(configValueError(key, key.defaultValue, english), undefined, key.key);
  }
});

test('every limit of the table is understood', () => {
  for (const key of configKeys.filter(known => known.valid !== '')) {
    assert.notEqual(rangeText(key, english), '', `${key.key}: ${key.valid}`);
  }
});

test('docs are about keys that exist', () => {
  const documented = Object.keys(configDocs(english));
  assert.deepEqual(
    documented.filter(key => configKey(key) === undefined),
    [],
  );
  assert.ok(documented.length >= 60, `${documented.length} documented`);
});

/** The range in words, as the user reads it. */
function check(name: string, expected: string): void {
  test(`range of ${name}`, () => {
    const key = configKey(name);
    assert.ok(key !== undefined);
    assert.equal(rangeText(key, english), expected);
  });
}

check('acks', 'one of all, -1, 0, 1');
check('batch.size', 'at least 0');
check('retries', '0 to 2147483647');
check('compression.gzip.level', '1 to 9, or -1');
check('compression.zstd.level', '-131072 to 22');
check('sasl.login.refresh.window.factor', '0.5 to 1');
check('buffer.memory.allocation.strategy', 'one of full, incremental');
check('security.protocol', 'one of SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT');
check('enable.idempotence', 'one of true, false');
check('transactional.id', 'not empty');
check('client.id', '');

test('a range with an exception keeps both', () => {
  const gzip = configKey('compression.gzip.level');
  assert.ok(gzip !== undefined);
  assert.deepEqual(numberRange(gzip), { min: 1, max: 9 });
  assert.deepEqual(allowedValues(gzip), []);
});
