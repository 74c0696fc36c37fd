import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { FrameReader, describeStranger } from '../../../engine/network/frameReader.ts';
import { frame } from './loopback.ts';

function read(chunks: readonly Buffer[], maxFrameBytes = 1000): string[] {
  const reader = new FrameReader(maxFrameBytes);
  const frames: string[] = [];
  for (const chunk of chunks) reader.push(chunk, payload => frames.push(payload.toString('latin1')));
  return frames;
}

test('191 frames that arrive byte by byte come out whole and in order', () => {
  const stream = Buffer.concat([frame('first'), frame(''), frame('third')]);
  assert.deepEqual(read([...stream].map(byte => Buffer.of(byte))), ['first', '', 'third']);
});

test('191 frames cut at any two places come out whole', () => {
  const stream = Buffer.concat([frame('ab'), frame('cde')]);
  for (let first = 0; first <= stream.length; first++)
    for (let second = first; second <= stream.length; second++)
      assert.deepEqual(
        read([stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)]),
        ['ab', 'cde'],
        `cut at ${first} and ${second}`,
      );
});

test('191 a long random stream in random cuts comes out as it went in', t => {
  const seed = 7;
  t.diagnostic(`seed ${seed}`);
  const random = seededRandom(seed);
  const payloads = Array.from({ length: 200 }, (_, i) =>
    String.fromCharCode(97 + (i % 26)).repeat(random.nextInt() % 900),
  );
  const stream = Buffer.concat(payloads.map(frame));
  const chunks: Buffer[] = [];
  for (let at = 0; at < stream.length;) {
    const length = 1 + (random.nextInt() % 50);
    chunks.push(stream.subarray(at, at + length));
    at += length;
  }
  assert.deepEqual(read(chunks), payloads);
});

test('a frame within one chunk is a view of it, not a copy', () => {
  const chunk = Buffer.concat([frame('one'), frame('two')]);
  new FrameReader(100).push(chunk, payload => assert.equal(payload.buffer, chunk.buffer));
});

test('an unfinished frame is counted as buffered until its last byte comes', () => {
  const reader = new FrameReader(100);
  const whole = frame('hello');
  reader.push(whole.subarray(0, 6), () => assert.fail('too early'));
  assert.equal(reader.buffered, 6);
  let finished = 0;
  reader.push(whole.subarray(6), () => finished++);
  assert.deepEqual([finished, reader.buffered], [1, 0]);
});

test('194 a frame of no bytes is a frame', () => {
  assert.deepEqual(read([Buffer.of(0, 0, 0, 0)]), ['']);
});

for (const size of [-1, -2147483648, 1001, 2147483647])
  test(`200 a frame of ${size} bytes is refused by its size alone`, () => {
    const start = Buffer.alloc(4);
    start.writeInt32BE(size);
    assert.throws(
      () => read([start]),
      (error: Error) =>
        error.name === 'InvalidReceiveException' &&
        error.message.includes(String(size)) &&
        error.message.includes('1000'),
    );
  });

test('200 a frame of exactly the limit is taken', () => {
  assert.equal(read([frame('x'.repeat(1000))])[0]?.length, 1000);
});

test('frames before a refused one are delivered', () => {
  const reader = new FrameReader(10);
  const frames: string[] = [];
  assert.throws(() =>
    reader.push(Buffer.concat([frame('good'), Buffer.alloc(4, 0xff)]), payload => frames.push(payload.toString())),
  );
  assert.deepEqual(frames, ['good']);
});

for (const [bytes, words] of [
  [Buffer.from('HTTP/1.1 400 Bad Request\r\n'), 'web server'],
  [Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), 'SSH server'],
  [Buffer.from('220 mail.example.org ESMTP'), 'mail or FTP'],
  [Buffer.from('15030300020228', 'hex'), 'TLS'],
] as const)
  test(`a port that answers ${JSON.stringify(bytes.toString('latin1').slice(0, 8))} is named, in one piece or byte by byte`, () => {
    const named = (error: Error): boolean => error.message.includes(words);
    assert.throws(() => read([bytes], 100 * 1024 * 1024), named);
    assert.throws(
      () =>
        read(
          [...bytes].map(byte => Buffer.of(byte)),
          100 * 1024 * 1024,
        ),
      named,
    );
  });

test('a size that merely is too large accuses nobody', () => {
  assert.equal(describeStranger(Buffer.from('7fffffff00000000', 'hex')), undefined);
});
