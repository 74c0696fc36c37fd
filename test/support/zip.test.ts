import test from 'node:test';
import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { readZip } from './zip.ts';

test('stored and deflated entries are read, whatever extra fields and comments lie between', () => {
  const archive = zipOf([
    { name: 'a.txt', bytes: Buffer.from('stored'), deflate: false },
    { name: 'folder/ü.json', bytes: Buffer.from('x'.repeat(500)), deflate: true },
  ]);
  assert.deepEqual(
    readZip(archive).map(({ name, bytes }) => [name, bytes.toString()]),
    [
      ['a.txt', 'stored'],
      ['folder/ü.json', 'x'.repeat(500)],
    ],
  );
});

test('what is no archive, or a damaged one, is refused with the place', () => {
  assert.throws(() => readZip(Buffer.from('no archive')), /not a zip archive/);
  const archive = zipOf([{ name: 'a', bytes: Buffer.from('b'), deflate: false }]);
  const directory = archive.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  archive[directory] = 0;
  assert.throws(() => readZip(archive), new RegExp(`no header at byte ${directory}`));
});

/** An archive laid out by hand: local entries (with an extra field), the central directory, the end with a comment. */
function zipOf(entries: readonly { name: string; bytes: Buffer; deflate: boolean }[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, deflate } of entries) {
    const nameBytes = Buffer.from(name);
    const content = deflate ? deflateRawSync(bytes) : bytes;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(nameBytes.length, 26);
    local.writeUInt16LE(4, 28);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(deflate ? 8 : 0, 10);
    central.writeUInt32LE(content.length, 20);
    central.writeUInt32LE(bytes.length, 24);
    central.writeUInt16LE(nameBytes.length, 28);
    central.writeUInt32LE(offset, 42);
    const entry = Buffer.concat([local, nameBytes, Buffer.alloc(4), content]);
    parts.push(entry);
    directory.push(central, nameBytes);
    offset += entry.length;
  }
  const comment = Buffer.from('a comment');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...directory, end, comment]);
}
