import { readFile } from 'node:fs/promises';
import type { Time } from '../common/time.ts';
import { Secret } from '../common/secret.ts';
import type { OAuthLogin, OAuthToken, OAuthTokenProvider } from '../security/sasl/oauthLogin.ts';
import { saslFailure } from '../security/sasl/saslClient.ts';
import { tokenFromEndpoint } from './oauthEndpoint.ts';

/**
 * Tokens as they are needed: the last one while it is young (`usedPart` of its life), then a new one. Java refreshes from a thread in the background; here a
 * login asks, and logins that come together ask once.
 */
export function tokenSource(login: OAuthLogin, usedPart: number, time: Time): OAuthTokenProvider {
  let current: { readonly token: OAuthToken; readonly useUntilMs: number } | null = null;
  let asked: Promise<OAuthToken> | null = null;
  const ask = async (): Promise<OAuthToken> => {
    const startMs = time.wallMilliseconds();
    const token = await newToken(login, startMs);
    const lifeMs = token.expiresAtMs === null ? 0 : token.expiresAtMs - startMs;
    if (token.expiresAtMs !== null && lifeMs <= 0)
      throw saslFailure('the token has expired; the login must give a current one');
    current = { token, useUntilMs: startMs + lifeMs * usedPart };
    return token;
  };
  return () => {
    if (current && time.wallMilliseconds() < current.useUntilMs) return Promise.resolve(current.token);
    asked ??= ask().finally(() => (asked = null));
    return asked;
  };
}

async function newToken(login: OAuthLogin, nowMs: number): Promise<OAuthToken> {
  switch (login.kind) {
    case 'unsecured':
      return unsecuredToken(login, nowMs);
    case 'clientCredentials': {
      const value = await tokenFromEndpoint(login);
      return { value, expiresAtMs: expiryOf(value), extensions: login.extensions };
    }
    case 'file': {
      const value = new Secret((await readTokenFile(login.path)).trim());
      return { value, expiresAtMs: expiryOf(value), extensions: login.extensions };
    }
    case 'provider':
      return login.provider();
  }
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw saslFailure(`the token file ${path} cannot be read; check sasl.oauthbearer.token.endpoint.url`, error);
  }
}

/** Header and claims without a signature: for brokers that are set to believe it (RFC 7515, appendix A.5). */
function unsecuredToken(login: Extract<OAuthLogin, { kind: 'unsecured' }>, nowMs: number): OAuthToken {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const issuedAt = nowMs / 1000;
  const claims = { iat: issuedAt, exp: issuedAt + login.lifetimeSeconds, ...login.claims };
  return {
    value: new Secret(`${encode({ alg: 'none' })}.${encode(claims)}.`),
    expiresAtMs: nowMs + login.lifetimeSeconds * 1000,
    extensions: login.extensions,
  };
}

/** The `exp` claim of a JWT; null: the token is of another kind or does not say. Nothing else in it is believed or checked here. */
export function expiryOf(token: Secret): number | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.reveal().split('.')[1] ?? '', 'base64url').toString('utf8'));
    const seconds = typeof claims === 'object' && claims !== null && 'exp' in claims ? Number(claims.exp) : NaN;
    return Number.isFinite(seconds) ? seconds * 1000 : null;
  } catch {
    return null;
  }
}
