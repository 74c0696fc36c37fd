import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { RpcClient } from '../../../engine/session/rpc.ts';
import { PracticeService } from '../../../engine/session/practiceService.ts';
import type { PracticeEvent, PracticeMethods, PracticeOptions } from '../../../engine/session/practiceProtocol.ts';
import { MemoryNetwork } from '../practice/support/memoryNetwork.ts';
import { MockClock } from '../practice/support/mockClock.ts';

const options: PracticeOptions = {
  brokers: 2,
  port: 0,
  autoCreateTopics: true,
  defaultPartitions: 1,
  retentionBytes: 16 * 1024 * 1024,
  topics: [{ name: 'orders', partitions: 2, replicationFactor: 2 }],
};

test('changes come as at most four events a second, the last one included', async () => {
  const clock = new MockClock();
  const events: PracticeEvent[] = [];
  const { methods } = new PracticeService({
    time: clock,
    timers: clock,
    random: seededRandom(1),
    listen: new MemoryNetwork().listen,
    emit: event => void events.push(event),
  });
  const changes = (): number => events.filter(({ type }) => type === 'changed').length;
  await methods.start(options);
  clock.advance(250);
  const before = changes();
  for (let i = 0; i < 20; i++) {
    await methods.stopBroker({ node: 1 });
    await methods.startBroker({ node: 1 });
    clock.advance(25);
  }
  assert.equal(changes() - before, 2);
  clock.advance(10_000);
  assert.ok(changes() - before <= 5);
});

test('one cluster at a time; without one each method says what to do', async () => {
  const clock = new MockClock();
  const { methods } = new PracticeService({
    time: clock,
    timers: clock,
    random: seededRandom(1),
    listen: new MemoryNetwork().listen,
    emit: () => undefined,
  });
  await assert.rejects((async () => methods.describe(null))(), /does not run; start it first/);
  await assert.rejects(methods.start({ ...options, brokers: 10 }), /brokers is 10; .* from 1 to 9/);
  await methods.start(options);
  await assert.rejects(methods.start(options), /runs already/);
  await methods.stop(null);
  await methods.start(options);
  await methods.stop(null);
});

test('in its worker thread it answers calls and listens', async t => {
  const worker = new Worker(new URL('../../../engine/session/practiceWorker.ts', import.meta.url));
  t.after(() => worker.terminate());
  const client = new RpcClient<PracticeMethods, PracticeEvent>(
    { postMessage: message => worker.postMessage(message), onMessage: listener => void worker.on('message', listener) },
    () => undefined,
  );
  const { bootstrapServers } = await client.call('start', options);
  const ports = bootstrapServers.split(',').map(address => Number(address.split(':')[1]));
  const view = await client.call('describe', null);
  assert.deepEqual(
    view.brokers.map(({ port }) => port),
    ports,
  );
  const socket = net.connect(ports[1] ?? 0, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  await client.call('stop', null);
});
