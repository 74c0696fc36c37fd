import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';
import { parseProducerConfig } from '../../../engine/producer/producerConfig.ts';
import type { ProducerConfig } from '../../../engine/producer/producerConfig.ts';

const parse = (properties: Record<string, string> = {}): ProducerConfig =>
  parseProducerConfig({ 'bootstrap.servers': 'localhost:9092', ...properties });

function refuses(properties: Record<string, string>, message: RegExp): void {
  assert.throws(() => parse(properties), { kind: 'ConfigException', message }, JSON.stringify(properties));
}

test('acks all and -1 are the same', () => {
  assert.equal(parse({ acks: '-1' }).acks, -1);
  assert.equal(parse({ acks: '1' }).acks, 1);
  assert.equal(parse({ acks: '0' }).acks, 0);
});

test('bootstrap.servers must be there and not be empty; duplicates are dropped, the first stays', () => {
  assert.throws(() => parseProducerConfig({}), {
    kind: 'ConfigException',
    message: /Missing required configuration 'bootstrap\.servers'/,
  });
  refuses({ 'bootstrap.servers': '' }, /Invalid value '' for configuration bootstrap\.servers: .*not be empty/);
  refuses({ 'bootstrap.servers': 'a:1,,b:2' }, /empty element/);
  refuses({ 'bootstrap.servers': 'a:1,' }, /empty element/);
  assert.deepEqual(parse({ 'bootstrap.servers': 'b:2, a:1 ,b:2' }).bootstrapServers, [
    { host: 'b', port: 2 },
    { host: 'a', port: 1 },
  ]);
});

test('batch.size 0 means 1, and linger.ms is at most 2147483647', () => {
  assert.equal(parse({ 'batch.size': '0' }).batchSize, 1);
  assert.equal(parse({ 'linger.ms': '3000000000', 'delivery.timeout.ms': '2147483647' }).lingerMs, 2147483647);
});

test('compression levels have ranges of their own', () => {
  for (const level of ['0', '10', '-2'])
    refuses({ 'compression.gzip.level': level }, new RegExp(`${level} for configuration compression\\.gzip\\.level`));
  for (const level of ['-1', '1', '9']) parse({ 'compression.gzip.level': level, 'compression.type': 'gzip' });
  for (const level of ['23', '-131073'])
    refuses({ 'compression.zstd.level': level }, new RegExp(`${level} for configuration compression\\.zstd\\.level`));
  for (const level of ['22', '-131072']) parse({ 'compression.zstd.level': level, 'compression.type': 'zstd' });
  for (const level of ['0', '18'])
    refuses({ 'compression.lz4.level': level }, new RegExp(`${level} for configuration compression\\.lz4\\.level`));
  for (const level of ['1', '9', '17']) parse({ 'compression.lz4.level': level, 'compression.type': 'lz4' });
  for (const type of ['gzip', 'snappy', 'lz4', 'zstd'])
    assert.equal(parse({ 'compression.type': type }).compression.type, type);
});

test('217 an explicit wish for idempotence conflicts with retries=0, acks≠all and more than 5 in flight', () => {
  const wish = { 'enable.idempotence': 'true' };
  refuses({ ...wish, retries: '0' }, /retries to non-zero.*enable\.idempotence=false/);
  refuses({ ...wish, acks: '1' }, /acks to 'all'.*not '1'.*enable\.idempotence=false/);
  refuses({ ...wish, acks: '0' }, /acks to 'all'.*not '0'/);
  refuses({ ...wish, 'max.in.flight.requests.per.connection': '6' }, /at most 5.*not 6/);
});

test('217 left at its default, idempotence goes instead, with a warning', () => {
  for (const properties of [{ retries: '0' }, { acks: '1' }, { acks: '0' }]) {
    const config = parse(properties);
    assert.equal(config.enableIdempotence, false);
    assert.equal(config.warnings.length, 1);
    assert.match(config.warnings[0] ?? '', /Idempotence is off because/);
  }
  assert.equal(parse({ acks: '1', retries: '0' }).warnings.length, 2);
});

test('217 the rules are looked at in the order retries, acks, in flight', () => {
  const wish = { 'enable.idempotence': 'true', 'max.in.flight.requests.per.connection': '6' };
  refuses({ ...wish, retries: '0', acks: '1' }, /retries/);
  refuses({ ...wish, acks: '1' }, /acks/);
});

test('217 more than 5 in flight is refused even if acks or retries have just switched idempotence off', () => {
  refuses({ 'max.in.flight.requests.per.connection': '6' }, /at most 5/);
  refuses({ 'max.in.flight.requests.per.connection': '6', acks: '1' }, /at most 5/);
  assert.equal(parse({ 'max.in.flight.requests.per.connection': '6', 'enable.idempotence': 'false' }).maxInFlight, 6);
});

