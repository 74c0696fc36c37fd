import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedServers } from '../../../engine/network/bootstrapNames.ts';
import { ClientBench } from './clientBench.ts';

/** Answers each look-up when the test says so. */
class FakeNames {
  readonly asked: ((result: ResolvedServers) => void)[] = [];

  readonly resolve = (): Promise<ResolvedServers> => new Promise(resolve => this.asked.push(resolve));

  async answer(...hosts: readonly string[]): Promise<void> {
    const unresolved = hosts.length === 0 ? ['The host name boot does not resolve (ENOTFOUND).'] : [];
    this.asked.at(-1)?.({ addresses: hosts.map(host => ({ host, port: 9092 })), unresolved });
    await Promise.resolve();
  }
}

function bench(timeoutMs: number, names: FakeNames): ClientBench {
  return new ClientBench({ bootstrap: { resolve: names.resolve, timeoutMs, retryBackoffMs: 100 } });
}

test('names are looked up at once; polls go on meanwhile, and the result ends the one that waits', async () => {
  const names = new FakeNames();
  const { client, metadata, selector, time } = bench(1000, names);
  assert.equal(names.asked.length, 1, 'before the first poll');
  await client.poll(5000, time.milliseconds());
  assert.equal(selector.polls.at(-1)?.timeoutMs, 1000, 'no longer than the time there is');
  const { wakeups } = selector;
  await names.answer('one', 'two');
  assert.equal(selector.wakeups, wakeups + 1);
  assert.deepEqual(metadata.snapshot.nodes, [], 'a poll looks at it');
});

test('bootstrapped: connected to, and no longer looked up', async () => {
  const names = new FakeNames();
  const { client, metadata, selector, time } = bench(1000, names);
  await names.answer('one', 'two');
  await client.poll(0, time.milliseconds());
  assert.deepEqual(
    metadata.snapshot.nodes.map(({ id, host }) => [id, host]),
    [
      [-1, 'one'],
      [-2, 'two'],
    ],
  );
  assert.equal(selector.connects.length, 1, 'in the same poll');
  time.advance(10_000);
  await client.poll(0, time.milliseconds());
  assert.equal(metadata.bootstrapError, null);
  assert.equal(names.asked.length, 1);
});

test('in vain: again after retry.backoff.ms, each time told with its reason', async () => {
  const names = new FakeNames();
  const { client, selector, time, transitions } = bench(1000, names);
  for (let tries = 1; tries <= 3; tries++) {
    await names.answer();
    await client.poll(5000, time.milliseconds());
    assert.equal(names.asked.length, tries, 'not before the backoff');
    assert.equal(selector.polls.at(-1)?.timeoutMs, 100);
    time.advance(100);
    assert.deepEqual(client.unresolvedBootstrap?.failures, tries);
    await client.poll(0, time.milliseconds());
    assert.equal(names.asked.length, tries + 1);
  }
  assert.deepEqual(
    transitions.map(each => each.type === 'metadataFailed' && each.reason),
    Array(3).fill('The host name boot does not resolve (ENOTFOUND).'),
  );
  assert.equal(client.lastProblem, 'The host name boot does not resolve (ENOTFOUND).');
  await names.answer('one');
  await client.poll(0, time.milliseconds());
  assert.equal(client.unresolvedBootstrap, null);
});

test('out of time, counted from the first poll on: an error that stays, and names that come later change nothing', async () => {
  const names = new FakeNames();
  const { client, metadata, time } = bench(1000, names);
  let changes = 0;
  metadata.onChange = () => changes++;
  time.advance(5000);
  await client.poll(0, time.milliseconds());
  time.advance(999);
  await client.poll(0, time.milliseconds());
  assert.equal(changes, 0);
  time.advance(1);
  await client.poll(0, time.milliseconds());
  assert.deepEqual(
    [metadata.bootstrapError?.kind, metadata.bootstrapError?.api],
    ['BootstrapResolutionException', false],
  );
  assert.match(metadata.bootstrapError?.message ?? '', /bootstrap\.resolve\.timeout\.ms \(1000 ms\).*did not answer/);
  assert.equal(changes, 1, 'whoever waits hears of it');
  await names.answer('one');
  await client.poll(0, time.milliseconds());
  assert.deepEqual(metadata.snapshot.nodes, []);
  assert.equal(metadata.takeErrorFor('orders'), metadata.bootstrapError);
  assert.equal(metadata.takeErrorFor('orders'), metadata.bootstrapError, 'again and again');
});

test('a result that is there when the time is over still counts', async () => {
  const names = new FakeNames();
  const { client, metadata, time } = bench(1000, names);
  await client.poll(0, time.milliseconds());
  time.advance(2000);
  await names.answer('one');
  await client.poll(0, time.milliseconds());
  assert.equal(metadata.isBootstrapped, true);
});

test('without a time limit it is tried for ever, and no rebootstrap takes place before it', async () => {
  const names = new FakeNames();
  const { client, metadata, time, transitions } = bench(0, names);
  for (let i = 0; i < 5; i++) {
    await names.answer();
    time.advance(1_000_000);
    await client.poll(0, time.milliseconds());
  }
  assert.equal(metadata.bootstrapError, null);
  assert.ok(transitions.every(({ type }) => type === 'metadataFailed'));
});

test('rebootstrap goes back to what was resolved, without asking again', async () => {
  const names = new FakeNames();
  const { client, metadata, time } = bench(1000, names);
  await names.answer('one');
  await client.poll(0, time.milliseconds());
  metadata.rebootstrap(time.milliseconds(), 'test');
  assert.deepEqual(
    metadata.snapshot.nodes.map(({ host }) => host),
    ['one'],
  );
  assert.equal(names.asked.length, 1);
});
