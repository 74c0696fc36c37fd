// Reads a zip archive (a VSIX is one): enough of PKWARE's APPNOTE for archives without encryption and below 4 GiB.
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly compressedBytes: number;
  readonly bytes: Buffer;
}

const endOfCentralDirectory = 0x06054b50;
const centralDirectoryHeader = 0x02014b50;

export function readZip(archive: Buffer): ZipEntry[] {
  // The end record is the last thing in the file, before a comment of at most 65,535 bytes.
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== endOfCentralDirectory)
    throw new Error('not a zip archive: no end record');
  const count = archive.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let n = 0; n < count; n++) {
    if (archive.readUInt32LE(at) !== centralDirectoryHeader)
      throw new Error(`damaged zip archive: no header at byte ${at}`);
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    const compressedBytes = archive.readUInt32LE(at + 20);
    const method = archive.readUInt16LE(at + 10);
    const content = contentAt(archive, archive.readUInt32LE(at + 42), compressedBytes);
    if (method !== 0 && method !== 8) throw new Error(`${name}: compression method ${method} is not supported`);
    entries.push({ name, compressedBytes, bytes: method === 8 ? inflateRawSync(content) : content });
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

/** The local header repeats name and extra field, with lengths of its own. */
function contentAt(archive: Buffer, header: number, compressedBytes: number): Buffer {
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  return archive.subarray(start, start + compressedBytes);
}
