import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../common/secret.ts';
import { displayed } from '../displayed.ts';
import type { ScramMechanism } from '../securityConfig.ts';
import type { SaslClient } from './saslClient.ts';
import { saslFailure } from './saslClient.ts';
import { hmac, saltedPassword, saslName, scramAttributes, scramIterations, scramKeys, xor } from './scram.ts';

export interface ScramCredentials {
  readonly mechanism: ScramMechanism;
  readonly username: string;
  readonly password: Secret;
  readonly tokenAuth: boolean;
}

const maxMessageBytes = 64 * 1024;

/**
 * SCRAM (Kafka: `ScramSaslClient`): the password never leaves, and the broker proves that it knows it too. That proof is checked
 * before anything counts as authenticated.
 */
export class ScramClient implements SaslClient {
  readonly #credentials: ScramCredentials;
  readonly #nonce: string;
  #firstBare = '';
  #serverSignature: Buffer | null = null;
  #complete = false;

  /** `nonce`: what makes this exchange unlike any other; given only by tests. */
  constructor(credentials: ScramCredentials, nonce = randomBytes(24).toString('base64url')) {
    this.#credentials = credentials;
    this.#nonce = nonce;
  }

  initialResponse(): Promise<Buffer> {
    const { username, tokenAuth } = this.#credentials;
    this.#firstBare = `n=${saslName(username)},r=${this.#nonce}${tokenAuth ? ',tokenauth=true' : ''}`;
    return Promise.resolve(Buffer.from(`n,,${this.#firstBare}`));
  }

  async respond(challenge: Buffer): Promise<Buffer | null> {
    if (challenge.length > maxMessageBytes)
      throw this.#failure(
        `the broker's message has ${challenge.length} bytes, and more than ${maxMessageBytes} make no sense`,
      );
    if (this.#complete) throw this.#failure('the exchange is over, and the broker goes on');
    const attributes = scramAttributes(challenge);
    const refusal = attributes.get('e');
    if (refusal !== undefined) throw this.#failure(`the broker refused: ${displayed(refusal)}`);
    if (this.#serverSignature === null) return this.#prove(challenge.toString('utf8'), attributes);
    this.#verify(attributes.get('v'));
    this.#complete = true;
    return null;
  }

  /** The client-final message, for the broker's nonce, salt and number of iterations. */
  async #prove(serverFirst: string, attributes: ReadonlyMap<string, string>): Promise<Buffer> {
    const { mechanism, password } = this.#credentials;
    const nonce = attributes.get('r') ?? '';
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length)
      throw this.#failure("the broker's nonce does not continue ours: somebody may be in between");
    const salt = Buffer.from(attributes.get('s') ?? '', 'base64');
    if (salt.length === 0) throw this.#failure('the broker sent no salt');
    const iterations = this.#iterations(attributes.get('i') ?? '');
    const keys = scramKeys(mechanism, await saltedPassword(mechanism, password.reveal(), salt, iterations));
    const withoutProof = `c=biws,r=${nonce}`;
    const authMessage = `${this.#firstBare},${serverFirst},${withoutProof}`;
    this.#serverSignature = hmac(mechanism, keys.serverKey, authMessage);
    const proof = xor(keys.clientKey, hmac(mechanism, keys.storedKey, authMessage));
    return Buffer.from(`${withoutProof},p=${proof.toString('base64')}`);
  }

  #iterations(text: string): number {
    const { min, max } = scramIterations;
    const iterations = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (iterations >= min && iterations <= max) return iterations;
    throw this.#failure(`the broker asks for ${displayed(text) || 'no'} iterations; ${min} to ${max} are accepted`);
  }

  #verify(signature: string | undefined): void {
    const expected = this.#serverSignature as Buffer;
    const given = Buffer.from(signature ?? '', 'base64');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw this.#failure('the broker could not prove that it knows the password: it may not be the one you mean');
  }

  #failure(why: string): Error {
    return saslFailure(`${this.#credentials.mechanism}: ${why}.`);
  }
}
