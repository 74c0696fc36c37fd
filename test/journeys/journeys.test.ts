import test from 'node:test';
import { ErrorCodes } from '../../engine/common/errors.ts';
import { compareWithGolden } from '../support/goldenJourney.ts';
import { TestProducer } from '../support/testProducer.ts';
import type { TestProducerOptions } from '../support/testProducer.ts';

function journey(name: string, options: TestProducerOptions, run: (fixture: TestProducer) => Promise<void>): void {
  test(`journey: ${name.replaceAll('-', ' ')}`, async () => {
    const fixture = new TestProducer({ latencyMs: 2, ...options });
    await run(fixture);
    compareWithGolden(name, fixture);
  });
}

/** Answers each produce request 2 ms after it was sent until everything sent is answered. */
async function finish(fixture: TestProducer): Promise<void> {
  while (fixture.producer.accumulator.hasIncomplete || fixture.producer.blockedSends.count > 0) {
    await fixture.stepUntilSent();
    fixture.time.advance(2);
    fixture.cluster.respondToAll();
    await fixture.step();
  }
}

journey('first-record-to-a-cold-cluster', {}, async fixture => {
  fixture.send({ topic: 'orders', key: 'k', value: 'hello' });
  await finish(fixture);
});

journey('full-batch', { properties: { 'linger.ms': '1000', 'batch.size': '300' } }, async fixture => {
  await fixture.warmUp();
  for (let i = 0; i < 3; i++) fixture.send({ topic: 'orders', value: 'x'.repeat(100) });
  await fixture.stepUntilSent();
  fixture.time.advance(2);
  fixture.cluster.respondToAll();
  await fixture.step();
});

journey('linger', { properties: { 'linger.ms': '20' } }, async fixture => {
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'first' });
  fixture.time.advance(8);
  fixture.send({ topic: 'orders', value: 'second' });
  await finish(fixture);
});

const twoNodes: TestProducerOptions = { nodes: [1, 2], topics: { orders: [1], other: [2] } };

journey('retry-after-not-leader-with-a-new-leader', twoNodes, async fixture => {
  await fixture.warmUp('orders', 'other');
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.cluster.moveLeader('orders', 0, 2);
  fixture.cluster.respond(1, {
    'orders-0': { errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER, currentLeader: { leaderId: 2, leaderEpoch: 1 } },
  });
  await fixture.step();
  await finish(fixture);
});

journey('retry-after-not-leader-without-a-hint', twoNodes, async fixture => {
  await fixture.warmUp('orders', 'other');
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.cluster.moveLeader('orders', 0, 2);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER } });
  await fixture.step();
  await finish(fixture);
});

const impatient = { 'delivery.timeout.ms': '1000', 'request.timeout.ms': '400', 'retry.backoff.ms': '100' };

journey('delivery-timeout-of-a-silent-broker', { properties: impatient }, async fixture => {
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'lost' });
  await fixture.stepUntil(() => fixture.completions.length === 1);
  fixture.cluster.answersProduce = true;
  fixture.send({ topic: 'orders', value: 'afterwards' });
  await fixture.stepUntil(() => fixture.completions.length === 2);
});

journey(
  'pool-exhausted-and-released',
  { properties: { 'buffer.memory': '1000', 'batch.size': '500' } },
  async fixture => {
    await fixture.warmUp();
    for (let i = 0; i < 4; i++) fixture.send({ topic: 'orders', value: 'x'.repeat(400) });
    await finish(fixture);
  },
);

journey(
  'pool-exhausted-for-too-long',
  { properties: { 'buffer.memory': '500', 'batch.size': '500', 'max.block.ms': '300' } },
  async fixture => {
    await fixture.warmUp();
    fixture.send({ topic: 'orders', value: 'x'.repeat(400) });
    await fixture.stepUntilSent();
    fixture.send({ topic: 'orders', value: 'y'.repeat(400) });
    await fixture.stepUntil(() => fixture.completions.length === 1);
  },
);

journey(
  'split-of-a-too-large-batch',
  { properties: { 'batch.size': '600', 'compression.type': 'gzip' } },
  async fixture => {
    await fixture.warmUp();
    fixture.producer.accumulator.ratioEstimator.setEstimation('orders', 'gzip', 0.2);
    for (let i = 0; i < 4; i++) fixture.send({ topic: 'orders', value: String(i).repeat(250) });
    await fixture.stepUntilSent();
    fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.MESSAGE_TOO_LARGE } });
    await fixture.step();
    await finish(fixture);
  },
);

journey('broker-stops-and-comes-back', {}, async fixture => {
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.cluster.stop(1);
  await fixture.step(4);
  fixture.cluster.start(1);
  await finish(fixture);
});

journey('close-while-a-record-is-in-flight', {}, async fixture => {
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.send({ topic: 'payments', value: 'waits for its topic' });
  await fixture.close(50);
});
