import { keyNamed } from '../../engine/config/producerKeys.ts';
import { belongsToConnection, noEffectReason } from '../language/service/configKeys.ts';
import type { Translate } from '../language/service/translate.ts';
import { isSecret, splitSecrets } from './secretKeys.ts';

export type Properties = Readonly<Record<string, string>>;

/** What configures a Java class beyond the producer's own keys: nothing is loaded by name here. */
const classKey = /\.class$|\.providers?$|^config\.providers/;

export interface ImportedProperties {
  readonly bootstrapServers: string | null;
  /** What may stand in the settings. */
  readonly properties: Properties;
  /** What goes to the secret storage. */
  readonly secrets: Properties;
  /** Left out, each with the reason in words. */
  readonly leftOut: readonly { readonly key: string; readonly reason: string }[];
}

/** What may be taken from a `.properties` file: shown to the user before it is saved. */
export function importProperties(entries: ReadonlyMap<string, string>, t: Translate): ImportedProperties {
  const properties = new Map<string, string>();
  const leftOut: { key: string; reason: string }[] = [];
  for (const [key, value] of entries) {
    if (key === 'bootstrap.servers') continue;
    const reason = noMeaningHere(key, t);
    if (reason === undefined) properties.set(key, value);
    else leftOut.push({ key, reason });
  }
  const { open, secrets } = splitSecrets(Object.fromEntries(properties));
  return { bootstrapServers: entries.get('bootstrap.servers') ?? null, properties: open, secrets, leftOut };
}

function noMeaningHere(name: string, t: Translate): string | undefined {
  const key = keyNamed(name);
  if (key) return noEffectReason(key, t);
  return classKey.test(name) ? t('a Java class; it has no meaning here') : undefined;
}

/** Why these properties cannot be used, or null. What needs the engine's tables (types, ranges) it checks itself. */
export function checkProperties(properties: Properties, t: Translate): string | null {
  for (const [key, value] of Object.entries(properties)) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(key)) {
      return t("'{0}' is not a property name. Use Java's names, for example linger.ms.", key);
    }
    if (key === 'bootstrap.servers')
      return t('bootstrap.servers has a field of its own; remove it from the properties.');
    if (isSecret(key, value)) {
      return t('{0} is a secret. Secrets are kept in the secret storage, never in settings; remove it here.', key);
    }
  }
  return null;
}

/** A connection's own properties, parted: how to reach and trust the cluster, and how the producer works. */
export function splitSecurity(properties: Properties): {
  readonly security: Properties;
  readonly producer: Properties;
} {
  const entries = Object.entries(properties);
  return {
    security: Object.fromEntries(entries.filter(([name]) => isOfConnection(name))),
    producer: Object.fromEntries(entries.filter(([name]) => !isOfConnection(name))),
  };
}

/**
 * Why the properties for all connections cannot be used, or null. A workspace may set them, so nothing among them may decide where
 * secrets go and whom to trust.
 */
export function checkDefaults(defaults: Properties, t: Translate): string | null {
  const key = Object.keys(defaults).find(isOfConnection);
  return key === undefined
    ? checkProperties(defaults, t)
    : t('{0} stands in kafkaInspector.producer.properties; it belongs to a connection. Move it there.', key);
}

function isOfConnection(name: string): boolean {
  const key = keyNamed(name);
  return key ? belongsToConnection(key) : /^(security|ssl|sasl)\./.test(name);
}

/** `linger.ms=5, acks=all`: one line of an input box. A value that holds a comma is written in double quotes. */
export function parseInlineProperties(text: string, t: Translate): { properties: Properties } | { message: string } {
  const properties = new Map<string, string>();
  for (const part of text.match(/(?:[^,"]|"[^"]*"?)+/g) ?? []) {
    const entry = part.trim();
    if (entry === '') continue;
    const equals = entry.indexOf('=');
    if (equals <= 0) return { message: t("'{0}' is not key=value.", entry) };
    const value = entry.slice(equals + 1).trim();
    properties.set(entry.slice(0, equals).trim(), /^".*"$/.test(value) ? value.slice(1, -1) : value);
  }
  const result = Object.fromEntries(properties);
  const problem = checkProperties(result, t);
  return problem === null ? { properties: result } : { message: problem };
}

export function formatInlineProperties(properties: Properties): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value.includes(',') ? `"${value}"` : value}`)
    .join(', ');
}

/** Settings hold strings, numbers and booleans; Java's configuration is strings. Anything else is left out. */
export function propertiesFromSetting(value: unknown): Properties {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).flatMap(([key, entry]) =>
    typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean' ? [[key, String(entry)]] : [],
  );
  return Object.fromEntries(entries) as Properties;
}
