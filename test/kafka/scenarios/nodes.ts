// Three nodes, and what may happen to them under load.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ErrorCodes } from '../../../engine/common/errors.ts';
import { Ledger } from '../support/ledger.ts';
import { until } from '../support/programs.ts';
import type { Scenario, Watched } from './scenario.ts';
import { sendMixed } from './writing.ts';

export const nodes: readonly Scenario[] = [
  {
    name: 'row 11: a leader dies by SIGKILL under load: nothing lost, nothing doubled, order kept',
    run: async rig => {
      const topic = await rig.topic('leader-killed', { codec: 'zstd' });
      const { producer } = rig.producer({ 'compression.type': 'zstd', 'buffer.memory': '2000000' });
      const ledger = new Ledger();
      await sendMixed(producer, topic, ledger, 1000);
      await producer.flush(); // All connections stand now.
      const { topics } = await rig.kafka.metadata(topic);
      const killed = rig.kafka.kill(topics[0]?.partitions[0]?.leader ?? 1);
      // Bounded load until the kill is felt: requests to the dead node come back unanswered, and their batches wait for a new leader.
      for (let round = 0; round < 1000 && producer.totals.retriedBatches === 0; round++) {
        await sendMixed(producer, topic, ledger, 200);
        await setImmediate(); // Lets the sender and its sockets work, so that requests are in flight when the node dies.
      }
      await killed;
      await sendMixed(producer, topic, ledger, 2000);
      await producer.flush();
      assert.ok(producer.totals.retriedBatches > 0, 'the kill was felt: batches were sent again');
      ledger.assertAllAcked();
      await rig.judge(producer, topic, ledger);
    },
  },
  {
    name: 'row 13: all nodes are restarted, one after the other, under load',
    run: async rig => {
      const topic = await rig.topic('rolling', { codec: 'lz4' });
      const { producer, transitions } = rig.producer({ 'compression.type': 'lz4' });
      const ledger = new Ledger();
      await sendMixed(producer, topic, ledger, 300);
      for (const id of rig.kafka.nodeIds) {
        await Promise.all([rig.kafka.kill(id, 'SIGTERM'), sendMixed(producer, topic, ledger, 300)]);
        await sendMixed(producer, topic, ledger, 300);
        await producer.flush();
        await Promise.all([rig.kafka.restart(id), sendMixed(producer, topic, ledger, 300)]);
        await rig.kafka.untilInSync(topic);
      }
      await producer.flush();
      for (const id of rig.kafka.nodeIds) assert.ok(hasLost({ producer, transitions }, id), `node ${id} was missed`);
      ledger.assertAllAcked();
      await rig.judge(producer, topic, ledger);
    },
  },
  {
    name: 'row 40: fewer replicas in sync than min.insync.replicas: the patient wait, the impatient fail for sure',
    run: async rig => {
      const [topic, other] = ['too-few', 'too-few-in-time'] as const;
      for (const name of [topic, other]) await rig.topic(name, { config: { 'min.insync.replicas': 3 } });
      const patient = rig.producer();
      const impatient = rig.producer({ 'linger.ms': '0', 'request.timeout.ms': '1000', 'delivery.timeout.ms': '2000' });
      const [kept, givenUp] = [new Ledger(), new Ledger()];
      await sendMixed(patient.producer, topic, kept, 100);
      await sendMixed(impatient.producer, other, givenUp, 100);
      await Promise.all([patient.producer.flush(), impatient.producer.flush()]);
      const before = givenUp.acked.length;
      await rig.kafka.kill(rig.kafka.nodeIds[0] ?? 1, 'SIGTERM');
      await sendMixed(patient.producer, topic, kept, 100);
      await until('it is felt', () => Promise.resolve(wasRefused(patient)));
      await sendMixed(impatient.producer, other, givenUp, 100);
      await impatient.producer.flush();
      assert.equal(givenUp.acked.length, before);
      assert.deepEqual(givenUp.errors, ['TimeoutException']);
      await rig.kafka.restartAll();
      await patient.producer.flush();
      kept.assertAllAcked();
      await rig.judge(patient.producer, topic, kept);
      await rig.judge(impatient.producer, other, givenUp);
    },
  },
];

function hasLost({ transitions }: Watched, node: number): boolean {
  return transitions.some(each => each.type === 'connectionChanged' && each.node === node && each.state === 'backoff');
}

function wasRefused({ transitions }: Watched): boolean {
  const refusals: readonly number[] = [ErrorCodes.NOT_ENOUGH_REPLICAS, ErrorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND];
  return transitions.some(each => each.type === 'batchRetried' && refusals.includes(each.errorCode));
}
