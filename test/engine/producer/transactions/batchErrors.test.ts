import assert from 'node:assert/strict';
import test from 'node:test';
import { Errors } from '../../../../engine/common/errors.ts';
import { neverToProduce, produceErrors } from '../../../support/produceErrorTable.ts';
import type { ProduceAction, ProduceErrorRow } from '../../../support/produceErrorTable.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';

/** The second batch of a transaction, two records, answered with the code. */
async function answered(code: number) {
  const fixture = await TransactionalProducer.inTransaction({ transactionVersion: 2 });
  fixture.time.advance(5000);
  fixture.transitions.length = 0;
  const futures = ['a', 'b'].map(value => fixture.send({ topic: 'orders', partition: 0, value }));
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: code, logStartOffset: -1 } });
  await fixture.step();
  await fixture.stepUntil(() => !fixture.producer.client.inFlight.of(1).some(({ apiKey }) => apiKey === 0), 20).catch(() => undefined); // prettier-ignore
  const [batch] = fixture.producer.accumulator.incomplete;
  const error = futures[0]?.error() ?? null;
  const refresh = fixture.producer.metadata.needFullUpdate || fixture.of('metadataUpdated').length > 0;
  const mayBeWritten = error ? error.mayBeWritten : batch?.mayBeWritten;
  return { fixture, futures, error, refresh, mayBeWritten };
}

function actionOf({ fixture, futures }: Awaited<ReturnType<typeof answered>>): ProduceAction {
  if (fixture.state === 'FATAL_ERROR') return 'fatal';
  if (fixture.state === 'ABORTABLE_ERROR') return 'abortable';
  if (fixture.producer.totals.splitBatches > 0) return 'split';
  if (!futures[0]?.isDone()) return 'retry';
  return futures[0].error() ? 'fail' : 'success';
}

/** What is left of the transaction: it can be committed, or only aborted, or neither. */
async function checkEnd(seen: Awaited<ReturnType<typeof answered>>, action: ProduceAction): Promise<void> {
  const { fixture, futures } = seen;
  fixture.cluster.answersProduce = true;
  fixture.cluster.respondToAll();
  if (action === 'retry' || action === 'split' || action === 'success') {
    await fixture.run(fixture.producer.commitTransaction());
    assert.ok(futures.every(future => future.isDone() && future.error() === null));
    return;
  }
  await fixture.refused(fixture.producer.commitTransaction());
  if (action === 'fatal') await fixture.refused(fixture.producer.abortTransaction());
  else {
    await fixture.run(fixture.producer.abortTransaction());
    assert.equal(fixture.state, 'READY');
  }
}

async function check(row: ProduceErrorRow, code: number): Promise<void> {
  const seen = await answered(code);
  const action = actionOf(seen);
  assert.deepEqual([action, seen.refresh], [row.transactional, row.refresh], `${code}: ${seen.error?.message}`);
  if (action !== 'success' && action !== 'split')
    assert.equal(seen.mayBeWritten, row.written !== 'no', `${code} may be written`);
  await checkEnd(seen, action);
}

for (const row of produceErrors)
  for (const code of row.codes)
    test(`row 45 a batch of a transaction answered ${Errors.forCode(code).name} (${code}): ${row.transactional}`, () =>
      check(row, code));

test('every other code of Kafka 4.4.0: retried if it is retriable, else the transaction must be aborted', async () => {
  for (const row of neverToProduce) await check(row, row.codes[0] as number);
});
