import type { Secret } from '../common/secret.ts';
import type { OAuthLogin } from './sasl/oauthLogin.ts';

/** How connections are protected (Kafka: `security.protocol` with the keys of `SslConfigs` and `SaslConfigs`), checked and loaded. */
export interface SecurityConfig {
  readonly protocol: SecurityProtocol;
  /** Null without TLS. */
  readonly tls: TlsConfig | null;
  /** Null without SASL. */
  readonly sasl: SaslConfig | null;
}

export const securityProtocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
export type SecurityProtocol = (typeof securityProtocols)[number];

export const plaintext: SecurityConfig = { protocol: 'PLAINTEXT', tls: null, sasl: null };

export interface TlsConfig {
  /** PEM certificates that may vouch for a broker; null: the authorities that come with the runtime. */
  readonly trusted: readonly string[] | null;
  /** What we show when a broker asks who we are; null: nothing. */
  readonly identity: TlsIdentity | null;
  /** `ssl.endpoint.identification.algorithm=https`: the certificate must be for the host we dialled. */
  readonly verifyHostName: boolean;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** Java's names, such as TLS_AES_256_GCM_SHA384; empty: the runtime's choice. */
  readonly cipherSuites: readonly string[];
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

export interface TlsIdentity {
  /** PEM, our own first. */
  readonly certificateChain: readonly string[];
  /** PEM, no longer encrypted. */
  readonly privateKey: Secret;
}

export const scramMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type ScramMechanism = (typeof scramMechanisms)[number];

export type SaslConfig =
  | { readonly mechanism: 'PLAIN'; readonly username: string; readonly password: Secret }
  | {
      readonly mechanism: ScramMechanism;
      readonly username: string;
      readonly password: Secret;
      /** The user is a delegation token (KIP-48). */
      readonly tokenAuth: boolean;
    }
  | {
      readonly mechanism: 'OAUTHBEARER';
      readonly login: OAuthLogin;
      /** `sasl.login.refresh.window.factor`: a token is used for this part of its life. */
      readonly refreshWindowFactor: number;
    };
