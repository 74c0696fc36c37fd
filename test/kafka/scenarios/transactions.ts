// Transactions, judged by who reads committed records only.
import assert from 'node:assert/strict';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import { assertQuiet, Ledger } from '../support/ledger.ts';
import type { Scenario } from './scenario.ts';
import { sendMixed } from './writing.ts';

export const transactions: readonly Scenario[] = [
  {
    name: 'transactions: what is committed is read, what is aborted is not',
    run: async rig => {
      const topic = await rig.topic('transactions');
      const { producer } = rig.producer({ 'transactional.id': 'committing' });
      const [kept, dropped] = [new Ledger('kept'), new Ledger('dropped')];
      await producer.initTransactions();
      for (let round = 0; round < 6; round++) {
        const commits = round % 2 === 0;
        producer.beginTransaction();
        await sendMixed(producer, topic, commits ? kept : dropped, 100);
        if (!commits) await producer.flush(); // Else an abort may drop what has not left.
        await (commits ? producer.commitTransaction() : producer.abortTransaction());
      }
      kept.assertAllAcked();
      dropped.assertAllAcked();
      assertQuiet(producer, kept, dropped);
      const committed = await rig.read(topic, 'read_committed');
      kept.compare(committed);
      dropped.assertAbsentFrom(committed);
      assert.equal((await rig.read(topic)).length, kept.sent.length + dropped.sent.length);
    },
  },
  {
    name: 'row 65: a twin with the same transactional.id fences the first',
    run: async rig => {
      const topic = await rig.topic('twins');
      const { producer: first } = rig.producer({ 'transactional.id': 'twin' });
      const { producer: second } = rig.producer({ 'transactional.id': 'twin' });
      const [fenced, kept] = [new Ledger('fenced'), new Ledger('kept')];
      await first.initTransactions();
      first.beginTransaction();
      await sendMixed(first, topic, fenced, 50);
      await first.flush();
      fenced.assertAllAcked();
      await second.initTransactions();
      second.beginTransaction();
      await sendMixed(second, topic, kept, 50);
      await sendMixed(first, topic, fenced, 50);
      // The first learns of it: as records that are refused, or at the latest at its commit.
      const refusal = await first.commitTransaction().then(
        () => assert.fail('the first must not commit'),
        (error: unknown) => error as KafkaError,
      );
      const kinds = [refusal.kind, (refusal.cause as KafkaError | undefined)?.kind];
      assert.match(kinds.join(), /ProducerFencedException|InvalidProducerEpochException/);
      await second.commitTransaction();
      await first.close();
      assertQuiet(first, fenced);
      kept.assertAllAcked();
      assertQuiet(second, kept);
      const committed = await rig.read(topic, 'read_committed');
      kept.compare(committed);
      fenced.assertAbsentFrom(committed);
    },
  },
];

/** Needs another node that takes over. */
export const coordinatorDies: Scenario = {
  name: 'row 64: the transaction’s coordinator dies by SIGKILL between a send and the commit',
  run: async rig => {
    const topic = await rig.topic('coordinated');
    const { producer } = rig.producer({ 'transactional.id': 'coordinated' });
    const [kept, dropped] = [new Ledger('kept'), new Ledger('dropped')];
    await producer.initTransactions();
    producer.beginTransaction();
    await sendMixed(producer, topic, kept, 100);
    await producer.flush();
    const coordinator = producer.transactionManager?.requests.coordinators.of('transaction')?.node.id ?? -1;
    await rig.kafka.kill(coordinator);
    await sendMixed(producer, topic, kept, 100);
    await producer.commitTransaction();
    assert.notEqual(producer.transactionManager?.requests.coordinators.of('transaction')?.node.id, coordinator);
    producer.beginTransaction();
    await sendMixed(producer, topic, dropped, 100);
    await producer.flush();
    await producer.abortTransaction();
    kept.assertAllAcked();
    assertQuiet(producer, kept, dropped);
    const committed = await rig.read(topic, 'read_committed');
    kept.compare(committed);
    dropped.assertAbsentFrom(committed);
  },
};
