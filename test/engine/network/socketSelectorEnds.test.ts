import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { MockTime } from '../../support/mockTime.ts';
import { Rig, TinyServer, closedPort, frame, turns } from './loopback.ts';

test('195 a refused connection is one disconnection that names the address', async t => {
  const port = await closedPort(t);
  const rig = new Rig(t);
  rig.selector.connect('1', '127.0.0.1', port);
  await rig.until(() => rig.disconnected.length > 0);
  for (let i = 0; i < 5; i++) await rig.poll(0);
  assert.equal(rig.disconnected.length, 1);
  const [id, why] = rig.disconnected[0] as (typeof rig.disconnected)[number];
  assert.deepEqual([id, why.kind], ['1', 'refused']);
  assert.match(why.reason, new RegExp(`127\\.0\\.0\\.1:${port}`));
  assert.deepEqual(rig.connected, []);
});

test('189 a name that does not resolve is one disconnection that names it', async t => {
  const rig = new Rig(t, {
    resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  });
  rig.selector.connect('1', 'nowhere.example', 9092);
  await rig.until(() => rig.disconnected.length > 0);
  assert.equal(rig.disconnected[0]?.[1].kind, 'unresolved');
  assert.match(rig.disconnected[0]?.[1].reason ?? '', /nowhere\.example.*ENOTFOUND/);
});

test('196 connected and disconnected in one turn: both are reported', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  server.onConnection = socket => socket.destroy();
  rig.selector.connect('1', '127.0.0.1', server.port);
  await turns(200);
  await rig.poll(0);
  assert.deepEqual(rig.selector.connected, ['1']);
  assert.deepEqual([...rig.selector.disconnected.keys()], ['1']);
});

test('199 a peer that closes: what it had sent comes first, an unfinished frame never', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.end(Buffer.concat([frame('one'), frame('two'), frame('three').subarray(0, 6)]));
  await rig.until(() => rig.disconnected.length === 1);
  assert.deepEqual(rig.events.slice(1), ['received 1 3', 'received 1 3', 'disconnected 1']);
  assert.equal(rig.disconnected[0]?.[1].kind, 'closedByPeer');
});

test('199 a peer that closes its side is gone, even while it does not read what we send', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.pause();
  rig.send('1', Buffer.alloc(32 * 1024 * 1024));
  await rig.poll(0);
  socket.end();
  await rig.until(() => rig.disconnected.length === 1);
  assert.equal(rig.sends.length, 0);
});

test('a reset is a close by the peer', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.resetAndDestroy();
  await rig.until(() => rig.disconnected.length === 1);
  assert.equal(rig.disconnected[0]?.[1].kind, 'closedByPeer');
});

test('a send to a connection that was lost since the last poll ends with that loss, not with an exception', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.destroy();
  for (let i = 0; i < 1000 && !rig.selector.hasPending(); i++) await turns(1);
  rig.send('1', frame('too late'));
  await rig.until(() => rig.disconnected.length === 1);
  assert.equal(rig.sends.length, 0);
});

for (const [name, size] of [
  ['negative', -1],
  ['oversized', 1025],
  ['huge', 2147483647],
] as const)
  test(`200 row 55: a ${name} frame ends its connection and no other`, async t => {
    const server = await TinyServer.start(t);
    const rig = new Rig(t, { maxFrameBytes: 1024 });
    const socket = await rig.connect('1', server);
    const other = await rig.connect('2', server);
    const start = Buffer.alloc(8);
    start.writeInt32BE(size);
    socket.write(Buffer.concat([frame('good'), start]));
    await rig.until(() => rig.disconnected.length === 1);
    assert.deepEqual(rig.events.slice(-2), ['received 1 4', 'disconnected 1']);
    assert.equal(rig.disconnected[0]?.[1].kind, 'notKafka');
    assert.match(rig.disconnected[0]?.[1].reason ?? '', new RegExp(`${size}.*1024`));
    other.write(frame('still here'));
    await rig.until(() => rig.receives.some(({ source }) => source === '2'));
  });

test('row 20: a web server on the port is named', async t => {
  const server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const rig = new Rig(t, { maxFrameBytes: 100 * 1024 * 1024 });
  rig.selector.connect('1', '127.0.0.1', (server.address() as AddressInfo).port);
  await rig.until(() => rig.connected.length === 1);
  rig.send('1', frame('no words of HTTP'));
  await rig.until(() => rig.disconnected.length === 1);
  assert.deepEqual(rig.disconnected[0]?.[1].kind, 'notKafka');
  assert.match(rig.disconnected[0]?.[1].reason ?? '', /web server/);
});

