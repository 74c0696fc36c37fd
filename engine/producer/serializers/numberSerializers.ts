// Big-endian, as Java writes them (Kafka: `ShortSerializer`, `IntegerSerializer`, …). Null stays null.
import { KafkaError } from '../../common/kafkaError.ts';
import type { Serializer } from '../serializer.ts';

export const shortSerializer = wholeNumberSerializer('SHORT', 2);
export const integerSerializer = wholeNumberSerializer('INTEGER', 4);

/** 64 bits: a number only up to 2^53, beyond which it would not be exact; a bigint up to 2^63 - 1. */
export const longSerializer: Serializer<number | bigint | null> = {
  serialize: (_topic, data) => {
    if (data === null) return null;
    if (typeof data === 'number' && !Number.isSafeInteger(data))
      throw refused(String(data), `a whole number up to ±${Number.MAX_SAFE_INTEGER}; give a bigint beyond that`);
    const value = BigInt(data);
    if (value !== BigInt.asIntN(64, value))
      throw refused(String(data), `a LONG from ${-(2n ** 63n)} to ${2n ** 63n - 1n}`);
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  },
};

const largestFloat = 3.4028234663852886e38;

/** 32 bits: rounded to the nearest float; a finite number beyond the largest of them is refused. */
export const floatSerializer: Serializer<number | null> = {
  serialize: (_topic, data) => {
    if (data === null) return null;
    if (typeof data !== 'number' || (Number.isFinite(data) && !Number.isFinite(Math.fround(data))))
      throw refused(String(data), `a FLOAT, at most ±${largestFloat}`);
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeFloatBE(data);
    return bytes;
  },
};

export const doubleSerializer: Serializer<number | null> = {
  serialize: (_topic, data) => {
    if (data === null) return null;
    if (typeof data !== 'number') throw refused(String(data), 'a number');
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeDoubleBE(data);
    return bytes;
  },
};

function wholeNumberSerializer(type: string, width: 2 | 4): Serializer<number | null> {
  const limit = 2 ** (8 * width - 1);
  return {
    serialize: (_topic, data) => {
      if (data === null) return null;
      if (!Number.isInteger(data) || data < -limit || data >= limit)
        throw refused(String(data), `${type === 'SHORT' ? 'a' : 'an'} ${type} from ${-limit} to ${limit - 1}`);
      const bytes = Buffer.allocUnsafe(width);
      bytes.writeIntBE(data, 0, width);
      return bytes;
    },
  };
}

function refused(value: string, wanted: string): KafkaError {
  return new KafkaError('SerializationException', `${value} is not ${wanted}`);
}
