import assert from 'node:assert/strict';
import test from 'node:test';
import { RequestReader } from '../../../engine/network/requestReader.ts';

function stream(...payloads: readonly string[]): Buffer {
  const parts = payloads.flatMap(payload => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(payload.length);
    return [size, Buffer.from(payload, 'latin1')];
  });
  return Buffer.concat(parts);
}

function read(reader: RequestReader, ...chunks: readonly Buffer[]): string[] {
  const found: string[] = [];
  for (const chunk of chunks) reader.push(chunk, payload => void found.push(payload.toString('latin1')));
  return found;
}

test('requests come out the same wherever the stream is cut in two or three', () => {
  const payloads = ['first', '', 'a longer one', 'x'];
  const bytes = stream(...payloads);
  for (let a = 0; a <= bytes.length; a++)
    for (let b = a; b <= bytes.length; b++) {
      const chunks = [bytes.subarray(0, a), bytes.subarray(a, b), bytes.subarray(b)];
      assert.deepEqual(read(new RequestReader(100), ...chunks), payloads, `cut at ${a} and ${b}`);
    }
});

test('a request of the largest size is taken, one byte more is refused before it comes', () => {
  assert.equal(read(new RequestReader(1000), stream('x'.repeat(1000))).length, 1);
  assert.throws(() => read(new RequestReader(1000), stream('x'.repeat(1001))), /1001 bytes was announced .* 0 to 1000/);
  assert.throws(() => read(new RequestReader(1000), Buffer.from([0xff, 0xff, 0xff, 0xff])), /-1 bytes/);
  assert.throws(() => read(new RequestReader(1000), Buffer.from([0x16, 0x03, 0x01, 0x02])), /another protocol, or TLS/);
});

test('an announced size costs nothing until the bytes come', () => {
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: 50 }, () => new RequestReader(100 * 1024 * 1024));
  for (const reader of readers) read(reader, Buffer.from([0x06, 0x00, 0x00, 0x00, 1, 2, 3]));
  assert.ok(process.memoryUsage().arrayBuffers - before < 1024 * 1024);
});

test('memory for requests in pieces is used again', () => {
  const reader = new RequestReader(1000);
  const bytes = stream('first one', 'other one');
  const views: Buffer[] = [];
  for (const byte of bytes) reader.push(Buffer.from([byte]), payload => void views.push(payload));
  assert.equal(views.length, 2);
  assert.equal(views[0]?.toString(), 'other one');
});
