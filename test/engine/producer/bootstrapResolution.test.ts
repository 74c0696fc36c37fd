import assert from 'node:assert/strict';
import test from 'node:test';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import type { NameService } from '../../../engine/network/bootstrapNames.ts';
import { TestProducer } from '../../support/testProducer.ts';

const known: NameService = {
  resolve: () => Promise.resolve([{ address: '10.0.0.1', family: 4 }]),
  canonicalName: () => Promise.resolve('broker-1'),
};
const unknown: NameService = {
  ...known,
  resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
};

for (const properties of [
  { 'bootstrap.resolve.timeout.ms': '1000' },
  { 'client.dns.lookup': 'resolve_canonical_bootstrap_servers_only', 'bootstrap.servers': 'alias:9092' },
])
  test(`${Object.entries(properties).join()}: a record finds its way`, async () => {
    const fixture = new TestProducer({ properties, names: known });
    assert.deepEqual(fixture.producer.metadata.snapshot.nodes, []);
    await fixture.warmUp();
    assert.equal(fixture.selector.connects[0]?.host, 'broker-1');
    await fixture.close(0);
  });

test('names that do not resolve in time: the sends that wait fail, later ones throw at once', async () => {
  const fixture = new TestProducer({ properties: { 'bootstrap.resolve.timeout.ms': '1000' }, names: unknown });
  const waiting = fixture.send({ topic: 'orders', value: 'waiting' });
  await fixture.stepUntil(() => waiting.isDone());
  assert.equal(fixture.time.elapsedMs, 1000);
  const error = waiting.error();
  assert.deepEqual([error?.kind, error?.mayBeWritten], ['BootstrapResolutionException', false]);
  assert.match(error?.message ?? '', /The host name .* does not resolve \(ENOTFOUND\)/);
  assert.throws(
    () => fixture.send({ topic: 'orders', value: 'later' }),
    ({ kind }: KafkaError) => kind === 'BootstrapResolutionException',
  );
  await fixture.close(0);
});

test('max.block.ms before that: the time-out says why there was nobody to ask', async () => {
  const properties = { 'bootstrap.resolve.timeout.ms': '100000', 'max.block.ms': '500' };
  const fixture = new TestProducer({ properties, names: unknown });
  const waiting = fixture.send({ topic: 'orders', value: 'waiting' });
  await fixture.stepUntil(() => waiting.isDone());
  assert.match(waiting.error()?.message ?? '', /^Topic orders not present in metadata after 500 ms.*ENOTFOUND/);
  await fixture.close(0);
});
