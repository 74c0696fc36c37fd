import test from 'node:test';
import { compareWithGolden } from '../support/goldenJourney.ts';
import { TransactionalProducer } from '../support/transactionalProducer.ts';

const record = (value: string, partition = 0) => ({ topic: 'orders', partition, value });

for (const [name, transactionVersion] of [
  ['two-transactions', 0],
  ['two-transactions-v2', 2],
] as const)
  test(`journey: ${name.replaceAll('-', ' ')}`, async () => {
    const fixture = new TransactionalProducer({ latencyMs: 2, topics: { orders: [1, 1] }, transactionVersion });
    const { producer } = fixture;
    fixture.cluster.answersProduce = true;
    await fixture.run(producer.initTransactions());
    producer.beginTransaction();
    for (const partition of [0, 1]) fixture.send(record('kept', partition));
    await fixture.run(
      producer.sendOffsetsToTransaction([{ topic: 'orders', partition: 0, offset: 7n }], { groupId: 'billing' }),
    );
    await fixture.run(producer.commitTransaction());
    producer.beginTransaction();
    await fixture.acked(fixture.send(record('dropped')));
    await fixture.run(producer.abortTransaction());
    compareWithGolden(name, fixture);
  });
