import { displayed } from '../displayed.ts';
import type { OAuthToken } from './oauthLogin.ts';
import type { SaslClient } from './saslClient.ts';
import { saslFailure } from './saslClient.ts';

const separator = '\u0001';

/** OAUTHBEARER (RFC 7628, KIP-255): a token in one message. A broker that refuses it says why in JSON, and wants one byte more before it ends. */
export class OAuthBearerClient implements SaslClient {
  readonly #token: () => Promise<OAuthToken>;
  #refusal: string | null = null;

  constructor(token: () => Promise<OAuthToken>) {
    this.#token = token;
  }

  async initialResponse(): Promise<Buffer> {
    const { value, extensions } = await this.#token();
    const pairs = [`auth=Bearer ${value.reveal()}`, ...[...(extensions ?? [])].map(([key, text]) => `${key}=${text}`)];
    return Buffer.from(`n,,${separator}${pairs.join(separator)}${separator}${separator}`);
  }

  respond(challenge: Buffer): Promise<Buffer | null> {
    if (this.#refusal !== null)
      return Promise.reject(saslFailure(`OAUTHBEARER: the broker refused the token: ${this.#refusal}`));
    if (challenge.length === 0) return Promise.resolve(null);
    this.#refusal = displayed(challenge.toString('utf8'));
    return Promise.resolve(Buffer.from(separator));
  }
}
