import assert from 'node:assert/strict';
import test from 'node:test';
import { serverResolver, systemNames } from '../../../engine/network/bootstrapNames.ts';
import type { NameService } from '../../../engine/network/bootstrapNames.ts';

/** alias → two addresses, each with a name of its own but the second; gone → nothing. */
const names: NameService = {
  resolve: host => {
    if (host === 'empty') return Promise.resolve([]);
    if (host === 'gone') return Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    return Promise.resolve(['10.0.0.1', '10.0.0.2'].map(address => ({ address, family: 4 })));
  },
  canonicalName: address => Promise.resolve(address === '10.0.0.1' ? 'one.example' : address),
};
const servers = ['alias', 'gone', 'empty', '192.0.2.7'].map((host, i) => ({ host, port: 9092 + i }));
const unresolved = [
  'The host name gone does not resolve (ENOTFOUND).',
  'The host name empty does not resolve (ENODATA).',
];

test('names that resolve stay names; the others are told apart', async () => {
  assert.deepEqual(await serverResolver(false, names)(servers), {
    addresses: [
      { host: 'alias', port: 9092 },
      { host: '192.0.2.7', port: 9095 },
    ],
    unresolved,
  });
});

test('resolve_canonical_bootstrap_servers_only: each address by its canonical name, or as it is if it has none', async () => {
  assert.deepEqual(await serverResolver(true, names)(servers), {
    addresses: [
      { host: 'one.example', port: 9092 },
      { host: '10.0.0.2', port: 9092 },
      { host: '192.0.2.7', port: 9095 },
    ],
    unresolved,
  });
});

test("the machine's own name service: an address without a name stays an address", async () => {
  assert.equal(await systemNames.canonicalName('not an address'), 'not an address');
  assert.match(await systemNames.canonicalName('127.0.0.1'), /^\S+$/);
});
