// What may happen to a topic: limits that a record does not meet, an end and a new beginning, more partitions.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { KafkaCluster } from '../support/kafkaCluster.ts';
import { clusterMetadata } from '../support/kcat.ts';
import { assertQuiet, Ledger } from '../support/ledger.ts';
import { until } from '../support/programs.ts';
import { deleteTopicByHand, growTopicByHand } from '../support/topicsByHand.ts';
import type { Scenario } from './scenario.ts';
import { sendMixed } from './writing.ts';

export const topics: readonly Scenario[] = [
  {
    name: 'row 42: a batch that the topic finds too large is split until it fits; a record that is too large fails alone',
    run: async rig => {
      const topic = await rig.topic('small-messages', { partitions: 1, config: { 'max.message.bytes': 2000 } });
      const { producer } = rig.producer({ 'linger.ms': '50', 'max.request.size': '20000' });
      const ledger = new Ledger();
      for (let n = 0; n < 200; n++) await ledger.send(producer, topic, { padding: 100 });
      await ledger.send(producer, topic, { padding: 3000 });
      await ledger.send(producer, topic, { padding: 30_000 });
      await producer.flush();
      assert.ok(producer.totals.splitBatches > 0);
      assert.equal(ledger.acked.length, 200);
      assert.deepEqual(
        ledger.sent.slice(200).map(({ error, mayBeWritten }) => [error, mayBeWritten]),
        [
          ['RecordTooLargeException', false],
          ['RecordTooLargeException', false],
        ],
      );
      await rig.judge(producer, topic, ledger);
    },
  },
  {
    name: 'row 33: a topic is deleted and made anew; what was sent meanwhile goes into the new one',
    run: async rig => {
      const topic = await rig.topic('made-anew');
      const { producer, transitions } = rig.producer();
      const [old, young] = [new Ledger('old'), new Ledger('young')];
      await sendMixed(producer, topic, old, 300);
      await producer.flush();
      old.assertAllAcked();
      old.compare(await rig.read(topic));
      await deleteTopicByHand(rig.address, topic);
      await untilGone(rig.kafka, topic);
      await sendMixed(producer, topic, young, 30);
      await until('it is felt', () => Promise.resolve(transitions.some(({ type }) => type === 'batchRetried')));
      await rig.topic(topic);
      await sendMixed(producer, topic, young, 300);
      await producer.flush();
      young.assertAllAcked();
      assertQuiet(producer, old, young);
      young.compare(await rig.read(topic));
    },
  },
  {
    name: 'row 34: partitions are added under load; the new ones are used, and order holds in each',
    run: async rig => {
      const topic = await rig.topic('grown');
      const { producer } = rig.producer({ 'metadata.max.age.ms': '500' });
      const ledger = new Ledger();
      await sendMixed(producer, topic, ledger, 300);
      await growTopicByHand(rig.address, topic, 6);
      const used = (): number => new Set(ledger.acked.map(({ partition }) => partition)).size;
      for (let round = 0; round < 2000 && used() < 6; round++) {
        await sendMixed(producer, topic, ledger, 30);
        await producer.flush();
        await setImmediate();
      }
      assert.equal(used(), 6);
      ledger.assertAllAcked();
      await rig.kafka.untilInSync(topic);
      await rig.judge(producer, topic, ledger);
    },
  },
];

/** No node tells of it any more. */
async function untilGone(kafka: KafkaCluster, topic: string): Promise<void> {
  await until(`no node knows ${topic}`, async () => {
    const found = await Promise.all(kafka.nodeIds.map(id => clusterMetadata(kafka.address(id), topic)));
    return found.every(({ topics: [known] }) => known === undefined || known.partitions.length === 0);
  });
}