test('217 delivery.timeout.ms must be linger.ms + request.timeout.ms or more; its default is raised to it', () => {
  refuses({ 'delivery.timeout.ms': '30004' }, /delivery\.timeout\.ms \(30004\).*5 \+ 30000 = 30005/);
  assert.equal(parse({ 'delivery.timeout.ms': '30005' }).deliveryTimeoutMs, 30005);
  const raised = parse({ 'request.timeout.ms': '200000' });
  assert.equal(raised.deliveryTimeoutMs, 200005);
  assert.match(raised.warnings.join(), /delivery\.timeout\.ms is set to .*200005/);
  const most = parse({ 'linger.ms': '2147483647', 'request.timeout.ms': '2147483647' });
  assert.equal(most.deliveryTimeoutMs, 2147483647, 'the sum is cut at the greatest INT');
});

test('reconnect.backoff.ms alone makes the backoff constant, with a warning', () => {
  const config = parse({ 'reconnect.backoff.ms': '70' });
  assert.equal(config.reconnectBackoffMaxMs, 70);
  assert.match(config.warnings.join(), /reconnect\.backoff\.max\.ms is set to reconnect\.backoff\.ms \(70 ms\)/);
  const both = parse({ 'reconnect.backoff.ms': '70', 'reconnect.backoff.max.ms': '500' });
  assert.equal(both.reconnectBackoffMaxMs, 500);
  assert.deepEqual(both.warnings, []);
});

test('batches grow if they are large enough for that, and not compressed; else they take all their memory', () => {
  const strategy = (more: Record<string, string>) =>
    parse({ 'buffer.memory.allocation.strategy': 'Incremental', ...more });
  assert.equal(strategy({}).bufferMemoryAllocationStrategy, 'incremental');
  const small = strategy({ 'batch.size': '16383', 'compression.type': 'gzip' });
  assert.equal(small.bufferMemoryAllocationStrategy, 'full');
  assert.match(small.warnings.join(), /incremental has no effect: batch\.size \(16383\) is below 16384/);
  refuses(
    { 'buffer.memory.allocation.strategy': 'incremental', 'compression.type': 'zstd' },
    /incremental cannot be used with compression\.type=zstd.*Set compression\.type=none/,
  );
});

test('a backoff or setup timeout above its maximum is only warned about', () => {
  assert.match(parse({ 'retry.backoff.ms': '2000' }).warnings.join(), /retry\.backoff\.ms \(2000\).*1000/);
  assert.match(
    parse({ 'socket.connection.setup.timeout.ms': '40000' }).warnings.join(),
    /socket\.connection\.setup\.timeout\.ms \(40000\).*30000/,
  );
});

test('a buffer.memory smaller than batch.size is not refused here: the first send says it', () => {
  assert.equal(parse({ 'buffer.memory': '100' }).bufferMemory, 100);
});

test('unknown keys are warned about by name; what would change the meaning is refused until it is built', () => {
  assert.deepEqual(parse({ 'linger.sm': '7', __proto__x: '1' }).warnings, [
    "The configuration 'linger.sm' was supplied but is not known to this producer.",
    "The configuration '__proto__x' was supplied but is not known to this producer.",
  ]);
  refuses(
    { 'partitioner.class': 'com.example.Mine' },
    /Mine for configuration partitioner\.class: .*RoundRobinPartitioner/,
  );
  assert.equal(parse({ 'security.protocol': 'plaintext' }).securityProtocol, 'PLAINTEXT');
  assert.equal(parse({ 'partitioner.rack.aware': 'false' }).partitionerRackAware, false);
});

test('a secret is not shown, and a key that has no default shows none', () => {
  const config = parse({ 'ssl.key.password': 'hunter2' });
  assert.equal(config.sslKeyPassword?.reveal(), 'hunter2');
  assert.doesNotMatch(inspect(config, { depth: 9 }) + JSON.stringify(config), /hunter2/);
  const shown = new Map(config.effective.map(({ key, value, isDefault }) => [key, [value, isDefault]]));
  assert.deepEqual(shown.get('ssl.key.password'), ['[hidden]', false]);
  assert.deepEqual(shown.get('ssl.keystore.location'), ['null', true]);
  assert.deepEqual(shown.get('ssl.enabled.protocols'), ['TLSv1.2,TLSv1.3', true]);
});

test('what is shown tells the given from the default', () => {
  const { effective } = parse({ 'linger.ms': '5', 'batch.size': '1' });
  const shown = Object.fromEntries(effective.map(({ key, value, isDefault }) => [key, `${value} ${isDefault}`]));
  assert.equal(shown['linger.ms'], '5 true');
  assert.equal(shown['batch.size'], '1 false');
  assert.equal(shown['bootstrap.servers'], 'localhost:9092 false');
});
