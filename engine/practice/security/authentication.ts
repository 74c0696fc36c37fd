import type { Time } from '../../common/time.ts';
import { CloseConnection } from '../closeConnection.ts';
import { ApiKeys, apiName } from '../../protocol/apiKeys.ts';
import { OAuthBearerServer } from './oauthBearerServer.ts';
import { PlainServer } from './plainServer.ts';
import type { PracticeMechanism, PracticeSecurity } from './practiceSecurity.ts';
import { Refused } from './saslServer.ts';
import type { SaslServer, Users } from './saslServer.ts';
import { ScramServer } from './scramServer.ts';

/** What one SaslAuthenticate comes to. */
export type Step =
  | { readonly kind: 'goOn'; readonly bytes: Buffer; readonly sessionLifetimeMs: number }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Who is at the other end of one connection (Kafka: `SaslServerAuthenticator`): first versions and mechanism, then the mechanism's own
 * messages, then anything; and again from the start when the client wants it or its session has ended (KIP-368).
 */
export class Authentication {
  readonly mechanisms: readonly PracticeMechanism[];
  readonly #users: Users;
  readonly #maxReauthMs: number;
  readonly #time: Time;
  #server: SaslServer | null = null;
  #mechanism: PracticeMechanism | null = null;
  #principal: string | null = null;
  #endsAtMs = Infinity;

  constructor({ users, mechanisms, maxReauthMs }: PracticeSecurity, time: Time) {
    this.mechanisms = mechanisms;
    this.#users = new Map(users.map(({ name, password }) => [name, password]));
    this.#maxReauthMs = maxReauthMs;
    this.#time = time;
  }

  /** Throws CloseConnection for a request that is not for this moment, as a broker does. */
  check(apiKey: number): void {
    if (apiKey === ApiKeys.SASL_HANDSHAKE) return;
    if (this.#server !== null) {
      if (apiKey === ApiKeys.SASL_AUTHENTICATE) return;
      throw new CloseConnection(`${apiName(apiKey)} came in the middle of the SASL exchange`);
    }
    if (this.#principal === null) {
      if (apiKey === ApiKeys.API_VERSIONS) return;
      throw new CloseConnection(`${apiName(apiKey)} came before the client had authenticated: this is a SASL listener`);
    }
    if (this.#time.milliseconds() > this.#endsAtMs)
      throw new CloseConnection(`${apiName(apiKey)} came after the session had ended without re-authentication`);
  }

  /** False: the mechanism is not enabled, or not the one this connection began with. */
  begin(text: string): boolean {
    const mechanism = this.mechanisms.find(name => name === text);
    if (mechanism === undefined || (this.#mechanism !== null && this.#mechanism !== mechanism)) return false;
    this.#mechanism = mechanism;
    this.#server = this.#serverFor(mechanism);
    return true;
  }

  async step(response: Buffer): Promise<Step> {
    const server = this.#server;
    if (server === null) return { kind: 'refused', reason: 'SaslAuthenticate came without SaslHandshake' };
    try {
      const bytes = await server.evaluate(response);
      if (server.principal === null) return { kind: 'goOn', bytes, sessionLifetimeMs: 0 };
      if (this.#principal !== null && this.#principal !== server.principal)
        throw new Refused(
          `Cannot change principals during re-authentication from User:${this.#principal} to User:${server.principal}`,
        );
      return { kind: 'goOn', bytes, sessionLifetimeMs: this.#opened(server, server.principal) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { kind: 'refused', reason: error.message };
    }
  }

  /** Returns how long the session lasts, ms; 0 for ever. */
  #opened(server: SaslServer, principal: string): number {
    const tokenMs = server instanceof OAuthBearerServer ? server.expiresAtMs - this.#time.wallMilliseconds() : Infinity;
    const lifetimeMs = Math.floor(Math.min(tokenMs, this.#maxReauthMs || Infinity));
    this.#principal = principal;
    this.#server = null;
    // As in Kafka a client is told when its token ends, but only connections.max.reauth.ms makes the broker insist.
    this.#endsAtMs = this.#maxReauthMs > 0 ? this.#time.milliseconds() + lifetimeMs : Infinity;
    return Number.isFinite(lifetimeMs) ? Math.max(0, lifetimeMs) : 0;
  }

  #serverFor(mechanism: PracticeMechanism): SaslServer {
    if (mechanism === 'PLAIN') return new PlainServer(this.#users);
    if (mechanism === 'OAUTHBEARER') return new OAuthBearerServer(() => this.#time.wallMilliseconds());
    return new ScramServer(mechanism, this.#users);
  }
}
