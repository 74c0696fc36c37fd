import test from 'node:test';
import assert from 'node:assert/strict';
import { advertisedAddress } from '../../../../engine/inspect/diagnosis/advertisedAddress.ts';
import { node, quiet } from '../support/diagnosisStates.ts';

const unreached = { everReady: false, unreachable: true, failures: 2, state: 'backoff' } as const;

test('P02 advertisedAddress: sure if the name does not resolve, or is loopback while the bootstrap is not', () => {
  const unknown = node(1, { ...unreached, host: 'kafka', address: 'kafka:29092', disconnection: 'unresolved' });
  const said = advertisedAddress(quiet({ nodes: [unknown] }));
  assert.deepEqual(said?.values, {
    bootstrap: 'kafka.example:9092',
    node: 1,
    address: 'kafka:29092',
    disconnection: 'unresolved',
  });
  assert.equal(said.strength, 'proven');
  const loopback = node(1, { ...unreached, host: 'localhost', address: 'localhost:9092' });
  assert.equal(advertisedAddress(quiet({ nodes: [loopback] }))?.strength, 'proven');
});

test('P02 advertisedAddress: only suspected if the broker may simply be down', () => {
  assert.equal(advertisedAddress(quiet({ nodes: [node(1, unreached)] }))?.strength, 'suspected');
});

test('P02 advertisedAddress: not for a broker that was reached before, nor after one failure', () => {
  assert.equal(advertisedAddress(quiet({ nodes: [node(1, { ...unreached, everReady: true })] })), null);
  assert.equal(advertisedAddress(quiet({ nodes: [node(1, { ...unreached, failures: 1 })] })), null);
  assert.equal(advertisedAddress(quiet({ nodes: [node(-1, unreached)] })), null);
});
