import { ProtocolError } from './protocolError.ts';
import type { PrimitiveKind } from './schema.ts';
import type { WireReader } from './wireReader.ts';
import type { WireWriter } from './wireWriter.ts';

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

type FixedKind = Exclude<PrimitiveKind, 'string' | 'bytes' | 'records'>;

const fixed: Readonly<Record<FixedKind, FieldCodec>> = {
  bool: { minBytes: 1, read: reader => reader.bool(), write: (writer, value) => writer.bool(value as boolean) },
  int8: { minBytes: 1, read: reader => reader.int8(), write: (writer, value) => writer.int8(value as number) },
  int16: { minBytes: 2, read: reader => reader.int16(), write: (writer, value) => writer.int16(value as number) },
  uint16: { minBytes: 2, read: reader => reader.uint16(), write: (writer, value) => writer.uint16(value as number) },
  int32: { minBytes: 4, read: reader => reader.int32(), write: (writer, value) => writer.int32(value as number) },
  uint32: { minBytes: 4, read: reader => reader.uint32(), write: (writer, value) => writer.uint32(value as number) },
  int64: { minBytes: 8, read: reader => reader.int64(), write: (writer, value) => writer.int64(value as bigint) },
  float64: { minBytes: 8, read: reader => reader.float64(), write: (writer, value) => writer.float64(value as number) },
  uuid: { minBytes: 16, read: reader => reader.uuid(), write: (writer, value) => writer.uuid(value as string) },
};

export function primitiveCodec(kind: PrimitiveKind, flexible: boolean, nullable: boolean): FieldCodec {
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
    default:
      return fixed[kind];
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

export function nullOr(nullable: boolean, reader: WireReader): null {
  if (nullable) return null;
  throw new ProtocolError({ problem: 'is null, which this version does not allow', offset: reader.position });
}

export function writeNull(writer: WireWriter, nullable: boolean, flexible: boolean, short: boolean): void {
  if (!nullable) throw new ProtocolError({ problem: 'is null, which this version does not allow' });
  writer.length(-1, flexible, short);
}
