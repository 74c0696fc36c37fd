/**
 * A 16-byte id as people and Kafka's tools see it: 22 characters of URL-safe base64 (Kafka: `Uuid.toString`).
 * A string, so that it can be a Map key.
 */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';

export function uuidFromBytes(bytes: Buffer, offset = 0): string {
  return bytes.toString('base64url', offset, offset + 16);
}

export function uuidToBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid, 'base64url');
  if (bytes.length !== 16)
    throw new RangeError(`"${uuid}" is no topic or directory id: it stands for ${bytes.length} bytes, not 16`);
  return bytes;
}
