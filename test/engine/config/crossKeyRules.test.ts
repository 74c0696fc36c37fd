import assert from 'node:assert/strict';
import test from 'node:test';
import { checkTogether } from '../../../engine/config/crossKeyRules.ts';
import type { Checked } from '../../../engine/config/crossKeyRules.ts';
import { parseKeys } from '../../../engine/config/parseKeys.ts';

// Idempotence, delivery.timeout.ms and the backoffs: test/engine/producer/producerConfig.test.ts.

function check(given: Record<string, string>): Checked {
  const properties = { 'bootstrap.servers': 'localhost:9092', ...given };
  return checkTogether(parseKeys(properties), properties);
}

function refuses(given: Record<string, string>, message: RegExp): void {
  assert.throws(() => check(given), { kind: 'ConfigException', message }, JSON.stringify(given));
}

test('217 a transactional.id needs idempotence, whatever has switched it off', () => {
  const id = { 'transactional.id': 'tx' };
  for (const off of [{ 'enable.idempotence': 'false' }, { acks: '1' }, { retries: '0' }])
    refuses({ ...id, ...off }, /Cannot set a transactional\.id without also enabling idempotence.*acks=all/);
  assert.equal(check(id).values.enableIdempotence, true);
});

test('217 two-phase commit has no transaction.timeout.ms', () => {
  const twoPhase = { 'transaction.two.phase.commit.enable': 'true' };
  refuses({ ...twoPhase, 'transaction.timeout.ms': '60000' }, /transaction\.timeout\.ms \(60000\) together with/);
  assert.ok(check(twoPhase).values.transactionTwoPhaseCommitEnable);
  check({ 'transaction.two.phase.commit.enable': 'false', 'transaction.timeout.ms': '1' });
});

test('217 SASL needs a mechanism', () => {
  for (const protocol of ['SASL_SSL', 'sasl_plaintext'])
    refuses({ 'security.protocol': protocol, 'sasl.mechanism': ' ' }, /needs a sasl\.mechanism, which is ''/);
  check({ 'security.protocol': 'SSL', 'sasl.mechanism': '' });
  check({ 'security.protocol': 'SASL_SSL' });
});

test('217 rack-aware partitioning needs a rack, with a partitioner of its own, too', () => {
  const aware = { 'partitioner.rack.aware': 'true' };
  const roundRobin = { 'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner' };
  for (const others of [{}, { 'client.rack': '  ' }, roundRobin])
    refuses({ ...aware, ...others }, /needs client\.rack, which is ''/);
  check({ ...aware, 'client.rack': 'eu-1a' });
  check({ 'client.rack': 'eu-1a' });
});
