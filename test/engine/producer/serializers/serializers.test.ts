import assert from 'node:assert/strict';
import test from 'node:test';
import { byteArraySerializer, stringSerializer } from '../../../../engine/producer/serializer.ts';
import type { Serializer } from '../../../../engine/producer/serializer.ts';
import {
  doubleSerializer,
  floatSerializer,
  integerSerializer,
  longSerializer,
  shortSerializer,
} from '../../../../engine/producer/serializers/numberSerializers.ts';
import {
  booleanSerializer,
  byteBufferSerializer,
  jsonSerializer,
  voidSerializer,
} from '../../../../engine/producer/serializers/otherSerializers.ts';
import {
  stringSerializerOf,
  uuidSerializer,
  uuidSerializerOf,
} from '../../../../engine/producer/serializers/textSerializers.ts';
import type { Encoding } from '../../../../engine/producer/serializers/encoding.ts';
import { javaSerialized } from '../../../support/javaSerialized.ts';

/** What ours makes of the fixture's text; throws where it refuses it. */
function ours(serializer: string, text: string | null): Uint8Array | null {
  const given = <T>(to: Serializer<T | null>, read: (text: string) => T): Uint8Array | null =>
    to.serialize('t', text === null ? null : read(text));
  const same = (value: string): string => value;
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  const [, kind, encoding] = /^(\w+)\((.*)\)$/.exec(serializer) ?? [];
  if (kind === 'String') return given(stringSerializerOf(encoding as Encoding), same);
  if (kind === 'UUID') return given(uuidSerializerOf(encoding as Encoding), same);
  switch (serializer) {
    case 'String':
      return given(stringSerializer, same);
    case 'ByteArray':
      return given(byteArraySerializer, bytes);
    case 'ByteBuffer':
      return given(byteBufferSerializer, hex => new DataView(Uint8Array.from([7, ...bytes(hex), 7]).buffer, 1, hex.length / 2)); // prettier-ignore
    case 'Bytes':
      return given(byteBufferSerializer, hex => Uint8Array.from(bytes(hex)).buffer);
    case 'Short':
      return given(shortSerializer, Number);
    case 'Integer':
      return given(integerSerializer, Number);
    case 'Long':
      return given(longSerializer, BigInt);
    case 'Float':
      return given(floatSerializer, Number);
    case 'Double':
      return given(doubleSerializer, Number);
    case 'Boolean':
      return given(booleanSerializer, word => word === 'true');
    case 'UUID':
      return given(uuidSerializer, same);
    case 'Void':
      return voidSerializer.serialize('t', text as null);
    case 'Json':
      return given(jsonSerializer, JSON.parse);
    default:
      throw new Error(`There is no ${serializer} here.`);
  }
}

for (const { serializer, value, bytes } of javaSerialized())
  test(`${serializer} of ${JSON.stringify(value)}: the bytes of Java's`, () => {
    if (bytes === undefined) assert.throws(() => ours(serializer, value), { name: /Serialization|IllegalArgument/ });
    else if (bytes === null) assert.equal(ours(serializer, value), null);
    else assert.deepEqual(Buffer.from(ours(serializer, value) ?? []), bytes);
  });

test('a value that is no such number is refused with the value and the limit', () => {
  const refuses = (run: () => unknown, message: RegExp): void =>
    assert.throws(run, { kind: 'SerializationException', message });
  refuses(() => shortSerializer.serialize('t', 32_768), /32768 is not a SHORT from -32768 to 32767/);
  refuses(() => integerSerializer.serialize('t', 1.5), /1\.5 is not an INTEGER from -2147483648 to 2147483647/);
  refuses(() => integerSerializer.serialize('t', NaN), /NaN is not an INTEGER/);
  refuses(() => longSerializer.serialize('t', 2 ** 53), /9007199254740992 is not .*give a bigint/);
  refuses(() => longSerializer.serialize('t', 2n ** 63n), /9223372036854775808 is not a LONG/);
  refuses(() => floatSerializer.serialize('t', 1e39), /1e\+39 is not a FLOAT, at most ±3\.40/);
  refuses(() => doubleSerializer.serialize('t', '1' as unknown as number), /1 is not a number/);
});

test('a long may be given as a number while that is exact', () => {
  assert.deepEqual(longSerializer.serialize('t', -1), Buffer.from('ffffffffffffffff', 'hex'));
});

test('JSON refuses what it cannot say, and takes null for no value', () => {
  assert.throws(() => jsonSerializer.serialize('t', undefined), { message: /undefined has no JSON/ });
  assert.throws(() => jsonSerializer.serialize('t', 1n), TypeError);
  assert.equal(jsonSerializer.serialize('t', null), null);
});

test('an unknown encoding is refused with those there are', () => {
  assert.throws(() => stringSerializerOf('KOI8-R' as Encoding), {
    kind: 'ConfigException',
    message: /'KOI8-R'.*UTF-8, UTF-16/,
  });
});
