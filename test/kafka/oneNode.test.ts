// Our producer on one node of real Apache Kafka, the newest and an older one.
import { securityScenarios } from './scenarios/security.ts';
import { judge, judgedConfig, judgedVersions } from './scenarios/scenario.ts';
import { topics } from './scenarios/topics.ts';
import { transactions } from './scenarios/transactions.ts';
import { writing } from './scenarios/writing.ts';
import { startSecuredKafka, type SecuredKafka } from './support/securedKafka.ts';

for (const version of judgedVersions) {
  let secured: SecuredKafka;
  const start = async () => (secured = await startSecuredKafka({ version, config: judgedConfig })).cluster;
  const scenarios = [...writing, ...topics, ...transactions, ...securityScenarios(() => secured)];
  judge(`one node of ${version}`, { start, stop: () => secured.stop() }, scenarios);
}
