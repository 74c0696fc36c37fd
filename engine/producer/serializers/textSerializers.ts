import { KafkaError } from '../../common/kafkaError.ts';
import type { Serializer } from '../serializer.ts';
import { encode, encodings } from './encoding.ts';
import type { Encoding } from './encoding.ts';

/** Kafka: `StringSerializer` with `serializer.encoding`. Throws ConfigException for an encoding it does not have. */
export function stringSerializerOf(encoding: Encoding): Serializer<string | null> {
  ensureKnown(encoding);
  return { serialize: (_topic, data) => (data === null ? null : encode(data, encoding)) };
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Kafka: `UUIDSerializer`: the text of the UUID in lower case, not its 16 bytes. */
export function uuidSerializerOf(encoding: Encoding): Serializer<string | null> {
  ensureKnown(encoding);
  const serialize = (_topic: string, data: string | null): Buffer | null => {
    if (data === null) return null;
    if (!uuidPattern.test(data))
      throw new KafkaError(
        'SerializationException',
        `'${data.slice(0, 60)}' is not a UUID such as 123e4567-e89b-12d3-a456-426614174000`,
      );
    return encode(data.toLowerCase(), encoding);
  };
  return { serialize };
}

export const uuidSerializer = uuidSerializerOf('UTF-8');

function ensureKnown(encoding: string): void {
  if (!(encodings as readonly string[]).includes(encoding))
    throw new KafkaError(
      'ConfigException',
      `Unknown encoding '${encoding}' for a serializer; use one of ${encodings.join(', ')}.`,
    );
}
