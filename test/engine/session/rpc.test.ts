import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { RemoteError, RpcClient, serveRpc } from '../../../engine/session/rpc.ts';
import type { Methods, Port } from '../../../engine/session/rpc.ts';
import { isPending } from '../../support/mockTimers.ts';

/** Two ends of a wire that copies what it carries, as a worker's port does. */
function wire(): { readonly near: Port; readonly far: Port } {
  const end = () => {
    const listeners: ((message: unknown) => void)[] = [];
    return { listeners, onMessage: (listener: (message: unknown) => void) => void listeners.push(listener) };
  };
  const [near, far] = [end(), end()];
  const to = (other: typeof near) => (message: unknown) => {
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => other.listeners.forEach(listener => listener(copy)));
  };
  return {
    near: { postMessage: to(far), onMessage: near.onMessage },
    far: { postMessage: to(near), onMessage: far.onMessage },
  };
}

type Calculator = {
  add: (params: readonly [number, number]) => Promise<number>;
  fail: (params: string) => Promise<never>;
  hang: (params: null) => Promise<never>;
  unclonable: (params: null) => Promise<unknown>;
};

function rig() {
  const { near, far } = wire();
  const events: string[] = [];
  const methods: Calculator = {
    add: async ([a, b]) => a + b,
    fail: async what => {
      if (what === 'text') throw 'just text' as unknown;
      if (what === 'plain') throw new RangeError('out of range');
      throw new KafkaError('TimeoutException', 'no answer', { mayBeWritten: true, code: 7 });
    },
    hang: () => new Promise<never>(() => undefined),
    unclonable: async () => () => 'a function',
  };
  const server = serveRpc<Calculator, string>(far, methods);
  const client = new RpcClient<Calculator, string>(near, event => events.push(event));
  return { client, server, events };
}

test('calls are answered by id, in whatever order; events come between', async () => {
  const { client, server, events } = rig();
  const hanging = client.call('hang', null);
  const sums = await Promise.all([client.call('add', [1, 2]), client.call('add', [10, 20])]);
  assert.deepEqual(sums, [3, 30]);
  server.emit('tick');
  assert.ok(await isPending(hanging));
  assert.deepEqual(events, ['tick']);
});

test('an error comes as data: its class, its code, and whether the record may be written', async () => {
  const { client } = rig();
  const of = async (what: string) => {
    const error: unknown = await client.call('fail', what).catch((each: unknown) => each);
    assert.ok(error instanceof RemoteError);
    assert.equal(error.name, error.data.name);
    return error.data;
  };
  assert.deepEqual(await of('kafka'), { name: 'TimeoutException', message: 'no answer', code: 7, mayBeWritten: true });
  assert.deepEqual(await of('plain'), { name: 'RangeError', message: 'out of range', code: null, mayBeWritten: false });
  assert.deepEqual(await of('text'), { name: 'Error', message: 'just text', code: null, mayBeWritten: false });
});

test('a result that cannot be copied is an error for its caller, and the next call goes on', async () => {
  const { client } = rig();
  await assert.rejects(client.call('unclonable', null), /could not be cloned/);
  assert.equal(await client.call('add', [1, 1]), 2);
});

for (const name of ['nothing', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])
  test(`there is no method '${name}'`, async () => {
    const { near, far } = wire();
    serveRpc<Calculator, string>(far, {
      add: async () => 0,
      fail: async () => Promise.reject(new Error()),
      hang: async () => Promise.reject(new Error()),
      unclonable: async () => 0,
    });
    const client = new RpcClient<Methods, string>(near, () => undefined);
    await assert.rejects(client.call(name, null as never), { message: `No method '${name}'.` });
  });

test('when the other side is gone open calls fail, and so do later ones; a late answer changes nothing', async () => {
  const { client } = rig();
  const open = [client.call('hang', null), client.call('add', [1, 2])];
  client.close(new Error('the worker ended'));
  for (const call of open) await assert.rejects(call, { message: 'the worker ended' });
  await assert.rejects(client.call('add', [1, 2]), { message: 'the worker ended' });
});
