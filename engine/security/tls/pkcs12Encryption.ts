/** How PKCS#12 files hide and seal what is in them: PBES2 (RFC 8018) and the older ways of RFC 7292. */
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { DerError, DerReader } from './der.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const SHA1_3DES = '1.2.840.113549.1.12.1.3';
/** More would only keep the machine busy. */
const maxIterations = 1_000_000;

const prfs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
const ciphers: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
};
const digests: Readonly<
  Record<string, { readonly name: string; readonly bytes: number; readonly blockBytes: number }>
> = {
  '1.3.14.3.2.26': { name: 'sha1', bytes: 20, blockBytes: 64 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', bytes: 32, blockBytes: 64 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', bytes: 48, blockBytes: 128 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', bytes: 64, blockBytes: 128 },
};
const purpose = { key: 1, iv: 2, mac: 3 } as const;

/** The file was made in a way that this runtime does not know, or no longer. */
export class UnsupportedEncryption extends Error {
  override readonly name = 'UnsupportedEncryption';
}

/** `algorithm`: the AlgorithmIdentifier's content. Throws what node:crypto throws when the password is wrong. */
export function decrypt(algorithm: DerReader, encrypted: Buffer, password: string): Buffer {
  const oid = algorithm.oid();
  const parameters = algorithm.sequence();
  const { cipher, key, iv } = oid === PBES2 ? pbes2(parameters, password) : olderKey(oid, parameters, password);
  const decipher = createDecipheriv(cipher, key, iv);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

interface CipherKey {
  readonly cipher: string;
  readonly key: Buffer;
  readonly iv: Buffer;
}

function pbes2(parameters: DerReader, password: string): CipherKey {
  const derivation = parameters.sequence();
  const derivationOid = derivation.oid();
  if (derivationOid !== PBKDF2) throw new UnsupportedEncryption(`key derivation ${derivationOid}`);
  const settings = derivation.sequence();
  const salt = settings.octets();
  const iterations = bounded(settings.integer());
  if (settings.nextTag === 0x02) settings.skip(); // The key's length, which the cipher tells, too.
  const prf = settings.isAtEnd ? 'sha1' : known(prfs, settings.sequence().oid());
  const scheme = parameters.sequence();
  const { name, keyBytes } = known(ciphers, scheme.oid());
  return { cipher: name, key: pbkdf2Sync(password, salt, iterations, keyBytes, prf), iv: scheme.octets() };
}

function olderKey(oid: string, parameters: DerReader, password: string): CipherKey {
  if (oid !== SHA1_3DES) throw new UnsupportedEncryption(`cipher ${oid}`);
  const salt = parameters.octets();
  const iterations = bounded(parameters.integer());
  const derive = (id: number, bytes: number): Buffer =>
    derivedKey('1.3.14.3.2.26', id, password, salt, iterations, bytes);
  return { cipher: 'des-ede3-cbc', key: derive(purpose.key, 24), iv: derive(purpose.iv, 8) };
}

/** Is the seal over `content` the password's? */
export function macMatches(macData: DerReader, content: Buffer, password: string): boolean {
  const digestInfo = macData.sequence();
  const digestOid = digestInfo.sequence().oid();
  const expected = digestInfo.octets();
  const salt = macData.octets();
  const iterations = macData.isAtEnd ? 1 : bounded(macData.integer());
  const { name, bytes } = known(digests, digestOid);
  const key = derivedKey(digestOid, purpose.mac, password, salt, iterations, bytes);
  const mac = createHmac(name, key).update(content).digest();
  return mac.length === expected.length && timingSafeEqual(mac, expected);
}

/** RFC 7292, appendix B.2. */
function derivedKey(
  digestOid: string,
  id: number,
  password: string,
  salt: Buffer,
  iterations: number,
  bytes: number,
): Buffer {
  const { name, blockBytes } = known(digests, digestOid);
  const secret = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const input = Buffer.concat([filled(salt, blockBytes), filled(secret, blockBytes)]);
  const parts: Buffer[] = [];
  for (let have = 0; have < bytes; have += parts.at(-1)?.length ?? bytes) {
    let digest = createHash(name).update(Buffer.alloc(blockBytes, id)).update(input).digest();
    for (let round = 1; round < iterations; round++) digest = createHash(name).update(digest).digest();
    parts.push(digest);
    const addend = filled(digest, blockBytes).subarray(0, blockBytes);
    for (let start = 0; start < input.length; start += blockBytes)
      addPlusOne(input.subarray(start, start + blockBytes), addend);
  }
  return Buffer.concat(parts).subarray(0, bytes);
}

/** Repeated up to a whole number of blocks. */
function filled(bytes: Buffer, blockBytes: number): Buffer {
  const length = Math.ceil(bytes.length / blockBytes) * blockBytes;
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

/** block = block + addend + 1, both big-endian. */
function addPlusOne(block: Buffer, addend: Buffer): void {
  let carry = 1;
  for (let i = block.length - 1; i >= 0; i--) {
    const sum = (block[i] as number) + (addend[i] as number) + carry;
    block[i] = sum & 0xff;
    carry = sum >> 8;
  }
}

function bounded(iterations: number): number {
  if (iterations < 1 || iterations > maxIterations)
    throw new DerError(`${iterations} iterations; 1 to ${maxIterations} are accepted`);
  return iterations;
}

function known<T>(table: Readonly<Record<string, T>>, oid: string): T {
  const found = table[oid];
  if (found === undefined) throw new UnsupportedEncryption(`algorithm ${oid}`);
  return found;
}
