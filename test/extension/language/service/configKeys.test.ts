import assert from 'node:assert/strict';
import test from 'node:test';
import { configDocs } from '../../../../extension/language/service/configDocs.ts';
import { allKeys, keyNamed } from '../../../../engine/config/producerKeys.ts';
import { noEffectReason } from '../../../../extension/language/service/configKeys.ts';
import { configValueError, rangeText } from '../../../../extension/language/service/configValues.ts';
import { english } from '../../../../extension/language/service/translate.ts';

test('every limit of the table has words', () => {
  for (const key of allKeys.filter(({ valid }) => valid !== null))
    assert.notEqual(rangeText(key, english), '', key.name);
});

test('every value the table refuses is refused in words, with the default or the next step', () => {
  for (const key of allKeys)
    for (const value of ['', 'neither', '1.5', '-9', '9223372036854775808', 'a,,b']) {
      const error = configValueError(key, value, english);
      assert.equal(error === undefined, 'value' in key.read(value), `${key.name}=${value}`);
      if (error !== undefined) assert.match(error, /\(default .*\)\.$|must not be empty|remove the extra comma/);
    }
});

test('a key without effect says why', () => {
  for (const key of allKeys) assert.equal(noEffectReason(key, english) === undefined, key.noEffect === undefined);
});

test('docs are about keys that exist', () => {
  const documented = Object.keys(configDocs(english));
  assert.deepEqual(
    documented.filter(key => keyNamed(key) === undefined),
    [],
  );
  assert.ok(documented.length >= 60, `${documented.length} documented`);
});

/** The range in words, as the user reads it. */
function check(name: string, expected: string): void {
  test(`range of ${name}`, () => {
    const key = keyNamed(name);
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
check('partitioner.class', 'one of org.apache.kafka.clients.producer.RoundRobinPartitioner');
