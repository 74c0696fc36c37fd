/** What both sides of SCRAM compute (RFC 5802, RFC 7677; Kafka: `ScramFormatter`). Text is taken as UTF-8, without SASLprep, as Kafka does. */
import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { ScramMechanism } from '../securityConfig.ts';

const derive = promisify(pbkdf2);

/** Fewer are too cheap to guess (RFC 7677), more only cost us (a broker could ask for an hour of work). */
export const scramIterations = { min: 4096, max: 100_000 } as const;

const digests = { 'SCRAM-SHA-256': { name: 'sha256', bytes: 32 }, 'SCRAM-SHA-512': { name: 'sha512', bytes: 64 } };

export function saltedPassword(
  mechanism: ScramMechanism,
  password: string,
  salt: Buffer,
  iterations: number,
): Promise<Buffer> {
  const { name, bytes } = digests[mechanism];
  return derive(Buffer.from(password), salt, iterations, bytes, name);
}

export interface ScramKeys {
  readonly clientKey: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export function scramKeys(mechanism: ScramMechanism, salted: Buffer): ScramKeys {
  const clientKey = hmac(mechanism, salted, 'Client Key');
  return {
    clientKey,
    storedKey: createHash(digests[mechanism].name).update(clientKey).digest(),
    serverKey: hmac(mechanism, salted, 'Server Key'),
  };
}

export function hmac(mechanism: ScramMechanism, key: Buffer, text: string): Buffer {
  return createHmac(digests[mechanism].name, key).update(text).digest();
}

export function hash(mechanism: ScramMechanism, bytes: Buffer): Buffer {
  return createHash(digests[mechanism].name).update(bytes).digest();
}

export function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] as number)));
}

/** `=` and `,` have a meaning in SCRAM's messages. */
export function saslName(username: string): string {
  return username.replaceAll('=', '=3D').replaceAll(',', '=2C');
}

/** `r=…,s=…` as a map; of a name that comes twice the first counts. */
export function scramAttributes(message: Buffer): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const part of message.toString('utf8').split(',')) {
    const [, name, value] = /^([a-zA-Z]+)=([\s\S]*)$/.exec(part) ?? [];
    if (name !== undefined && value !== undefined && !attributes.has(name)) attributes.set(name, value);
  }
  return attributes;
}
