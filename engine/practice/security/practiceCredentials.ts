import { listenHost } from '../../network/serverSocket.ts';
import type { ServerTls } from '../../network/serverSocket.ts';
import { CertificateAuthority } from './certificates.ts';
import type { Validity } from './certificates.ts';
import type { PracticeMechanism, PracticeSecurity } from './practiceSecurity.ts';

const hourMs = 3_600_000;
const validDays = 90;

/** What both sides of a protected practice cluster need. Certificates are made at each start, and their keys never reach a disk. */
export class PracticeCredentials {
  readonly #security: PracticeSecurity;
  readonly #validity: Validity;
  readonly #authority: CertificateAuthority | null;

  constructor(security: PracticeSecurity, wallMs: number) {
    this.#security = security;
    this.#validity = { notBeforeMs: wallMs - hourMs, notAfterMs: wallMs + validDays * 24 * hourMs };
    const withTls = security.protocol.endsWith('SSL');
    this.#authority = withTls ? new CertificateAuthority('Practice cluster CA', this.#validity) : null;
  }

  /** What a broker shows; null without TLS. */
  serverTls(node: number): ServerTls | null {
    if (this.#authority === null) return null;
    const { certificate, privateKey } = this.#authority.server(
      `broker-${node}`,
      ['localhost', listenHost],
      this.#validity,
    );
    const clientAuthorities = this.#security.clientCertificates ? [this.#authority.certificate] : null;
    return { certificate, privateKey, clientAuthorities };
  }

  /** Java's keys for a client: the first mechanism and the first user. */
  get clientProperties(): Record<string, string> {
    return { 'security.protocol': this.#security.protocol, ...this.#tlsProperties(), ...this.#saslProperties() };
  }

  #tlsProperties(): Record<string, string> {
    if (this.#authority === null) return {};
    const trust = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': this.#authority.certificate };
    if (!this.#security.clientCertificates) return trust;
    const { certificate, privateKey } = this.#authority.client('practice-client', this.#validity);
    return {
      ...trust,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.certificate.chain': certificate,
      'ssl.keystore.key': privateKey.reveal(),
    };
  }

  #saslProperties(): Record<string, string> {
    const { protocol, mechanisms, users } = this.#security;
    const [mechanism] = mechanisms;
    const [user] = users;
    if (!protocol.startsWith('SASL') || mechanism === undefined || user === undefined) return {};
    return { 'sasl.mechanism': mechanism, 'sasl.jaas.config': jaasConfig(mechanism, user.name, user.password) };
  }
}

function jaasConfig(mechanism: PracticeMechanism, name: string, password: string): string {
  const packageName = 'org.apache.kafka.common.security';
  if (mechanism === 'OAUTHBEARER')
    return `${packageName}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="${name}";`;
  const module = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  return `${packageName}.${module} required username="${name}" password="${password.replace(/["\\]/g, '\\$&')}";`;
}
