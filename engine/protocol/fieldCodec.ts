import { ZERO_UUID } from '../common/uuid.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { ProtocolError, failedWithin } from './protocolError.ts';
import type { AnyField, Fields, PrimitiveKind } from './schema.ts';
import type { WireReader } from './wireReader.ts';
import { WireWriter } from './wireWriter.ts';

/**
 * Reads and writes one type in one version. Compiled once for each struct and version, then kept.
 *
 *   struct   = field…, and in flexible versions: count of tagged fields, then for each, ascending: tag, size, value
 *   array    = count, element…           (flexible: unsigned varint of count + 1, else int32; 0 or −1 is null)
 *   string   = length, UTF-8             (flexible: unsigned varint of length + 1, else int16)
 *   bytes    = length, data              (flexible: unsigned varint of length + 1, else int32); records likewise
 */
export interface FieldCodec {
  /** The least a value takes on the wire: bounds what a count may claim. */
  readonly minBytes: number;
  read(reader: WireReader): unknown;
  write(writer: WireWriter, value: unknown): void;
}

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

/** Reads the tagged section: `known` is called for each tag in order with the reader at its value. Unknown tags are skipped. */
export function readTags(reader: WireReader, visit: (tag: number, size: number) => void): void {
  const count = reader.unsignedVarint();
  reader.checkCount(count, 2);
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const offset = reader.position;
    const tag = reader.unsignedVarint();
    if (tag <= previous) throw new ProtocolError({ problem: 'tags must ascend', value: tag, limit: previous, offset });
    previous = tag;
    const size = reader.unsignedVarint();
    const start = reader.position;
    if (size > reader.remaining)
      throw new ProtocolError({
        problem: `tag ${tag} needs more bytes than are left`,
        value: size,
        limit: reader.remaining,
        offset,
      });
    visit(tag, size);
    if (reader.position > start + size)
      throw new ProtocolError({
        problem: `tag ${tag} is longer than its size`,
        value: reader.position - start,
        limit: size,
        offset,
      });
    reader.position = start + size;
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

const fixedBytes = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
} as const;

function primitiveCodec(kind: PrimitiveKind, flexible: boolean, nullable: boolean): FieldCodec {
  switch (kind) {
    case 'string':
      return {
        minBytes: flexible ? 1 : 2,
        read(reader) {
          const length = reader.length(flexible, true);
          return length === -1 ? nullOr(nullable, reader) : reader.string(length);
        },
        write(writer, value) {
          if (value === null) writeNull(writer, nullable, flexible, true);
          else writer.string(value as string, flexible);
        },
      };
    case 'bytes':
      return blobCodec(flexible, nullable, (writer, value) => {
        writer.length((value as Uint8Array).length, flexible, false);
        writer.bytes(value as Uint8Array);
      });
    case 'records':
      return blobCodec(flexible, nullable, (writer, value) => {
        const batches = Buffer.isBuffer(value) ? [value] : (value as readonly Buffer[]);
        writer.length(
          batches.reduce((sum, batch) => sum + batch.length, 0),
          flexible,
          false,
        );
        for (const batch of batches) writer.reference(batch);
      });
    default: {
      const minBytes = fixedBytes[kind];
      return { minBytes, read: reader => reader[kind](), write: (writer, value) => writer[kind](value as never) };
    }
  }
}

function blobCodec(flexible: boolean, nullable: boolean, write: FieldCodec['write']): FieldCodec {
  return {
    minBytes: flexible ? 1 : 4,
    read(reader) {
      const length = reader.length(flexible, false);
      return length === -1 ? nullOr(nullable, reader) : reader.bytes(length);
    },
    write(writer, value) {
      if (value === null) writeNull(writer, nullable, flexible, false);
      else write(writer, value);
    },
  };
}

function nullOr(nullable: boolean, reader: WireReader): null {
  if (nullable) return null;
  throw new ProtocolError({ problem: 'is null, which this version does not allow', offset: reader.position });
}

function writeNull(writer: WireWriter, nullable: boolean, flexible: boolean, short: boolean): void {
  if (!nullable) throw new ProtocolError({ problem: 'is null, which this version does not allow' });
  writer.length(-1, flexible, short);
}

// Shared by every body that lacks the field.
const noElements = Object.freeze([]);

function defaultOf(field: AnyField): unknown {
  const { type, options } = field;
  if (options.default !== undefined) return options.default;
  switch (type.kind) {
    case 'array':
      return noElements;
    case 'struct':
      return Object.freeze(
        Object.fromEntries(Object.entries(type.fields).map(([name, inner]) => [name, defaultOf(inner)])),
      );
    case 'bool':
      return false;
    case 'int64':
      return 0n;
    case 'string':
      return '';
    case 'uuid':
      return ZERO_UUID;
    case 'bytes':
    case 'records':
      return Buffer.alloc(0);
    default:
      return 0;
  }
}

function isDefault(value: unknown, defaultValue: unknown): boolean {
  if (value === defaultValue) return true;
  if (typeof value !== 'object' || value === null || typeof defaultValue !== 'object' || defaultValue === null)
    return false;
  if (Array.isArray(value) || value instanceof Uint8Array)
    return value.length === (defaultValue as { length?: number }).length;
  const defaults = defaultValue as Record<string, unknown>;
  return Object.entries(value).every(([name, inner]) => inner === undefined || isDefault(inner, defaults[name]));
}
