// What the jar of the Java client knows about the protocol.
import { readFile } from 'node:fs/promises';
import { readZip } from '../../support/zip.ts';
import { clientsJar } from './maven.ts';

/** The message definitions in the jar by name (`ProduceRequest`), their comments removed. */
export async function messageDefinitions(): Promise<ReadonlyMap<string, unknown>> {
  const definitions = new Map<string, unknown>();
  for (const { name, bytes } of readZip(await readFile(await clientsJar()))) {
    const message = /^common\/message\/(\w+)\.json$/.exec(name)?.[1];
    if (message === undefined) continue;
    definitions.set(message, JSON.parse(bytes.toString('utf8').replace(/^\s*\/\/.*$/gm, '')));
  }
  return definitions;
}
