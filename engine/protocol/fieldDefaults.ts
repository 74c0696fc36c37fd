import { ZERO_UUID } from '../common/uuid.ts';
import type { AnyField } from './schema.ts';

// Shared by every body that lacks the field.
const noElements = Object.freeze([]);

/** What a body has for a field that its version lacks, or that the writer left out. */
export function defaultOf(field: AnyField): unknown {
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

/** A tagged field with its default is not written. */
export function isDefault(value: unknown, defaultValue: unknown): boolean {
  if (value === defaultValue) return true;
  if (typeof value !== 'object' || value === null || typeof defaultValue !== 'object' || defaultValue === null)
    return false;
  if (Array.isArray(value) || value instanceof Uint8Array)
    return value.length === (defaultValue as { length?: number }).length;
  const defaults = defaultValue as Record<string, unknown>;
  return Object.entries(value).every(([name, inner]) => inner === undefined || isDefault(inner, defaults[name]));
}
