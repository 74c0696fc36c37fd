import { parseBootstrapServers } from './bootstrapServers.ts';
import { mechanismNamed, mechanisms } from './loginModules.ts';
import { checkDefaults, checkProperties, propertiesFromSetting } from './producerProperties.ts';
import type { Properties } from './producerProperties.ts';
import type { Translate } from '../language/service/translate.ts';

/** Where to connect and how the producer is set. Holds no secret. The name is the id: it is unique and what users refer to. */
export interface ConnectionProfile {
  readonly name: string;
  readonly bootstrapServers: string;
  readonly properties: Properties;
}

/** The practice cluster's id where profiles go by their names; no profile may have it. */
export const practiceId = 'practice';

export interface ParsedProfiles {
  readonly profiles: readonly ConnectionProfile[];
  /** In words, one for each entry that cannot be used. */
  readonly problems: readonly string[];
}

/** Reads the setting `kafkaInspector.connections`, which a user may have edited by hand. */
export function parseProfiles(setting: unknown, t: Translate): ParsedProfiles {
  if (setting === undefined || setting === null) return { profiles: [], problems: [] };
  if (!Array.isArray(setting)) {
    return {
      profiles: [],
      problems: [t('kafkaInspector.connections is not a list. Each entry has a name and bootstrapServers.')],
    };
  }
  const profiles: ConnectionProfile[] = [];
  const problems: string[] = [];
  setting.forEach((entry: unknown, index) => {
    const parsed = parseProfile(
      entry,
      profiles.map(profile => profile.name),
      t,
    );
    if (typeof parsed === 'string') problems.push(t('Connection {0} in the settings: {1}', index + 1, parsed));
    else profiles.push(parsed);
  });
  return { profiles, problems };
}

function parseProfile(entry: unknown, taken: readonly string[], t: Translate): ConnectionProfile | string {
  if (typeof entry !== 'object' || entry === null) return t('it is not an object with name and bootstrapServers.');
  const { name, bootstrapServers, properties } = entry as Record<string, unknown>;
  if (typeof name !== 'string') return t('it has no name.');
  const nameProblem = checkName(name, taken, t);
  if (nameProblem !== null) return nameProblem;
  if (typeof bootstrapServers !== 'string') return t('it has no bootstrapServers.');
  const servers = parseBootstrapServers(bootstrapServers, t);
  if (!servers.ok) return servers.message;
  return { name: name.trim(), bootstrapServers: servers.text, properties: propertiesFromSetting(properties) };
}

export const nameLimit = 60;

/** Why a connection cannot have this name, or null. */
export function checkName(name: string, taken: readonly string[], t: Translate): string | null {
  const trimmed = name.trim();
  if (trimmed === '') return t('Enter a name, for example staging.');
  if (trimmed.length > nameLimit) return t('The name has {0} characters; {1} is the limit.', trimmed.length, nameLimit);
  if (trimmed.toLowerCase() === practiceId) return t("'{0}' is the practice cluster's name. Choose another.", trimmed);
  if (taken.some(other => other.toLowerCase() === trimmed.toLowerCase())) {
    return t("A connection '{0}' exists already. Choose another name, or edit that one.", trimmed);
  }
  return null;
}

/** Before a password is asked for that could not be used. */
function checkMechanism(properties: Properties, t: Translate): string | null {
  if (!/^\s*SASL/i.test(properties['security.protocol'] ?? '')) return null;
  const mechanism = properties['sasl.mechanism'] ?? 'GSSAPI';
  if (mechanismNamed(mechanism) !== null) return null;
  return t(
    "sasl.mechanism is '{0}' (GSSAPI where it is not set), which cannot be used here. Choose {1}.",
    mechanism,
    mechanisms.join(', '),
  );
}

/** Why this profile cannot be connected, or null: bootstrap servers, its properties, and those for all connections. */
export function checkProfile(profile: ConnectionProfile, defaults: Properties, t: Translate): string | null {
  const servers = parseBootstrapServers(profile.bootstrapServers, t);
  if (!servers.ok) return servers.message;
  return checkDefaults(defaults, t) ?? checkProperties(profile.properties, t) ?? checkMechanism(profile.properties, t);
}
