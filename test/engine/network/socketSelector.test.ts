import assert from 'node:assert/strict';
import test from 'node:test';
import { Rig, TinyServer, closedPort, frame, turns } from './loopback.ts';

test('a connection, a request and its response, each reported once', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.on('data', () => socket.write(frame('pong')));
  rig.send('1', frame('ping'));
  await rig.until(() => rig.receives.length === 1 && rig.sends.length === 1);
  assert.deepEqual(rig.connected, ['1']);
  assert.equal(rig.receives[0]?.payload.toString(), 'pong');
  assert.deepEqual([rig.selector.bytesOut, rig.selector.bytesIn], [8, 8]);
  await rig.poll(0);
  assert.deepEqual([rig.receives.length, rig.sends.length, rig.connected.length], [1, 1, 1]);
});

test('191 a response that trickles in byte by byte is delivered once it is whole', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  const bytes = frame('slow response');
  for (let i = 0; i < bytes.length; i++) {
    assert.equal(rig.receives.length, 0, `after ${i} bytes`);
    socket.write(bytes.subarray(i, i + 1));
    await rig.until(() => rig.selector.bytesIn === i + 1);
  }
  await rig.until(() => rig.receives.length === 1);
  assert.equal(rig.receives[0]?.payload.toString(), 'slow response');
});

test('192 a request larger than the socket buffers is complete only once the peer has taken it', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  const big = Buffer.alloc(32 * 1024 * 1024);
  for (let i = 0; i < big.length; i += 4) big.writeInt32LE(i, i);
  socket.pause();
  rig.send('1', big.subarray(0, 100), big.subarray(100));
  for (let i = 0; i < 5; i++) await rig.poll(0);
  assert.equal(rig.sends.length, 0);
  let at = 0;
  let intact = true;
  socket.on('data', chunk => {
    intact &&= chunk.equals(big.subarray(at, at + chunk.length));
    at += chunk.length;
  });
  socket.resume();
  await rig.until(() => rig.sends.length === 1 && at === big.length, 300);
  assert.ok(intact, 'the bytes are the ones sent, in order');
});

test('192 a response larger than the socket buffers arrives whole', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  const big = Buffer.alloc(16 * 1024 * 1024, 'abcdefg');
  socket.write(frame(big));
  await rig.until(() => rig.receives.length === 1, 300);
  assert.ok(rig.receives[0]?.payload.equals(big));
});

test('193 interleaved connections keep the order of each', async t => {
  const server = await TinyServer.start(t);
  server.onConnection = socket => socket.pipe(socket);
  const rig = new Rig(t);
  const ids = ['1', '2', '3'];
  for (const id of ids) await rig.connect(id, server);
  for (let round = 0; round < 10; round++) {
    for (const id of ids) rig.send(id, frame(`${id}:${round}`));
    await rig.until(() => rig.sends.length === 3 * (round + 1));
  }
  await rig.until(() => rig.receives.length === 30);
  for (const id of ids)
    assert.deepEqual(
      rig.receives.filter(({ source }) => source === id).map(({ payload }) => payload.toString()),
      Array.from({ length: 10 }, (_, round) => `${id}:${round}`),
    );
});

test('193 several responses in one segment are delivered in order', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.write(Buffer.concat(['a', 'b', 'c'].map(text => frame(text))));
  await rig.until(() => rig.receives.length === 3);
  assert.deepEqual(
    rig.receives.map(({ payload }) => payload.toString()),
    ['a', 'b', 'c'],
  );
});

test('194 a zero-length frame is delivered', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  socket.write(frame(''));
  await rig.until(() => rig.receives.length === 1);
  assert.equal(rig.receives[0]?.payload.length, 0);
});

test('201 a second send on the same connection is refused while the first is under way', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  await rig.connect('1', server);
  rig.send('1', frame('one'));
  assert.throws(() => rig.send('1', frame('two')), /still in progress/);
  await rig.until(() => rig.sends.length === 1);
  rig.send('1', frame('three'));
});

test('a send to a connection that never was is a mistake', t => {
  const rig = new Rig(t);
  assert.throws(() => rig.send('9', frame('lost')), /9 is not open/);
});

test('two connections cannot have the same id', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  await rig.connect('1', server);
  assert.throws(() => rig.selector.connect('1', '127.0.0.1', server.port), /already a connection for id 1/);
});

test('wakeup ends a poll that waits, and only one', async t => {
  const rig = new Rig(t);
  let ended = false;
  const polled = rig.selector.poll(3_600_000).then(() => (ended = true));
  await turns();
  assert.equal(ended, false);
  rig.selector.wakeup();
  await polled;
  const second = rig.selector.poll(3_600_000).then(() => (ended = false));
  await turns();
  assert.equal(ended, true, 'the next poll waits again');
  rig.selector.wakeup();
  await second;
});

test('a wakeup between polls makes the next one return at once', async t => {
  const rig = new Rig(t);
  rig.selector.wakeup();
  await rig.selector.poll(3_600_000);
});

test('a poll always gives the event loop a turn', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  const turnTaken = async (prepare: () => void | Promise<void>): Promise<boolean> => {
    await prepare();
    let taken = false;
    setImmediate(() => (taken = true));
    await rig.poll(0);
    return taken;
  };
  assert.ok(await turnTaken(() => undefined), 'with nothing to do');
  assert.ok(await turnTaken(() => rig.selector.wakeup()), 'woken');
  const withPending = await turnTaken(async () => {
    socket.write(frame('waiting'));
    for (let i = 0; i < 1000 && !rig.selector.hasPending(); i++) await turns(1);
    assert.ok(rig.selector.hasPending());
  });
  assert.ok(withPending, 'with something to report');
});

test('row 61: after the loop stood still, what can be read comes before the time-out', async t => {
  const server = await TinyServer.start(t);
  const rig = new Rig(t);
  const socket = await rig.connect('1', server);
  await turns();
  const polled = rig.poll(20);
  await turns(3);
  socket.write(frame('answer'));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100); // The whole thread stands, as with a busy callback.
  await polled;
  assert.deepEqual(rig.events, ['connected 1', 'received 1 6']);
});

test('180 addresses rotate: the next attempt dials the next one', async t => {
  const port = await closedPort(t);
  let resolved = 0;
  const resolve = async () => {
    resolved++;
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
  };
  const rig = new Rig(t, { resolve });
  rig.selector.connect('1', 'kafka.example', port);
  await rig.until(() => rig.disconnected.length === 1);
  const server = await TinyServer.start(t, port);
  rig.selector.connect('1', 'kafka.example', port);
  await rig.until(() => rig.connected.length === 1);
  assert.equal(resolved, 1, 'the second address came from the same answer');
  await turns();
  server.socket().destroy();
  await rig.until(() => rig.disconnected.length === 2);
  rig.selector.connect('1', 'kafka.example', port);
  await rig.until(() => rig.connected.length === 2);
  assert.equal(resolved, 2, 'a connection had stood, so the name was asked for again');
});
