import { KafkaError } from '../common/kafkaError.ts';
import { defaultOf, isDefault } from './fieldDefaults.ts';
import { nullOr, primitiveCodec, writeNull } from './primitiveCodec.ts';
import type { FieldCodec } from './primitiveCodec.ts';
import { ProtocolError, failedWithin } from './protocolError.ts';
import type { AnyField, Fields } from './schema.ts';
import { readTags } from './taggedFields.ts';
import type { WireReader } from './wireReader.ts';
import { WireWriter } from './wireWriter.ts';

export interface StructCodec extends FieldCodec {
  /** Fields that this version has, in the order of the wire. */
  readonly plain: readonly NamedCodec[];
  readonly tagged: ReadonlyMap<number, NamedCodec>;
}

export interface NamedCodec {
  readonly name: string;
  readonly field: AnyField;
  readonly codec: FieldCodec;
  readonly defaultValue: unknown;
}

const compiled = new WeakMap<Fields, Map<string, StructCodec>>();

export function structCodec(fields: Fields, version: number, flexible: boolean): StructCodec {
  const versions = compiled.get(fields) ?? new Map<string, StructCodec>();
  compiled.set(fields, versions);
  const key = `${version}${flexible ? 'f' : ''}`;
  const codec = versions.get(key) ?? compileStruct(fields, version, flexible);
  versions.set(key, codec);
  return codec;
}

export function existsIn(field: AnyField, version: number): boolean {
  const { since = 0, until = Infinity } = field.options;
  return version >= since && version <= until;
}

function compileStruct(fields: Fields, version: number, flexible: boolean): StructCodec {
  const all = Object.entries(fields).map(([name, field]) => ({
    name,
    field,
    codec: fieldCodec(field, version, flexible),
    defaultValue: defaultOf(field),
  }));
  const present = all.filter(({ field }) => existsIn(field, version));
  const absent = all.filter(({ field }) => !existsIn(field, version));
  const plain = present.filter(({ field }) => field.options.tag === undefined);
  const tagged = present
    .filter(({ field }) => field.options.tag !== undefined)
    .sort((a, b) => (a.field.options.tag ?? 0) - (b.field.options.tag ?? 0));
  const byTag = new Map(tagged.map(named => [named.field.options.tag ?? 0, named]));
  const isPlain = all.map(named => plain.includes(named));

  const read = (reader: WireReader): unknown => {
    const body: Record<string, unknown> = {};
    for (let i = 0; i < all.length; i++) {
      const named = all[i] as NamedCodec;
      body[named.name] = isPlain[i] === true ? readField(reader, named) : named.defaultValue;
    }
    if (flexible) readTagged(reader, byTag, body);
    return body;
  };

  const write = (writer: WireWriter, value: unknown): void => {
    if (typeof value !== 'object' || value === null)
      throw new ProtocolError({ problem: 'needs an object', value: String(value) });
    const body = value as Record<string, unknown>;
    for (const named of plain) writeField(writer, named, body[named.name]);
    for (const named of absent) refuseIfLost(named, body[named.name], version);
    if (flexible) writeTagged(writer, tagged, body);
  };

  const minBytes = plain.reduce((sum, { codec }) => sum + codec.minBytes, flexible ? 1 : 0);
  return { minBytes, read, write, plain, tagged: byTag };
}

function readField(reader: WireReader, { name, codec }: NamedCodec): unknown {
  try {
    return codec.read(reader);
  } catch (error) {
    throw failedWithin(name, error);
  }
}

function writeField(writer: WireWriter, { name, codec, defaultValue }: NamedCodec, value: unknown): void {
  try {
    codec.write(writer, value === undefined ? defaultValue : value);
  } catch (error) {
    throw failedWithin(name, error);
  }
}

function readTagged(reader: WireReader, known: ReadonlyMap<number, NamedCodec>, body: Record<string, unknown>): void {
  readTags(reader, tag => {
    const named = known.get(tag);
    if (named !== undefined) body[named.name] = readField(reader, named);
  });
}

function writeTagged(writer: WireWriter, tagged: readonly NamedCodec[], body: Record<string, unknown>): void {
  const given = tagged.filter(({ name, defaultValue }) => {
    const value = body[name];
    return value !== undefined && !isDefault(value, defaultValue);
  });
  writer.unsignedVarint(given.length);
  for (const named of given) {
    const content = new WireWriter(64);
    writeField(content, named, body[named.name]);
    writer.unsignedVarint(named.field.options.tag ?? 0);
    writer.unsignedVarint(content.byteLength);
    writer.append(content);
  }
}

// Java refuses too: leaving out a value that means something would change what the request says.
function refuseIfLost({ name, field, defaultValue }: NamedCodec, value: unknown, version: number): void {
  if (field.options.ignorable === true || value === undefined || isDefault(value, defaultValue)) return;
  throw new KafkaError(
    'UnsupportedVersionException',
    `${name} was given a value, but version ${version} has no such field`,
  );
}

function fieldCodec(field: AnyField, version: number, flexible: boolean): FieldCodec {
  const { type, options } = field;
  const nullable = options.nullableSince !== undefined && version >= options.nullableSince;
  switch (type.kind) {
    case 'array':
      return arrayCodec(fieldCodec(type.element, version, flexible), flexible, nullable);
    case 'struct': {
      const codec = structCodec(type.fields, version, flexible);
      return nullable ? nullableStruct(codec) : codec;
    }
    default:
      return primitiveCodec(type.kind, flexible, nullable);
  }
}

function arrayCodec(element: FieldCodec, flexible: boolean, nullable: boolean): FieldCodec {
  return {
    minBytes: flexible ? 1 : 4,
    read(reader) {
      const count = reader.length(flexible, false);
      if (count === -1) return nullOr(nullable, reader);
      reader.checkCount(count, element.minBytes);
      const elements: unknown[] = [];
      let index = 0;
      try {
        for (; index < count; index++) elements.push(element.read(reader));
      } catch (error) {
        throw failedWithin(`[${index}]`, error);
      }
      return elements;
    },
    write(writer, value) {
      if (value === null) return writeNull(writer, nullable, flexible, false);
      const elements = value as readonly unknown[];
      writer.length(elements.length, flexible, false);
      let index = 0;
      try {
        for (; index < elements.length; index++) element.write(writer, elements[index]);
      } catch (error) {
        throw failedWithin(`[${index}]`, error);
      }
    },
  };
}

// A struct that may be null is preceded by one byte: −1 for null, 1 for a value.
function nullableStruct(codec: StructCodec): StructCodec {
  return {
    ...codec,
    minBytes: 1,
    read: reader => (reader.int8() < 0 ? null : codec.read(reader)),
    write(writer, value) {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) codec.write(writer, value);
    },
  };
}
