import assert from 'node:assert/strict';
import test from 'node:test';
import { checkPageMessage, checkRecord, pageMessageLimit } from '../../../extension/inspector/pageMessages.ts';

const send = (record: unknown, times: unknown = 1) => ({
  type: 'request',
  id: 1,
  request: { kind: 'send', record, times },
});
const record = { topic: 'orders', key: null, value: 'x' };

for (const good of [
  { type: 'ready' },
  { type: 'shown', seq: 3 },
  { type: 'action', action: { kind: 'pause' } },
  { type: 'action', action: { kind: 'connect', connectionId: null } },
  { type: 'action', action: { kind: 'connect', connectionId: 'staging' } },
  { type: 'action', action: { kind: 'copy', text: 'a\tb' } },
  { type: 'action', action: { kind: 'startLoad', topic: 'orders' } },
  { type: 'request', id: 4, request: { kind: 'describe', selection: { kind: 'batch', lane: 'orders-4', batchId: 0 } } },
  { type: 'request', id: 5, request: { kind: 'metrics' } },
  send({
    topic: '__proto__',
    key: { base64: 'AA==' },
    value: null,
    headers: [['a', null]],
    partition: 2,
    timestamp: 0,
  }),
]) {
  test(`accepted: ${JSON.stringify(good).slice(0, 90)}`, () => assert.deepEqual(checkPageMessage(good), good));
}

for (const bad of [
  null,
  'ready',
  [],
  {},
  { type: 'toString' },
  { type: 'shown', seq: -1 },
  { type: 'shown', seq: 1.5 },
  { type: 'action', action: { kind: 'workbench.action.terminal.sendSequence' } },
  { type: 'action', action: { kind: 'constructor' } },
  { type: 'action', action: { kind: '__proto__' } },
  { type: 'action', action: { kind: 'connect' } },
  { type: 'action', action: { kind: 'editConnection', connectionId: 7 } },
  { type: 'request', id: 1, request: { kind: 'describe', selection: { kind: 'file', path: '/etc/passwd' } } },
  { type: 'request', id: '1', request: { kind: 'predict', record } },
  send(record, 0),
  send(record, 10_001),
  send({ ...record, topic: '' }),
  send({ ...record, value: 5 }),
  send({ ...record, key: { base64: 'not base64!' } }),
  send({ ...record, partition: -1 }),
  send({ ...record, headers: [['a']] }),
  send({ ...record, headers: { length: 1 } }),
]) {
  test(`refused: ${JSON.stringify(bad).slice(0, 90)}`, () => assert.equal(checkPageMessage(bad), null));
}

test('fields nobody asked for do not get through', () => {
  assert.deepEqual(checkPageMessage({ type: 'action', action: { kind: 'pause', command: 'x' }, more: 1 }), {
    type: 'action',
    action: { kind: 'pause' },
  });
  assert.deepEqual(checkRecord({ ...record, source: 'x' }), record);
});

test('a message over the size limit is refused, and so is one nested without end', () => {
  assert.equal(checkPageMessage(send({ ...record, value: 'x'.repeat(pageMessageLimit) })), null);
  const nested: Record<string, unknown> = { type: 'ready' };
  nested['again'] = nested;
  assert.equal(checkPageMessage(nested), null);
});
