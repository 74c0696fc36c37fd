// Three real nodes: what the tests of our producer rely on when they kill a leader.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import { createTopic, kcatConsume, kcatProduce } from './support/judges.ts';
import { until } from './support/programs.ts';

let kafka: KafkaCluster;

before(async () => {
  kafka = await startKafka({ nodes: 3 });
});

after(async () => {
  await kafka.stop();
});

test('a killed leader is replaced, nothing acknowledged is lost, and the restarted node is in sync again', async () => {
  const topic = 'replicated';
  await createTopic(kafka.bootstrap, { topic, partitions: 1, replication: 3 });
  await kafka.untilInSync(topic);
  const leader = await leaderOf(topic);
  assert.ok(kafka.nodeIds.includes(leader));
  await kcatProduce({ bootstrap: kafka.bootstrap, topic, records: [{ value: 'before' }], properties: { acks: 'all' } });

  await kafka.kill(leader);
  await assert.rejects(kafka.kill(leader), /is not running/);
  const next = await until('another leader', async () => {
    const found = await leaderOf(topic);
    return found > 0 && found !== leader && found;
  });
  assert.ok(kafka.nodeIds.includes(next));
  await kcatProduce({ bootstrap: kafka.bootstrap, topic, records: [{ value: 'after' }], properties: { acks: 'all' } });

  await kafka.restart(leader);
  await kafka.untilInSync(topic);
  const read = await kcatConsume({ bootstrap: kafka.bootstrap, topic });
  assert.deepEqual(
    read.map(({ offset, value }) => [offset, String(value)]),
    [
      [0, 'before'],
      [1, 'after'],
    ],
  );
});

async function leaderOf(topic: string): Promise<number> {
  const { topics } = await kafka.metadata(topic);
  return topics[0]?.partitions[0]?.leader ?? -1;
}
