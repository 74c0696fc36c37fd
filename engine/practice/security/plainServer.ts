import { Refused, sameText } from './saslServer.ts';
import type { SaslServer, Users } from './saslServer.ts';

/** Kafka: `PlainSaslServer`. */
export class PlainServer implements SaslServer {
  readonly #users: Users;
  #principal: string | null = null;

  constructor(users: Users) {
    this.#users = users;
  }

  get principal(): string | null {
    return this.#principal;
  }

  evaluate(response: Buffer): Buffer {
    const parts = response.toString('utf8').split('\0');
    const [authorizationId, name, password] = parts;
    if (parts.length !== 3 || !name || !password)
      throw new Refused('Authentication failed: a PLAIN message is made of authorization id, user name and password');
    const expected = this.#users.get(name);
    if (expected === undefined || !sameText(expected, password))
      throw new Refused('Authentication failed: Invalid username or password');
    if (authorizationId !== '' && authorizationId !== name)
      throw new Refused('Authentication failed: Client requested an authorization id that is different from username');
    this.#principal = name;
    return Buffer.alloc(0);
  }
}
