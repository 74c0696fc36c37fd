import { KafkaError } from '../common/kafkaError.ts';

/** Kafka's `ConfigDef` types as far as a producer's keys use them. INT is signed 32-bit, LONG signed 64-bit. */
export type ConfigType = 'INT' | 'LONG' | 'BOOLEAN' | 'STRING' | 'LIST';

export interface ConfigKey<T> {
  readonly name: string;
  readonly type: ConfigType;
  /** As in a .properties file; null: none, undefined: it must be given. */
  readonly default: string | null | undefined;
  readonly parse: (text: string) => T;
}

const ranges = { INT: [-2147483648, 2147483647], LONG: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] } as const;

export function int(
  name: string,
  defaultValue: number,
  min = ranges.INT[0] as number,
  max = ranges.INT[1] as number,
): ConfigKey<number> {
  return { name, type: 'INT', default: String(defaultValue), parse: text => parseNumber(name, 'INT', text, min, max) };
}

export function long(name: string, defaultValue: number, min = ranges.LONG[0] as number): ConfigKey<number> {
  return {
    name,
    type: 'LONG',
    default: String(defaultValue),
    parse: text => parseNumber(name, 'LONG', text, min, ranges.LONG[1]),
  };
}

export function boolean(name: string, defaultValue: boolean): ConfigKey<boolean> {
  const parse = (text: string): boolean => {
    const lower = text.trim().toLowerCase();
    if (lower === 'true' || lower === 'false') return lower === 'true';
    throw invalid(name, text, "Expected value to be either 'true' or 'false'.");
  };
  return { name, type: 'BOOLEAN', default: String(defaultValue), parse };
}

export function oneOf<const V extends string>(
  name: string,
  defaultValue: V,
  choices: readonly V[],
  ignoreCase = false,
): ConfigKey<V> {
  const parse = (text: string): V => {
    const given = ignoreCase ? text.trim().toLowerCase() : text.trim();
    const found = choices.find(choice => (ignoreCase ? choice.toLowerCase() : choice) === given);
    if (found === undefined) throw invalid(name, text, `String must be one of: ${choices.join(', ')}.`);
    return found;
  };
  return { name, type: 'STRING', default: defaultValue, parse };
}

export function string(name: string, defaultValue: string): ConfigKey<string> {
  return { name, type: 'STRING', default: defaultValue, parse: text => text };
}

/** Comma-separated; duplicates are dropped, the first stays (Kafka 4.2, KIP-1161). */
export function requiredList(name: string): ConfigKey<readonly string[]> {
  const parse = (text: string): readonly string[] => {
    const elements = text.split(',').map(element => element.trim());
    if (elements.every(element => element === ''))
      throw invalid(name, text, 'It must not be empty; give at least one element.');
    if (elements.includes('')) throw invalid(name, text, 'It has an empty element; remove the extra comma.');
    return [...new Set(elements)];
  };
  return { name, type: 'LIST', default: undefined, parse };
}

/** Kafka's text: names the value, the key and the rule that it breaks. */
export function invalid(name: string, value: string, rule: string): KafkaError {
  return new KafkaError(
    'ConfigException',
    `Invalid value ${value === '' ? "''" : value} for configuration ${name}: ${rule}`,
  );
}

function parseNumber(name: string, type: 'INT' | 'LONG', text: string, min: number, max: number): number {
  const trimmed = text.trim();
  const value = Number(trimmed);
  if (!/^[+-]?\d+$/.test(trimmed) || value < ranges[type][0] || value > ranges[type][1])
    throw invalid(name, text, `Not a number of type ${type}.`);
  if (value < min) throw invalid(name, text, `Value must be at least ${min}.`);
  if (value > max) throw invalid(name, text, `Value must be no more than ${max}.`);
  return value;
}
