/** Writes ASN.1 in its distinguished encoding, as far as a certificate needs it. */
import { DerTag } from '../../security/tls/der.ts';

export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export function sequence(...contents: readonly Buffer[]): Buffer {
  return element(DerTag.sequence, ...contents);
}

export function set(...contents: readonly Buffer[]): Buffer {
  return element(DerTag.set, ...contents);
}

/** A number not below zero, big-endian. */
export function unsigned(bytes: Buffer): Buffer {
  return element(DerTag.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** From `1.2.840.113549`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(DerTag.oid, ...[first * 40 + second, ...rest].map(base128));
}

export function utf8(text: string): Buffer {
  return element(DerTag.utf8String, Buffer.from(text));
}

export function octets(content: Buffer): Buffer {
  return element(DerTag.octetString, content);
}

export function bits(content: Buffer, unusedBits = 0): Buffer {
  return element(DerTag.bitString, Buffer.from([unusedBits]), content);
}

/** Two-digit years up to 2049, four digits beyond, as RFC 5280 wants it. */
export function time(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replace(/\.\d+|[-:T]/g, '');
  return Number(digits.slice(0, 4)) < 2050
    ? element(DerTag.utcTime, Buffer.from(digits.slice(2)))
    : element(DerTag.generalizedTime, Buffer.from(digits));
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const significant = bytes.subarray(bytes.findIndex(byte => byte !== 0));
  return Buffer.concat([Buffer.from([0x80 | significant.length]), significant]);
}

function base128(value: number): Buffer {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) | 0x80);
  return Buffer.from(digits);
}
