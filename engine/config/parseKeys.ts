import { Secret } from '../common/secret.ts';
import { invalid, missing, ruleOf } from './configErrors.ts';
import type { ConfigKey } from './configKey.ts';
import { elementsOf } from './defineKey.ts';
import { noEffectText } from './noEffectText.ts';
import { allKeys, keyNamed, producerKeys } from './producerKeys.ts';
import type { ProducerKeys } from './producerKeys.ts';

/** Java's keys and values as text, as in a .properties file. */
export type Properties = Readonly<Record<string, string>>;

/** The value of every key, of the key's own type. */
export type ParsedKeys = { readonly [F in keyof ProducerKeys]: ProducerKeys[F] extends ConfigKey<infer T> ? T : never };

/** Kafka: `ConfigDef.parse`. Throws ConfigException naming value, key, rule and default. */
export function parseKeys(properties: Properties): ParsedKeys {
  return Object.fromEntries(
    Object.entries<ConfigKey>(producerKeys).map(([field, key]) => [field, valueOf(key, properties)]),
  ) as ParsedKeys;
}

/** What Java would log about keys and values that it takes as they are: unknown keys, dropped duplicates, keys without effect here. */
export function keyWarnings(properties: Properties): string[] {
  const unknown = Object.keys(properties)
    .filter(name => keyNamed(name) === undefined)
    .map(name => `The configuration '${name}' was supplied but is not known to this producer.`);
  const known = allKeys.flatMap(key => {
    const text = isGiven(key, properties) ? properties[key.name] : undefined;
    return text === undefined ? [] : [...duplicateWarning(key, text), ...noEffectWarning(key, text)];
  });
  return [...unknown, ...known];
}

export function isGiven({ name }: ConfigKey, properties: Properties): boolean {
  return Object.hasOwn(properties, name);
}

/** For showing: secrets hidden, lists as in a .properties file. */
export function shownValue(value: unknown): string {
  if (value instanceof Secret) return value.toString();
  return Array.isArray(value) ? value.join(',') : String(value);
}

function valueOf(key: ConfigKey, properties: Properties): unknown {
  const text = isGiven(key, properties) ? properties[key.name] : key.default;
  if (text === null) return null;
  if (text === undefined) {
    if (key.noEffect) return null;
    throw missing(key);
  }
  const read = key.read(text);
  if ('problem' in read) throw invalid(key, text, ruleOf(key, read.problem));
  return read.value;
}

function duplicateWarning({ name, type }: ConfigKey, text: string): readonly string[] {
  const elements = type === 'LIST' ? elementsOf(text) : [];
  const twice = elements.filter((element, index) => elements.indexOf(element) !== index);
  return twice.length === 0 ? [] : [`${name} has duplicate values, of which the first counts: ${twice.join(', ')}.`];
}

function noEffectWarning(key: ConfigKey, text: string): readonly string[] {
  const read = key.read(text);
  const isDefault = 'value' in read && shownValue(read.value) === key.default;
  return key.noEffect === undefined || isDefault
    ? []
    : [`${key.name} has no effect here: ${noEffectText[key.noEffect]}`];
}