for (const [words, greeting] of [
  [/SSH server/, Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
  [/speaks TLS/, Buffer.from('15030300020228', 'hex')],
] as const)
  test(`row 20: a port that is none of Kafka's is named: ${words.source}`, async t => {
    const server = await TinyServer.start(t);
    const rig = new Rig(t, { maxFrameBytes: 100 * 1024 * 1024 });
    const socket = await rig.connect('1', server);
    socket.write(greeting);
    await rig.until(() => rig.disconnected.length === 1);
    assert.match(rig.disconnected[0]?.[1].reason ?? '', words);
  });

test('a close while connecting leaves no trace, and the id is free again', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  rig.selector.connect('1', '127.0.0.1', server.port);
  rig.selector.close('1');
  await turns();
  for (let i = 0; i < 3; i++) await rig.poll(0);
  assert.deepEqual(rig.events, []);
  await rig.connect('1', server);
});

test('a close while the name resolves leaves no trace', async t => {
  const server = await TinyServer.start(t);
  const answer = Promise.withResolvers<{ address: string; family: number }[]>();
  const rig = new Rig(t, { resolve: () => answer.promise });
  rig.selector.connect('1', 'kafka.example', server.port);
  rig.selector.close('1');
  answer.resolve([{ address: '127.0.0.1', family: 4 }]);
  await turns();
  await rig.poll(0);
  assert.deepEqual([rig.events, server.sockets.length], [[], 0]);
});

test('a local close is not reported, nor what the connection still had to tell', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.end(frame('late'));
  for (let i = 0; i < 1000 && !rig.selector.hasPending(); i++) await turns(1);
  await turns();
  rig.selector.close('1');
  await rig.connect('1', server);
  await rig.poll(0);
  assert.deepEqual(rig.events, ['connected 1', 'connected 1']);
});

test('closeAll ends every connection and the poll that waits', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const sockets = [await rig.connect('1', server), await rig.connect('2', server)];
  const ended = Promise.all(sockets.map(socket => (socket.resume(), once(socket, 'close'))));
  const polled = rig.selector.poll(3_600_000);
  rig.selector.closeAll();
  await polled;
  await ended;
  assert.deepEqual(rig.disconnected, []);
});

test('198 only the connection idle longest is closed, one at a time, and it says so', async t => {
  const server = await TinyServer.start(t);
  const time = new MockTime();
  const rig = new Rig(t, { maxIdleMs: 5000, time });
  await rig.connect('1', server);
  time.advance(100);
  await rig.connect('2', server);
  time.advance(4900);
  await rig.poll(0);
  assert.equal(rig.disconnected.length, 0, 'at the limit, not beyond it');
  time.advance(1000);
  await rig.poll(0);
  assert.deepEqual(
    rig.disconnected.map(([id, { kind }]) => [id, kind]),
    [['1', 'idle']],
  );
  assert.match(rig.disconnected[0]?.[1].reason ?? '', /connections\.max\.idle\.ms \(5000 ms\)/);
  time.advance(1000);
  await rig.poll(0);
  assert.deepEqual(
    rig.disconnected.map(([id]) => id),
    ['1', '2'],
  );
});

test('198 traffic keeps a connection from being idle', async t => {
  const server = await TinyServer.start(t);
  const time = new MockTime();
  const rig = new Rig(t, { maxIdleMs: 5000, time });
  const first = await rig.connect('1', server);
  await rig.connect('2', server);
  time.advance(4000);
  first.write(frame('hello'));
  await rig.until(() => rig.receives.length === 1);
  time.advance(2000);
  await rig.poll(0);
  time.advance(1001);
  await rig.poll(0);
  assert.deepEqual(
    rig.disconnected.map(([id]) => id),
    ['2'],
  );
});

test('198 a connection with a send under way is not idle', async t => {
  const server = await TinyServer.start(t);
  const time = new MockTime();
  const rig = new Rig(t, { maxIdleMs: 5000, time });
  const socket = await rig.connect('1', server);
  socket.pause();
  rig.send('1', Buffer.alloc(32 * 1024 * 1024));
  time.advance(60_000);
  await rig.poll(0);
  assert.deepEqual(rig.disconnected, []);
});

test('198 a negative connections.max.idle.ms means never', async t => {
  const server = await TinyServer.start(t);
  const time = new MockTime();
  const rig = new Rig(t, { maxIdleMs: -1, time });
  await rig.connect('1', server);
  time.advance(86_400_000);
  await rig.poll(0);
  assert.deepEqual(rig.disconnected, []);
});
