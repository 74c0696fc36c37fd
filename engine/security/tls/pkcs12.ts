import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { KafkaError } from '../../common/kafkaError.ts';
import type { Secret } from '../../common/secret.ts';
import { invalid } from '../securityProperties.ts';
import { DerError, DerReader } from './der.ts';
import { decrypt, macMatches, UnsupportedEncryption } from './pkcs12Encryption.ts';

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const KEY_BAG = '1.2.840.113549.1.12.10.1.1';
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
const CERT_BAG = '1.2.840.113549.1.12.10.1.3';
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';

/** Where the file and its password are configured, for errors. */
export interface Pkcs12Origin {
  readonly locationKey: string;
  readonly path: string;
  readonly passwordKey: string;
}

export interface Pkcs12Content {
  /** PEM */
  readonly certificates: readonly string[];
  readonly keys: readonly KeyObject[];
}

/**
 * Certificates and keys of a PKCS#12 file (RFC 7292), as keytool and openssl write it. Node reads such a file only with a private key
 * in it, which a trust store does not have. Without a password, what is not encrypted is read and the seal is not checked, as Java
 * does. Throws ConfigException.
 */
export function readPkcs12(file: Buffer, password: Secret | null, origin: Pkcs12Origin): Pkcs12Content {
  const { locationKey, path, passwordKey } = origin;
  try {
    return read(file, password?.reveal() ?? null, passwordKey);
  } catch (error) {
    if (error instanceof KafkaError) throw error;
    if (error instanceof UnsupportedEncryption)
      throw invalid(
        locationKey,
        path,
        `it is encrypted in a way this runtime does not offer (${error.message}); write it again with a current keytool or openssl, or convert it to PEM`,
        error,
      );
    const why = error instanceof DerError ? error.message : 'its content is damaged';
    throw invalid(locationKey, path, `it cannot be read as PKCS#12: ${why}`, error);
  }
}

function read(file: Buffer, password: string | null, passwordKey: string): Pkcs12Content {
  const pfx = new DerReader(file).sequence();
  pfx.integer();
  const safe = pfx.sequence();
  if (safe.oid() !== DATA) throw new DerError('it is sealed with a public key, which is not supported');
  const content = safe.explicit(0).octets();
  if (password !== null && !pfx.isAtEnd && !macMatches(pfx.sequence(), content, password))
    throw wrongPassword(passwordKey);
  const certificates: string[] = [];
  const keys: KeyObject[] = [];
  for (const bags of safeContents(content, password, passwordKey))
    while (!bags.isAtEnd) {
      const bag = bags.sequence();
      const kind = bag.oid();
      const value = bag.explicit(0);
      if (kind === CERT_BAG) certificates.push(...certificateOf(value.sequence()));
      else if (kind === KEY_BAG || kind === SHROUDED_KEY_BAG) keys.push(keyOf(value, kind, password, passwordKey));
    }
  return { certificates, keys };
}

function* safeContents(content: Buffer, password: string | null, passwordKey: string): Iterable<DerReader> {
  const parts = new DerReader(content).sequence();
  while (!parts.isAtEnd) {
    const part = parts.sequence();
    const kind = part.oid();
    if (kind === DATA) yield new DerReader(part.explicit(0).octets()).sequence();
    else if (kind === ENCRYPTED_DATA) {
      if (password === null) throw passwordMissing(passwordKey);
      yield decrypted(part.explicit(0).sequence(), password, passwordKey);
    } else throw new DerError(`content of kind ${kind} is not supported`);
  }
}

function decrypted(encryptedData: DerReader, password: string, passwordKey: string): DerReader {
  encryptedData.integer();
  const info = encryptedData.sequence();
  info.oid();
  const algorithm = info.sequence();
  try {
    return new DerReader(decrypt(algorithm, info.content(0x80), password)).sequence();
  } catch (error) {
    if (error instanceof UnsupportedEncryption) throw error;
    throw wrongPassword(passwordKey, error);
  }
}

function certificateOf(bag: DerReader): string[] {
  if (bag.oid() !== X509_CERTIFICATE) return [];
  return [new X509Certificate(bag.explicit(0).octets()).toString()];
}

function keyOf(value: DerReader, kind: string, password: string | null, passwordKey: string): KeyObject {
  const der = { key: value.element(), format: 'der', type: 'pkcs8' } as const;
  if (kind === KEY_BAG) return createPrivateKey(der);
  if (password === null) throw passwordMissing(passwordKey);
  try {
    return createPrivateKey({ ...der, passphrase: password });
  } catch (error) {
    throw wrongPassword(passwordKey, error);
  }
}

function wrongPassword(passwordKey: string, cause?: unknown): KafkaError {
  return invalid(passwordKey, '[hidden]', 'it does not open the file', cause);
}

function passwordMissing(passwordKey: string): KafkaError {
  return invalid(passwordKey, '', 'the file is encrypted; set its password');
}
