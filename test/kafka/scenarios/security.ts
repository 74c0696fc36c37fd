// TLS and each SASL mechanism.
import { waysIn } from '../support/clientSecurity.ts';
import { Ledger } from '../support/ledger.ts';
import type { SecuredKafka } from '../support/securedKafka.ts';
import type { Scenario } from './scenario.ts';
import { sendMixed } from './writing.ts';

export function securityScenarios(secured: () => SecuredKafka): readonly Scenario[] {
  return waysIn.map(({ name, listener, properties }, index) => ({
    name: `206 every record once, in order: ${name}`,
    run: async rig => {
      const topic = await rig.topic(`secured-${index}`);
      const bootstrap = secured().bootstrap(listener);
      const { producer } = rig.producer({ 'bootstrap.servers': bootstrap, ...properties(secured()) });
      const ledger = new Ledger();
      await sendMixed(producer, topic, ledger, 100);
      await producer.flush();
      ledger.assertAllAcked();
      await rig.judge(producer, topic, ledger);
    },
  }));
}
