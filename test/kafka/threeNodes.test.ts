// Our producer on three nodes of real Apache Kafka, the newest and an older one, while they are killed and restarted.
import { nodes } from './scenarios/nodes.ts';
import { judge, judgedConfig, judgedVersions } from './scenarios/scenario.ts';
import { topics } from './scenarios/topics.ts';
import { coordinatorDies, transactions } from './scenarios/transactions.ts';
import { writing } from './scenarios/writing.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';

for (const version of judgedVersions) {
  let kafka: KafkaCluster;
  const start = async () => (kafka = await startKafka({ nodes: 3, version, config: judgedConfig }));
  const scenarios = [...writing, ...topics, ...transactions, coordinatorDies, ...nodes];
  judge(`three nodes of ${version}`, { start, stop: () => kafka.stop() }, scenarios);
}
