import { timingSafeEqual, createHash } from 'node:crypto';
import type { PracticeMechanism } from './practiceSecurity.ts';

/** The broker's side of one authentication (Java: `javax.security.sasl.SaslServer`). */
export interface SaslServer {
  /** What to answer with; throws Refused. */
  evaluate(response: Buffer): Buffer | Promise<Buffer>;
  /** Who it is, once that is certain. */
  readonly principal: string | null;
}

/** Passwords by name. */
export type Users = ReadonlyMap<string, string>;

/** The text goes to the client as it is (Kafka: `SaslAuthenticationException`), so it tells no more than a stranger may know. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Kafka's text, the same for an unknown user and a wrong password. */
export function invalidCredentials(mechanism: PracticeMechanism): Refused {
  return new Refused(
    `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`,
  );
}

/** In a time that tells nothing about where they differ. */
export function sameText(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
