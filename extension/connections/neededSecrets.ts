import { clientSecretKey, jaasKey, mechanismNamed, oauthJaasConfig } from './loginModules.ts';
import type { Mechanism } from './loginModules.ts';
import type { ConnectionProfile } from './profile.ts';
import type { Properties } from './producerProperties.ts';
import type { SecretVault } from './secretVault.ts';

/** How one secret is asked for. */
export type SecretQuestion =
  | { readonly kind: 'login'; readonly mechanism: Exclude<Mechanism, 'OAUTHBEARER'> }
  /** `optional`: a store without a password answers with an empty text. */
  | { readonly kind: 'value'; readonly key: string; readonly optional: boolean };

/** What there is for this profile, and what has to be asked before it can connect. */
export interface SecretsOfProfile {
  readonly secrets: Properties;
  readonly questions: readonly SecretQuestion[];
}

export async function secretsOf(vault: SecretVault, profile: ConnectionProfile): Promise<SecretsOfProfile> {
  const known = await vault.read(profile);
  const missing = (await secretKeysOf(vault, profile)).filter(
    key => known[key] === undefined && profile.properties[key] === undefined,
  );
  const withoutSecret = missing.includes(jaasKey) && takesClientSecret(profile);
  return {
    secrets: withoutSecret ? { ...known, [jaasKey]: oauthJaasConfig } : known,
    questions: missing.filter(key => !(withoutSecret && key === jaasKey)).map(key => questionOf(profile, key)),
  };
}

/** The keys without which the engine would refuse this profile, or that a store most often has. */
function wantedKeys({ properties }: ConnectionProfile): string[] {
  const protocol = protocolOf(properties);
  const keys: string[] = [];
  if (protocol.startsWith('SASL')) {
    keys.push(jaasKey);
    if (takesClientSecret({ properties })) keys.push(clientSecretKey);
  }
  if (protocol.endsWith('SSL'))
    for (const store of ['truststore', 'keystore'])
      if (properties[`ssl.${store}.location`] !== undefined && isPkcs12(properties[`ssl.${store}.type`]))
        keys.push(`ssl.${store}.password`);
  return keys;
}

/** Every key the user may want to give anew. */
export async function secretKeysOf(vault: SecretVault, profile: ConnectionProfile): Promise<readonly string[]> {
  const protocol = protocolOf(profile.properties);
  const isUsed = (key: string): boolean =>
    !(key.startsWith('sasl.') && !protocol.startsWith('SASL')) &&
    !(key.startsWith('ssl.') && !protocol.endsWith('SSL'));
  return [...new Set([...wantedKeys(profile), ...(await vault.keys(profile.name)).filter(isUsed)])];
}

export function questionOf({ properties }: Pick<ConnectionProfile, 'properties'>, key: string): SecretQuestion {
  const mechanism = mechanismNamed(properties['sasl.mechanism']);
  if (key === jaasKey && mechanism !== null && mechanism !== 'OAUTHBEARER') return { kind: 'login', mechanism };
  return { kind: 'value', key, optional: key === 'ssl.truststore.password' };
}

export function protocolOf(properties: Properties): string {
  return (properties['security.protocol'] ?? 'PLAINTEXT').trim().toUpperCase();
}

function takesClientSecret({ properties }: Pick<ConnectionProfile, 'properties'>): boolean {
  const endpoint = properties['sasl.oauthbearer.token.endpoint.url'] ?? '';
  return mechanismNamed(properties['sasl.mechanism']) === 'OAUTHBEARER' && /^https?:/i.test(endpoint);
}

function isPkcs12(type: string | undefined): boolean {
  return type?.trim().toUpperCase() === 'PKCS12';
}
