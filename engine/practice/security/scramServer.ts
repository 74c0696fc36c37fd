import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  hash,
  hmac,
  saltedPassword,
  scramAttributes,
  scramIterations,
  scramKeys,
  xor,
} from '../../security/sasl/scram.ts';
import type { ScramKeys } from '../../security/sasl/scram.ts';
import type { ScramMechanism } from '../../security/securityConfig.ts';
import { invalidCredentials, Refused } from './saslServer.ts';
import type { SaslServer, Users } from './saslServer.ts';

interface Credential extends ScramKeys {
  readonly salt: Buffer;
}

/** What is known after the first message. */
interface Exchange {
  readonly name: string;
  readonly credential: Credential;
  readonly nonce: string;
  /** The messages so far, as the proof covers them. */
  readonly soFar: string;
}

/** Kafka: `ScramSaslServer` (RFC 5802). A broker would keep salt and keys; here they are made of the password when somebody comes. */
export class ScramServer implements SaslServer {
  readonly #mechanism: ScramMechanism;
  readonly #users: Users;
  #exchange: Exchange | null = null;
  #principal: string | null = null;

  constructor(mechanism: ScramMechanism, users: Users) {
    this.#mechanism = mechanism;
    this.#users = users;
  }

  get principal(): string | null {
    return this.#principal;
  }

  evaluate(response: Buffer): Buffer | Promise<Buffer> {
    return this.#exchange ? this.#final(this.#exchange, response) : this.#first(response.toString('utf8'));
  }

  async #first(message: string): Promise<Buffer> {
    const [, bare] = /^n,(?:a=[^,]*)?,([\s\S]*)$/.exec(message) ?? [];
    const attributes = scramAttributes(Buffer.from(bare ?? ''));
    const [name, clientNonce] = [attributes.get('n'), attributes.get('r')];
    if (bare === undefined || name === undefined || !clientNonce)
      throw new Refused('Authentication failed: Invalid SCRAM client first message');
    const plainName = name.replaceAll('=2C', ',').replaceAll('=3D', '=');
    const password = this.#users.get(plainName);
    if (password === undefined) throw invalidCredentials(this.#mechanism);
    const credential = await this.#credentialOf(password);
    const nonce = `${clientNonce}${randomBytes(18).toString('base64url')}`;
    const serverFirst = `r=${nonce},s=${credential.salt.toString('base64')},i=${scramIterations.min}`;
    this.#exchange = { name: plainName, credential, nonce, soFar: `${bare},${serverFirst}` };
    return Buffer.from(serverFirst);
  }

  #final({ name, credential, nonce, soFar }: Exchange, message: Buffer): Buffer {
    const text = message.toString('utf8');
    const attributes = scramAttributes(message);
    // librdkafka up to 2.0.2 puts its own nonce before ours a second time, which Kafka accepted until 3.9 (CVE-2024-56128). Ours is
    // in it, and under the proof: nothing can be replayed.
    if (attributes.get('c') !== 'biws' || !attributes.get('r')?.endsWith(nonce))
      throw new Refused('Authentication failed: Invalid client nonce or channel binding in the SCRAM final message');
    const authMessage = `${soFar},${text.slice(0, text.lastIndexOf(',p='))}`;
    const proof = Buffer.from(attributes.get('p') ?? '', 'base64');
    const signature = hmac(this.#mechanism, credential.storedKey, authMessage);
    if (
      proof.length !== signature.length ||
      !timingSafeEqual(hash(this.#mechanism, xor(proof, signature)), credential.storedKey)
    )
      throw invalidCredentials(this.#mechanism);
    this.#principal = name;
    return Buffer.from(`v=${hmac(this.#mechanism, credential.serverKey, authMessage).toString('base64')}`);
  }

  async #credentialOf(password: string): Promise<Credential> {
    const salt = randomBytes(18);
    const salted = await saltedPassword(this.#mechanism, password, salt, scramIterations.min);
    return { salt, ...scramKeys(this.#mechanism, salted) };
  }
}
