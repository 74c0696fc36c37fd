import type { Secret } from '../../common/secret.ts';

/** What a broker is shown for OAUTHBEARER (Kafka: `OAuthBearerToken`). */
export interface OAuthToken {
  readonly value: Secret;
  /** Until when it may be used, epoch ms; null: the token does not say. */
  readonly expiresAtMs: number | null;
  /** SASL extensions (KIP-342), sent along with it. */
  readonly extensions?: ReadonlyMap<string, string>;
}

/** Where tokens come from when an application has its own way to get them. Rejections are told to whoever waits for the connection. */
export type OAuthTokenProvider = () => Promise<OAuthToken>;

/** Where tokens come from by configuration. */
export type OAuthLogin =
  /** An unsigned token made here, for tests (Kafka: `OAuthBearerUnsecuredLoginCallbackHandler`). */
  | {
      readonly kind: 'unsecured';
      readonly claims: Readonly<Record<string, string | number | readonly string[]>>;
      readonly lifetimeSeconds: number;
      readonly extensions: ReadonlyMap<string, string>;
    }
  /** Asked for at a token endpoint (Kafka: `ClientCredentialsJwtRetriever`). */
  | {
      readonly kind: 'clientCredentials';
      readonly endpoint: string;
      readonly clientId: string;
      readonly clientSecret: Secret;
      readonly scope: string | null;
      readonly connectTimeoutMs: number;
      readonly readTimeoutMs: number;
      /** `sasl.oauthbearer.header.urlencode` */
      readonly urlEncode: boolean;
      /** PEM certificates that may vouch for the endpoint; null: those of the runtime. */
      readonly trusted: readonly string[] | null;
      readonly extensions: ReadonlyMap<string, string>;
    }
  /** Read from a file at each login (Kafka: `FileJwtRetriever`). */
  | { readonly kind: 'file'; readonly path: string; readonly extensions: ReadonlyMap<string, string> }
  | { readonly kind: 'provider'; readonly provider: OAuthTokenProvider };
