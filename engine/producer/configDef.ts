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

const ranges = { INT: [-(2n ** 31n), 2n ** 31n - 1n], LONG: [-(2n ** 63n), 2n ** 63n - 1n] } as const;

export function int(name: string, defaultValue: number, min = -Infinity): ConfigKey<number> {
  return { name, type: 'INT', default: String(defaultValue), parse: text => parseNumber(name, 'INT', text, min) };
}

/** Values beyond 2^53 are taken as that: as milliseconds or bytes both mean for ever, or everything. */
export function long(name: string, defaultValue: number, min = -Infinity): ConfigKey<number> {
  const parse = (text: string): number =>
    Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, parseNumber(name, 'LONG', text, min)));
  return { name, type: 'LONG', default: String(defaultValue), parse };
}

/** An INT from `min` to `max`, or its default, which may stand outside of them (Kafka: `CompressionType`'s level validators). */
export function level(
  name: string,
  { min, max, default: standard }: { readonly min: number; readonly max: number; readonly default: number },
): ConfigKey<number> {
  const parse = (text: string): number => {
    const value = parseNumber(name, 'INT', text, -Infinity);
    if ((value >= min && value <= max) || value === standard) return value;
    throw invalid(name, text, `Value must be between ${min} and ${max} or equal to ${standard}.`);
  };
  return { name, type: 'INT', default: String(standard), parse };
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

/** Null unless it is given (Kafka: `NonEmptyString`). */
export function nonEmptyString(name: string): ConfigKey<string | null> {
  const parse = (text: string): string => {
    if (text === '') throw invalid(name, text, 'String must be non-empty; give a name, or remove the key.');
    return text;
  };
  return { name, type: 'STRING', default: null, parse };
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

function parseNumber(name: string, type: 'INT' | 'LONG', text: string, min: number): number {
  const trimmed = text.trim();
  const value = /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace('+', '')) : null;
  const [least, greatest] = ranges[type];
  if (value === null || value < least || value > greatest) throw invalid(name, text, `Not a number of type ${type}.`);
  if (Number(value) < min) throw invalid(name, text, `Value must be at least ${min}.`);
  return Number(value);
}
