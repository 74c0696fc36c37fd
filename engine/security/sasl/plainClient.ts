import type { Secret } from '../../common/secret.ts';
import type { SaslClient } from './saslClient.ts';
import { saslFailure } from './saslClient.ts';

/** PLAIN (RFC 4616): name and password as they are, in one message; only TLS keeps them from other eyes. */
export class PlainClient implements SaslClient {
  readonly #username: string;
  readonly #password: Secret;

  constructor(username: string, password: Secret) {
    this.#username = username;
    this.#password = password;
  }

  initialResponse(): Promise<Buffer> {
    return Promise.resolve(Buffer.from(`\0${this.#username}\0${this.#password.reveal()}`));
  }

  respond(challenge: Buffer): Promise<null> {
    if (challenge.length > 0)
      return Promise.reject(
        saslFailure(`PLAIN ends with the first answer, and the broker sent ${challenge.length} bytes more.`),
      );
    return Promise.resolve(null);
  }
}
