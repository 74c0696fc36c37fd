import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { KafkaError } from '../../common/kafkaError.ts';
import { Secret } from '../../common/secret.ts';

/** The certificates of a PEM text, each checked. `key`: the configuration it stands in, for the error. */
export function pemCertificates(key: string, text: string): readonly string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw invalidPem(key, 'it has no certificate (-----BEGIN CERTIFICATE-----)');
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block).toString();
    } catch (error) {
      throw invalidPem(key, `certificate ${index + 1} in it is damaged`, error);
    }
  });
}

/** The private key of a PEM text, as PKCS#8 and no longer encrypted. */
export function pemPrivateKey(key: string, text: string, password: Secret | null): KeyObject {
  const [block] = /-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/.exec(text) ?? [];
  if (block === undefined) throw invalidPem(key, 'it has no private key (-----BEGIN PRIVATE KEY-----)');
  const encrypted = /ENCRYPTED/.test(block);
  if (encrypted && password === null) throw invalidPem(key, 'its private key is encrypted; set ssl.key.password');
  try {
    return createPrivateKey({ key: block, ...(encrypted && password && { passphrase: password.reveal() }) });
  } catch (error) {
    throw invalidPem(
      key,
      encrypted ? 'its private key cannot be decrypted; check ssl.key.password' : 'its private key is damaged',
      error,
    );
  }
}

export function privateKeyPem(key: KeyObject): Secret {
  return new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** The text may be a private key, so it is never part of the message. */
function invalidPem(key: string, why: string, cause?: unknown): KafkaError {
  return new KafkaError('ConfigException', `Invalid value for configuration ${key}: ${why}.`, { cause });
}
