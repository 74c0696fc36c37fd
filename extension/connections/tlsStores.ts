import { plainText } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';
import type { Properties } from './producerProperties.ts';

export type StoreKind = 'truststore' | 'keystore';

export interface PickedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export type StoreProperties =
  { readonly properties: Properties; readonly secrets: Properties } | { readonly problem: string };

/** Certificates are a few kilobytes; what is larger is something else. */
const fileLimitBytes = 1_048_576;

/**
 * Java's keys for the files a user picked. A file that holds all is named by its path; of two PEM files the texts are taken, the key's
 * into the secrets, as Java's keys have no place for two paths. An empty secret is one that has to be asked for.
 */
export function storeProperties(kind: StoreKind, files: readonly PickedFile[], t: Translate): StoreProperties {
  const large = files.find(({ bytes }) => bytes.length > fileLimitBytes);
  if (large) {
    return {
      problem: t('{0} has {1} bytes; {2} is the limit.', plainText(large.path), large.bytes.length, fileLimitBytes),
    };
  }
  const [first, second, ...more] = files.map(file => ({ path: file.path, text: textOf(file.bytes) }));
  if (!first || more.length > 0) return { problem: t('Choose one file, or two: the certificate and its key.') };
  if (second) return pair(first.text, second.text, t);
  const location = { [`ssl.${kind}.location`]: first.path };
  if (!isPem(first.text)) {
    if (isJks(files[0]?.bytes)) {
      return {
        problem: t(
          '{0} is a JKS file, which cannot be read here. Turn it into PKCS#12: keytool -importkeystore -srckeystore {0} -destkeystore store.p12 -deststoretype PKCS12',
          plainText(first.path),
        ),
      };
    }
    return {
      properties: { ...location, [`ssl.${kind}.type`]: 'PKCS12' },
      secrets: { [`ssl.${kind}.password`]: '' },
    };
  }
  if (kind === 'keystore' && !(hasKey(first.text) && hasCertificate(first.text)))
    return { problem: t('{0} needs the certificate and its key; choose both files.', plainText(first.path)) };
  if (!hasCertificate(first.text)) return { problem: t('{0} has no certificate in it.', plainText(first.path)) };
  return { properties: { ...location, [`ssl.${kind}.type`]: 'PEM' }, secrets: passwordAsked(first.text) };
}

function pair(one: string, other: string, t: Translate): StoreProperties {
  const certificate = [one, other].find(hasCertificate);
  const key = [one, other].find(text => hasKey(text) && text !== certificate);
  if (certificate === undefined || key === undefined)
    return { problem: t('One of the two files must be the certificate and the other its key, both as PEM.') };
  return {
    properties: { 'ssl.keystore.type': 'PEM', 'ssl.keystore.certificate.chain': certificate },
    secrets: { 'ssl.keystore.key': key, ...passwordAsked(key) },
  };
}

function passwordAsked(text: string): Properties {
  return text.includes('BEGIN ENCRYPTED PRIVATE KEY') ? { 'ssl.key.password': '' } : {};
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

function isJks(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && [0xfe, 0xed, 0xfe, 0xed].every((byte, index) => bytes[index] === byte);
}

function hasCertificate(text: string): boolean {
  return text.includes('-----BEGIN CERTIFICATE-----');
}

function hasKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}
