import test from 'node:test';
import assert from 'node:assert/strict';
import { InspectedRig } from './support/inspectedRig.ts';

const rules = (rig: InspectedRig): string[] => rig.frame().verdicts.map(({ rule }) => rule);

/** In a transaction, with a record written. */
async function begun(properties: Readonly<Record<string, string>> = {}): Promise<InspectedRig> {
  const rig = new InspectedRig({ properties: { 'transactional.id': 'shop-1', ...properties } });
  rig.cluster.answersProduce = true;
  await settle(rig, rig.producer.initTransactions());
  rig.producer.beginTransaction();
  rig.send('a');
  await rig.stepUntil(() => rig.producer.totals.ackedRecords === 1);
  return rig;
}

/** Passes until the call has ended, one way or the other. */
async function settle(rig: InspectedRig, call: Promise<void>): Promise<void> {
  let ended = false;
  const end = (): void => void (ended = true);
  call.then(end, end);
  await rig.stepUntil(() => ended);
}

test('a record too large in a transaction: it must be aborted, said before the refused record; the abort ends it', async () => {
  const rig = await begun({ 'max.request.size': '1000' });
  rig.send('x'.repeat(2_000));
  assert.deepEqual(rules(rig), ['mustAbort', 'recordRefused']);
  assert.equal(rig.frame().verdicts[0]?.values['error'], 'RecordTooLargeException');
  await settle(rig, rig.producer.abortTransaction());
  rig.time.advance(2_000);
  assert.ok(!rules(rig).includes('mustAbort'));
});

test('fenced at the commit, and refused by the coordinator for good', async () => {
  for (const [error, rule] of [
    ['PRODUCER_FENCED', 'producerFenced'],
    ['INVALID_PRODUCER_EPOCH', 'producerFenced'],
    ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'producerFailed'],
  ] as const) {
    const rig = await begun();
    rig.cluster.coordinator.fail('EndTxn', error);
    await settle(rig, rig.producer.commitTransaction());
    assert.deepEqual(rules(rig), [rule], error);
  }
});

test('CONCURRENT_TRANSACTIONS at initTransactions is spoken of after a second, and no longer when it is over', async () => {
  const rig = new InspectedRig({ properties: { 'transactional.id': 'shop-1' } });
  const { coordinator } = rig.cluster;
  coordinator.fail('InitProducerId', 'CONCURRENT_TRANSACTIONS', 30);
  const initialized = rig.producer.initTransactions();
  await rig.stepUntil(() => coordinator.of('InitProducerId').length === 5);
  assert.deepEqual(rules(rig), []);
  await rig.stepUntil(() => coordinator.of('InitProducerId').length === 20);
  const [said] = rig.frame().verdicts;
  assert.partialDeepStrictEqual(said?.values, { cause: 'refused', request: 'InitProducerId', node: 1, errorCode: 51 });
  await settle(rig, initialized);
  rig.time.advance(2_000);
  assert.deepEqual(rules(rig), []);
});

test('a coordinator that does not answer EndTxn, and a transaction whose time runs out', async () => {
  const rig = await begun();
  rig.time.advance(50_000);
  assert.deepEqual(rules(rig), ['transactionTimeout']);
  const END_TXN = 26;
  rig.cluster.silentApis.add(END_TXN);
  rig.producer.commitTransaction().catch(() => undefined);
  await rig.stepUntil(() => rig.producer.sender.transactionalRequest !== null);
  const [said] = rig.watchFor(2_000).verdicts;
  assert.partialDeepStrictEqual(said?.values, { cause: 'silent', request: 'EndTxn', state: 'COMMITTING_TRANSACTION' });
});
