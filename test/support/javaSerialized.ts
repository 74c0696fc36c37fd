// What Java's serializers made of values: test/kafka/serializers.test.ts has the fixture printed anew, others hold ours against it.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const fixture = path.join(import.meta.dirname, '../engine/producer/serializers/serialized-by-java-4.4.0.tsv');

export interface JavaSerialized {
  readonly serializer: string;
  readonly value: string | null;
  /** Null for a null, undefined where Java refuses the value. */
  readonly bytes: Buffer | null | undefined;
}

export function fixtureLines(): readonly string[] {
  return readFileSync(fixture, 'utf8').split('\n').slice(0, -1);
}

export function javaSerialized(): readonly JavaSerialized[] {
  return fixtureLines().map(line => {
    const [serializer = '', value = '', hex = ''] = line.split('\t');
    const bytes = hex === 'null' ? null : hex === 'refused' ? undefined : Buffer.from(hex, 'hex');
    return { serializer, value: value === 'null' ? null : unescape(value), bytes };
  });
}

function unescape(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
