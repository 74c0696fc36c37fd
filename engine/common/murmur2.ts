/** Kafka's 32-bit murmur2 with its seed, as signed int32 (Kafka: `Utils.murmur2`). Decides the partition of a keyed record. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  let hash = 0x9747b28c ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    let group =
      byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);
    group = Math.imul(group, multiplier);
    group ^= group >>> 24;
    group = Math.imul(group, multiplier);
    hash = Math.imul(hash, multiplier) ^ group;
  }
  const rest = length - at;
  if (rest > 0) {
    if (rest === 3) hash ^= byteAt(bytes, at + 2) << 16;
    if (rest >= 2) hash ^= byteAt(bytes, at + 1) << 8;
    hash = Math.imul(hash ^ byteAt(bytes, at), multiplier);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return (hash ^ (hash >>> 15)) | 0;
}

/** The mask, not the absolute value (Kafka: `Utils.toPositive`). */
export function toPositive(value: number): number {
  return value & 0x7fff_ffff;
}

const multiplier = 0x5bd1e995;

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
