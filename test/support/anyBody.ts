import fc from 'fast-check';
import type { AnyField, Fields } from '../../engine/protocol/schema.ts';

/** Any body that a version can carry: fields it lacks are left out. */
export function bodyOf(fields: Fields, version: number): fc.Arbitrary<Record<string, unknown>> {
  const present = Object.entries(fields).filter(
    ([, { options }]) => version >= (options.since ?? 0) && version <= (options.until ?? Infinity),
  );
  return fc.record(Object.fromEntries(present.map(([name, field]) => [name, valueOf(field, version)])));
}

function valueOf(field: AnyField, version: number): fc.Arbitrary<unknown> {
  const { nullableSince } = field.options;
  const value = plainValue(field, version);
  return nullableSince !== undefined && version >= nullableSince ? fc.option(value, { freq: 4 }) : value;
}

function plainValue({ type }: AnyField, version: number): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'array':
      return fc.array(valueOf(type.element, version), { maxLength: 3 });
    case 'struct':
      return bodyOf(type.fields, version);
    case 'bool':
      return fc.boolean();
    case 'int8':
      return fc.integer({ min: -128, max: 127 });
    case 'int16':
      return fc.integer({ min: -32768, max: 32767 });
    case 'uint16':
      return fc.integer({ min: 0, max: 65535 });
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat(0xffffffff);
    case 'int64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'float64':
      return fc.double();
    case 'string':
      return fc.string({ maxLength: 140, unit: 'grapheme' }).map(text => Buffer.from(text).toString());
    case 'uuid':
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytes => Buffer.from(bytes).toString('base64url'));
    case 'bytes':
    case 'records':
      return fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes));
  }
}
