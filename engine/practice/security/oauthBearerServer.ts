import { Refused } from './saslServer.ts';
import type { SaslServer } from './saslServer.ts';

const separator = '\u0001';
const maxClockSkewSeconds = 30;

/**
 * Kafka: `OAuthBearerSaslServer` with the unsecured validator: an unsigned token is believed if it names somebody and has not expired.
 * A refusal is told in JSON, and becomes an error when the client has taken note of it (RFC 7628 §3.2.3).
 */
export class OAuthBearerServer implements SaslServer {
  readonly #wallMs: () => number;
  #principal: string | null = null;
  #refusal: string | null = null;
  /** Until when the token holds, epoch ms. */
  expiresAtMs = Infinity;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  get principal(): string | null {
    return this.#principal;
  }

  evaluate(response: Buffer): Buffer {
    if (this.#refusal !== null) throw new Refused(`Authentication failed: ${this.#refusal}`);
    const text = response.toString('utf8');
    const [, token] =
      text
        .split(separator)
        .map(pair => /^auth=bearer +(.+)$/i.exec(pair))
        .find(found => found !== null) ?? [];
    if (token === undefined || !text.endsWith(separator))
      throw new Refused('Authentication failed: Invalid OAUTHBEARER client first message');
    this.#refusal = this.#problemOf(token);
    return this.#refusal === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify({ status: 'invalid_token' }));
  }

  #problemOf(token: string): string | null {
    const [header, claims, signature, ...more] = token.split('.');
    if (signature === undefined || more.length > 0) return 'the token is not a JWT of three parts';
    if (signature !== '' || part(header)?.['alg'] !== 'none')
      return 'this broker takes unsigned tokens only, as unsecuredLoginStringClaim_sub makes them';
    const { sub, exp } = part(claims) ?? {};
    if (typeof sub !== 'string' || sub === '') return 'the token names nobody: it has no claim sub';
    if (typeof exp !== 'number') return 'the token has no claim exp';
    if (exp + maxClockSkewSeconds <= this.#wallMs() / 1000) return 'the token has expired';
    this.#principal = sub;
    this.expiresAtMs = exp * 1000;
    return null;
  }
}

function part(text: string | undefined): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
