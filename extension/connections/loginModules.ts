/** The SASL mechanisms an editor's user can choose, in the order they are offered. */
export const mechanisms = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN', 'OAUTHBEARER'] as const;
export type Mechanism = (typeof mechanisms)[number];

export const jaasKey = 'sasl.jaas.config';
export const clientSecretKey = 'sasl.oauthbearer.client.credentials.client.secret';

export function mechanismNamed(text: string | undefined): Mechanism | null {
  return mechanisms.find(name => name === text?.trim()) ?? null;
}

/** `sasl.jaas.config` for a user with a password. */
export function jaasConfigOf(mechanism: Exclude<Mechanism, 'OAUTHBEARER'>, user: string, password: string): string {
  const module = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  return `org.apache.kafka.common.security.${module} required username=${quoted(user)} password=${quoted(password)};`;
}

/** Client id and secret stand in keys of their own. */
export const oauthJaasConfig = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;';

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
