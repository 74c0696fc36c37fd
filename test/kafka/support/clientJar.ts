import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';

/** The release whose behaviour the engine follows. */
export const kafkaVersion = '4.4.0';

const folder = resolve(import.meta.dirname, '../../../.build/kafka');
const run = promisify(execFile);

/** Path of the Java client of that release, fetched through Maven once. */
export async function clientJar(): Promise<string> {
  const jar = join(folder, `kafka-clients-${kafkaVersion}.jar`);
  if (existsSync(jar)) return jar;
  await mkdir(folder, { recursive: true });
  const artifact = `-Dartifact=org.apache.kafka:kafka-clients:${kafkaVersion}`;
  await run('mvn', ['-q', '-B', 'dependency:copy', artifact, `-DoutputDirectory=${folder}`]).catch((cause: unknown) => {
    throw new Error(
      `Maven could not fetch kafka-clients ${kafkaVersion}; are "mvn" and a JDK installed (apt-get install maven)?`,
      { cause },
    );
  });
  return jar;
}

/** The message definitions in the jar by name (`ProduceRequest`), their comments removed. */
export async function messageDefinitions(): Promise<ReadonlyMap<string, unknown>> {
  const definitions = new Map<string, unknown>();
  for (const [path, text] of unzip(await readFile(await clientJar()), name =>
    /^common\/message\/\w+\.json$/.test(name),
  )) {
    const json = text.toString('utf8').replace(/^\s*\/\/.*$/gm, '');
    definitions.set(path.slice('common/message/'.length, -'.json'.length), JSON.parse(json));
  }
  return definitions;
}

/** Entries of a ZIP file, by its central directory: enough of the format for a jar. */
function* unzip(zip: Buffer, wanted: (name: string) => boolean): Generator<[name: string, content: Buffer]> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (wanted(name)) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const stored = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      yield [name, zip.readUInt16LE(at + 10) === 0 ? stored : inflateRawSync(stored)];
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}
