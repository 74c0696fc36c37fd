import { encode } from './serializers/encoding.ts';

/** Turns keys and values into bytes (Kafka: `Serializer`). Null stays null. Those of Java are here and in serializers/. */
export interface Serializer<T> {
  serialize(topic: string, data: T): Uint8Array | null;
}

/** Kafka: `StringSerializer`, UTF-8. */
export const stringSerializer: Serializer<string | null> = {
  serialize: (_topic, data) => (data === null ? null : encode(data, 'UTF-8')),
};

/** Kafka: `ByteArraySerializer`. */
export const byteArraySerializer: Serializer<Uint8Array | null> = {
  serialize: (_topic, data) => data,
};
