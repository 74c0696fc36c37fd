import assert from 'node:assert/strict';
import test from 'node:test';
import { TestProducer } from '../../support/testProducer.ts';

test('a pass that throws answers every record, closes the sockets, and tells whoever waits for the end', async () => {
  let passes = 0;
  const fixture = new TestProducer({ properties: { 'linger.ms': '1000' } });
  await fixture.warmUp('orders');
  const waiting = fixture.send({ topic: 'orders', value: 'in a batch' });
  const blocked = fixture.send({ topic: 'unknown', value: 'in line' });
  fixture.producer.sender.runOnce = () => {
    passes++;
    return Promise.reject(new Error('offset 16385 is out of bounds'));
  };
  await assert.rejects(fixture.close(0), /out of bounds/);
  assert.equal(passes, 1);
  await assert.rejects(waiting.get(), { name: 'KafkaException' });
  await assert.rejects(blocked.get(), { name: 'KafkaException' });
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
});
