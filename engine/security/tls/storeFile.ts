import type { KeyObject } from 'node:crypto';
import type { SecurityProperties } from '../securityProperties.ts';
import { invalid } from '../securityProperties.ts';
import { readPkcs12 } from './pkcs12.ts';

/** What a key or trust store holds. */
export type StoreContent =
  | { readonly kind: 'pem'; readonly text: string }
  | {
      readonly kind: 'pkcs12';
      /** PEM */
      readonly certificates: readonly string[];
      readonly keys: readonly KeyObject[];
    };

const jksMagic = 0xfeedfeed;
const jceksMagic = 0xcececece;

/**
 * The file of `ssl.keystore.location` or `ssl.truststore.location`. Type JKS, Java's default, means PKCS#12, too, as it does there;
 * a real JKS file is Java's own format, which nothing here can read.
 */
export function storedIn(properties: SecurityProperties, which: 'keystore' | 'truststore'): StoreContent {
  const locationKey = `ssl.${which}.location`;
  const typeKey = `ssl.${which}.type`;
  const passwordKey = `ssl.${which}.password`;
  const path = properties.text(locationKey) ?? '';
  const type = (properties.text(typeKey) ?? 'JKS').toUpperCase();
  if (!['JKS', 'PKCS12', 'PEM'].includes(type))
    throw invalid(typeKey, type, 'it must be PEM or PKCS12 (or JKS for a file that is PKCS#12)');
  const file = properties.file(locationKey);
  if (type === 'PEM') {
    if (properties.has(passwordKey))
      throw invalid(
        passwordKey,
        '[hidden]',
        `a PEM file has no store password; remove it${which === 'keystore' ? ', or give ssl.key.password for its key' : ''}`,
      );
    return { kind: 'pem', text: file.toString('latin1') };
  }
  const magic = file.length >= 4 ? file.readUInt32BE(0) : 0;
  if (magic === jksMagic || magic === jceksMagic)
    throw invalid(
      locationKey,
      path,
      `it is a JKS file, a format only Java reads; convert it with keytool -importkeystore -srckeystore ${path} -destkeystore NAME.p12 -deststoretype PKCS12, and set ${typeKey}=PKCS12`,
    );
  if (file.includes('-----BEGIN ')) throw invalid(typeKey, type, `${path} is a PEM file; set ${typeKey}=PEM`);
  const password = properties.secret(passwordKey);
  return { kind: 'pkcs12', ...readPkcs12(file, password, { locationKey, path, passwordKey }) };
}
