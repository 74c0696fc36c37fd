import { KafkaError } from '../../common/kafkaError.ts';
import type { Serializer } from '../serializer.ts';

/** Any view of bytes, and what it views only (Kafka: `ByteBufferSerializer`, `BytesSerializer`). Nothing is copied. */
export const byteBufferSerializer: Serializer<ArrayBufferView | ArrayBuffer | null> = {
  serialize: (_topic, data) => {
    if (data === null) return null;
    return ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
  },
};

/** Kafka: `BooleanSerializer`: one byte, 1 or 0. */
export const booleanSerializer: Serializer<boolean | null> = {
  serialize: (_topic, data) => (data === null ? null : Buffer.of(data ? 1 : 0)),
};

/** Kafka: `VoidSerializer`: for keys or values that are always null. */
export const voidSerializer: Serializer<null> = {
  serialize: (_topic, data) => {
    if (data !== null)
      throw new KafkaError('IllegalArgumentException', 'Data should be null for a void serializer; it has no bytes');
    return null;
  },
};

/**
 * Compact JSON in UTF-8, as Kafka Connect's `JsonSerializer` without schemas writes it. null is no value (a tombstone), not the text `null`.
 * What JSON cannot say (undefined, a function, a bigint, a ring) is refused.
 */
export const jsonSerializer: Serializer<unknown> = {
  serialize: (_topic, data) => {
    if (data === null) return null;
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined)
      throw new KafkaError(
        'SerializationException',
        `${typeof data} has no JSON; give an object, text, number or null`,
      );
    return Buffer.from(text.replace(escapesAndSurrogates, inUpperCase), 'utf8');
  },
};

/** An escaped backslash is taken as a whole, so that what follows it is not taken for an escape. */
const escapesAndSurrogates = /\\(?:u[0-9a-f]{4}|.)|[\ud800-\udfff]/g;

/** Jackson's way: hexadecimal digits in upper case, and halves of a pair as escapes. */
function inUpperCase(found: string): string {
  if (found.length === 1) return `\\u${found.charCodeAt(0).toString(16).toUpperCase()}`;
  return found.length > 2 ? `\\u${found.slice(2).toUpperCase()}` : found;
}
