// Three real nodes, a load, and the leader killed in the middle of it: nothing lost, nothing doubled, order kept.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { byteArraySerializer } from '../../engine/producer/serializer.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import { createTopic, dumpLogSegments, kcatConsume } from './support/judges.ts';
import { Ledger } from './support/ledger.ts';

let kafka: KafkaCluster;

before(async () => {
  kafka = await startKafka({ nodes: 3 });
});

after(async () => {
  await kafka.stop();
});

for (const compression of ['none', 'zstd']) {
  test(`a leader dies by SIGKILL under load (acks=all, idempotent, compression ${compression})`, async () => {
    const topic = `killed-${compression}`;
    await createTopic(kafka.bootstrap, { topic, partitions: 3, replication: 3 });
    await kafka.untilInSync(topic);
    const { topics } = await kafka.metadata(topic);
    const victim = topics[0]?.partitions[0]?.leader ?? 1;
    const producer = new KafkaProducer({
      properties: { 'bootstrap.servers': kafka.bootstrap, 'compression.type': compression, 'buffer.memory': '2000000' },
      keySerializer: byteArraySerializer,
      valueSerializer: byteArraySerializer,
    });
    const ledger = new Ledger();
    const send = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) await ledger.send(producer, topic, i % 2 === 0 ? null : `key-${i % 17}`, 60);
    };
    try {
      await send(5_000);
      await producer.flush(); // All connections stand now.
      const killed = kafka.kill(victim, 'SIGKILL');
      // Bounded load until the kill is felt: requests to the dead broker come back unanswered and their batches wait for a new leader.
      for (let round = 0; round < 1_000 && producer.totals.retriedBatches === 0; round++) {
        await send(200);
        await setImmediate(); // Lets the sender and its sockets work, so that requests are in flight when the broker dies.
      }
      await killed;
      await send(10_000);
      await producer.flush();

      assert.ok(producer.totals.retriedBatches > 0, 'the kill was felt: batches were sent again');
      assert.equal(
        ledger.acked.length,
        ledger.sent.length,
        `errors: ${[...new Set(ledger.sent.map(({ error }) => error))].join(', ')}`,
      );
      assert.equal(producer.pool.availableBytes, producer.pool.totalMemory);
      ledger.compare(await kcatConsume({ bootstrap: kafka.bootstrap, topic }));
      const survivor = kafka.nodeIds.find(id => id !== victim) ?? 1;
      for (const partition of [0, 1, 2]) {
        const batches = await dumpLogSegments(kafka.partitionFolder(survivor, topic, partition));
        assert.ok(batches.every(({ isValid, isControl, producerId }) => isValid && (isControl || producerId >= 0n)));
      }
    } finally {
      await producer.close(0);
      await kafka.restart(victim);
      await kafka.untilInSync(topic);
    }
  });
}
