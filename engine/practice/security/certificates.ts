import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Secret } from '../../common/secret.ts';
import { DerTag } from '../../security/tls/der.ts';
import { bits, element, octets, oid, sequence, set, time, unsigned, utf8 } from './derWriter.ts';

/** A certificate and the key it is for. */
export interface Certified {
  /** PEM */
  readonly certificate: string;
  /** PEM, PKCS#8 */
  readonly privateKey: Secret;
}

export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
const usage = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;
const serialBytes = 16;

/**
 * A certificate authority that lives as long as its process: enough to practise TLS with, without openssl and without a library
 * (Node makes keys and signatures, not certificates; X.509 is RFC 5280).
 */
export class CertificateAuthority implements Certified {
  readonly certificate: string;
  readonly privateKey: Secret;
  readonly #key: KeyObject;
  readonly #publicKey: Buffer;
  readonly #name: string;

  constructor(name: string, validity: Validity) {
    const { privateKey, publicKey } = newKeys();
    this.#name = name;
    this.#key = privateKey;
    this.#publicKey = publicKey;
    this.privateKey = pkcs8(privateKey);
    const extensions = [
      extension('2.5.29.19', true, sequence(element(DerTag.boolean, Buffer.from([0xff])))),
      keyUsage(0x06, 1),
    ];
    this.certificate = this.#issue(name, publicKey, validity, extensions);
  }

  /** `hosts`: the names and addresses that the certificate is for. */
  server(name: string, hosts: readonly string[], validity: Validity): Certified {
    return this.#certify(name, validity, [extendedUsage(usage.server), alternativeNames(hosts)]);
  }

  client(name: string, validity: Validity): Certified {
    return this.#certify(name, validity, [extendedUsage(usage.client)]);
  }

  #certify(name: string, validity: Validity, extensions: readonly Buffer[]): Certified {
    const { privateKey, publicKey } = newKeys();
    const all = [extension('2.5.29.19', true, sequence()), keyUsage(0x80, 7), ...extensions];
    return { certificate: this.#issue(name, publicKey, validity, all), privateKey: pkcs8(privateKey) };
  }

  #issue(
    name: string,
    publicKey: Buffer,
    { notBeforeMs, notAfterMs }: Validity,
    extensions: readonly Buffer[],
  ): string {
    const serial = randomBytes(serialBytes);
    serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // Positive, and of full length.
    const toBeSigned = sequence(
      element(DerTag.context, unsigned(Buffer.from([2]))),
      unsigned(serial),
      ecdsaWithSha256,
      distinguishedName(this.#name),
      sequence(time(notBeforeMs), time(notAfterMs)),
      distinguishedName(name),
      publicKey,
      element(
        DerTag.context + 3,
        sequence(
          ...extensions,
          extension('2.5.29.14', false, octets(keyId(publicKey))),
          extension('2.5.29.35', false, sequence(element(0x80, keyId(this.#publicKey)))),
        ),
      ),
    );
    const signature = sign('sha256', toBeSigned, this.#key);
    return new X509Certificate(sequence(toBeSigned, ecdsaWithSha256, bits(signature))).toString();
  }
}

function newKeys(): { readonly privateKey: KeyObject; readonly publicKey: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}

function pkcs8(key: KeyObject): Secret {
  return new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString());
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  const mark = critical ? [element(DerTag.boolean, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...mark, octets(value));
}

function keyUsage(flags: number, unusedBits: number): Buffer {
  return extension('2.5.29.15', true, bits(Buffer.from([flags]), unusedBits));
}

function extendedUsage(purpose: string): Buffer {
  return extension('2.5.29.37', false, sequence(oid(purpose)));
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map(host =>
    /^\d+(\.\d+){3}$/.test(host)
      ? element(0x87, Buffer.from(host.split('.').map(Number)))
      : element(0x82, Buffer.from(host, 'ascii')),
  );
  return extension('2.5.29.17', false, sequence(...names));
}

function keyId(publicKey: Buffer): Buffer {
  return createHash('sha1').update(publicKey).digest();
}
