import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { listen } from '../../../engine/network/serverSocket.ts';
import type { ListenOptions, Listener, ServerConnection } from '../../../engine/network/serverSocket.ts';

interface Server extends Listener {
  readonly frames: string[];
  readonly ended: (string | null)[];
  readonly connections: ServerConnection[];
}

async function start(t: TestContext, options: Partial<ListenOptions> = {}): Promise<Server> {
  const frames: string[] = [];
  const ended: (string | null)[] = [];
  const connections: ServerConnection[] = [];
  const listener = await listen({
    port: 0,
    maxFrameBytes: 1000,
    maxConnections: 10,
    onConnection(connection) {
      connections.push(connection);
      return {
        onFrame(payload) {
          frames.push(payload.toString());
          connection.send([Buffer.from('<'), payload, Buffer.from('>')]);
        },
        onDrained: () => undefined,
        onClosed: error => void ended.push(error === null ? null : error.message),
      };
    },
    ...options,
  });
  t.after(() => listener.close());
  return { ...listener, frames, ended, connections };
}

function frame(content: string): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(Buffer.byteLength(content));
  return Buffer.concat([size, Buffer.from(content)]);
}

test('frames arrive whole, however they are cut on the way', async t => {
  const server = await start(t);
  const socket = net.connect(server.port, '127.0.0.1');
  socket.setNoDelay(true);
  const bytes = Buffer.concat([frame('first'), frame(''), frame('x'.repeat(300)), frame('last')]);
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await new Promise(resolve => setImmediate(resolve));
  }
  socket.end();
  assert.equal(await text(socket), `<first><><${'x'.repeat(300)}><last>`);
  assert.deepEqual(server.frames, ['first', '', 'x'.repeat(300), 'last']);
});

test('a frame that is too large ends its connection and no other', async t => {
  const server = await start(t);
  const healthy = net.connect(server.port, '127.0.0.1');
  const stranger = net.connect(server.port, '127.0.0.1');
  stranger.write('GET / HTTP/1.1\r\n\r\n');
  stranger.resume();
  await once(stranger, 'close');
  assert.match(server.ended[0] ?? '', /1195725856 bytes .*as text "GET "\); it can have 0 to 1000 bytes/);
  healthy.end(frame('still here'));
  assert.equal(await text(healthy), '<still here>');
});

test('a client that leaves with an answer unread resets its connection, which is told by its code', async t => {
  const server = await start(t);
  const socket = net.connect(server.port, '127.0.0.1');
  socket.write(frame('ask'));
  await once(socket, 'readable');
  socket.resetAndDestroy();
  while (server.ended.length === 0) await new Promise(resolve => setImmediate(resolve));
  assert.match(server.ended[0] ?? '', /ECONNRESET/);
});

test('it listens on the loopback address only', async t => {
  const server = await start(t);
  const table = execFileSync('cat', ['/proc/net/tcp', '/proc/net/tcp6'], { encoding: 'utf8' });
  const port = server.port.toString(16).toUpperCase().padStart(4, '0');
  const listening = table
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(columns => columns[1]?.endsWith(`:${port}`) && columns[3] === '0A');
  assert.deepEqual(
    listening.map(columns => columns[1]),
    [`0100007F:${port}`],
  );
});

test('a port that is taken is a clear error', async t => {
  const server = await start(t);
  await assert.rejects(
    start(t, { port: server.port }),
    new RegExp(`127.0.0.1:${server.port}: another program uses it`),
  );
});

test('closing ends connections at once and frees the port', async t => {
  const server = await start(t);
  const socket = net.connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(frame('hello'));
  await once(socket, 'data');
  socket.resume().on('error', () => undefined);
  const closed = once(socket, 'close');
  await server.close();
  await closed;
  const again = await start(t, { port: server.port });
  assert.equal(again.port, server.port);
});
