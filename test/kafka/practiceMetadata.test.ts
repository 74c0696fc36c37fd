// What the practice cluster says of topics that there are not, against Apache Kafka: the same questions get the same answers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Errors } from '../../engine/common/errors.ts';
import type { PracticeCluster } from '../../engine/practice/practiceCluster.ts';
import { Metadata } from '../../engine/protocol/messages/index.ts';
import { startKafka } from './support/kafkaCluster.ts';
import type { KafkaCluster } from './support/kafkaCluster.ts';
import { startPractice } from './support/practice.ts';
import { WireClient } from './support/wireClient.ts';

let kafka: KafkaCluster;
let practice: PracticeCluster;

before(async () => {
  [kafka, practice] = await Promise.all([startKafka(), startPractice(1)]);
});

after(() => Promise.all([kafka.stop(), practice.stop()]));

const names = ['', '.', '..', 'a b', 'ä', 'a/b', 'a:b', 'x'.repeat(249), 'x'.repeat(250), 'nowhere', '-', '...'];

/** The error of each name's topic, asked for alone. */
async function errorsOf(address: string, version: number, allowAutoTopicCreation: boolean): Promise<string[]> {
  const client = new WireClient(address);
  const said: string[] = [];
  for (const name of names) {
    const { topics } = await client.ask(Metadata, version, { topics: [{ name }], allowAutoTopicCreation });
    said.push(...topics.map(topic => `${JSON.stringify(topic.name)} ${Errors.forCode(topic.errorCode).name}`));
  }
  client.close();
  return said;
}

for (const version of [4, 9, 11, 12, 13])
  test(`topics that may not be created, Metadata v${version}`, async () => {
    const expected = await errorsOf(kafka.bootstrap, version, false);
    assert.deepEqual(await errorsOf(practice.bootstrapServers, version, false), expected);
    assert.equal(expected.length, names.length);
  });

test('names that no topic can have are refused where topics are created too', async () => {
  const illegal = (lines: readonly string[]): string[] => lines.filter(line => line.includes('INVALID'));
  const expected = illegal(await errorsOf(kafka.bootstrap, 13, true));
  assert.deepEqual(illegal(await errorsOf(practice.bootstrapServers, 13, true)), expected);
  assert.ok(expected.length >= 8, expected.join('\n'));
});
