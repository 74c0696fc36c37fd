import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { TlsIdentity } from '../securityConfig.ts';
import type { SecurityProperties } from '../securityProperties.ts';
import { invalid, invalidHidden } from '../securityProperties.ts';
import { pemCertificates, pemPrivateKey, privateKeyPem } from './pem.ts';
import { storedIn } from './storeFile.ts';

const chainKey = 'ssl.keystore.certificate.chain';
const privateKeyKey = 'ssl.keystore.key';
const locationKey = 'ssl.keystore.location';
const passwordKey = 'ssl.keystore.password';
const typeKey = 'ssl.keystore.type';
const keyPasswordKey = 'ssl.key.password';

/** What we show when a broker asks who we are (Kafka: `DefaultSslEngineFactory.createKeystore`); null: nothing was given. */
export function keyStore(properties: SecurityProperties): TlsIdentity | null {
  const keyText = properties.text(privateKeyKey);
  const chainText = properties.text(chainKey);
  const keyPassword = properties.secret(keyPasswordKey);
  if (keyText !== null || chainText !== null) {
    if (properties.has(locationKey))
      throw invalid(
        locationKey,
        properties.text(locationKey) ?? '',
        `${privateKeyKey} is set, too; remove one of them`,
      );
    if (properties.text(typeKey)?.toUpperCase() !== 'PEM')
      throw invalid(typeKey, properties.text(typeKey) ?? 'JKS', `${privateKeyKey} needs the type PEM`);
    if (keyText === null) throw invalidHidden(privateKeyKey, `${chainKey} is set without it; set both`);
    if (chainText === null) throw invalid(chainKey, '', `${privateKeyKey} is set without it; set both`);
    const key = pemPrivateKey(privateKeyKey, keyText, keyPassword);
    return identity(chainKey, key, pemCertificates(chainKey, chainText));
  }
  if (!properties.has(locationKey)) {
    if (properties.has(passwordKey))
      throw invalidHidden(passwordKey, `there is no store for it; set ${locationKey}, too`);
    return null;
  }
  const store = storedIn(properties, 'keystore');
  if (store.kind === 'pem')
    return identity(
      locationKey,
      pemPrivateKey(locationKey, store.text, keyPassword),
      pemCertificates(locationKey, store.text),
    );
  const [key] = store.keys;
  if (!key) throw invalid(locationKey, properties.text(locationKey) ?? '', 'the key store has no private key in it');
  return identity(locationKey, key, store.certificates);
}

/** The certificate of the key first, then those that vouch for it, one after the other, as they are sent. */
function identity(configuration: string, key: KeyObject, certificates: readonly string[]): TlsIdentity {
  const left = certificates.map(pem => new X509Certificate(pem));
  const chain: X509Certificate[] = [];
  let next = left.find(certificate => certificate.checkPrivateKey(key));
  if (!next) throw invalidHidden(configuration, 'none of its certificates belongs to the private key');
  while (next) {
    const current: X509Certificate = next;
    chain.push(current);
    next = left.find(candidate => !chain.includes(candidate) && current.checkIssued(candidate));
  }
  return { certificateChain: chain.map(certificate => certificate.toString()), privateKey: privateKeyPem(key) };
}
