// How the table's keys are written down. Each reads its text as Java's `ConfigDef.parseType` and its validators do: blanks around
// a value do not count.
import { Secret } from '../common/secret.ts';
import type { ConfigKey, Importance, NoEffect, Read, Valid } from './configKey.ts';
import { javaTrim, parseJavaBoolean, parseJavaDouble, parseJavaWholeNumber } from './javaValues.ts';

type Range = Extract<Valid, { kind: 'range' }>;

export const atLeast = (min: number): Range => ({ kind: 'range', min });
export const between = (min: number, max: number): Range => ({ kind: 'range', min, max });
/** From `min` to `max`, or its default, which stands outside of them (Kafka: the validators of compression levels). */
export const betweenOr = (min: number, max: number, or: number): Range => ({ kind: 'range', min, max, or });

const bits = { SHORT: 16, INT: 32, LONG: 64 } as const;
type WholeNumberType = keyof typeof bits;

const wholeNumber =
  (type: WholeNumberType) =>
  <D extends number | null>(
    name: string,
    standard: D,
    importance: Importance,
    valid: Range | null = null,
  ): ConfigKey<number | D> => ({
    name,
    type,
    default: standard === null ? null : String(standard),
    valid,
    importance,
    read: text => readWholeNumber(type, javaTrim(text), valid),
  });

export const short = wholeNumber('SHORT');
export const int = wholeNumber('INT');
/** Values beyond 2^53 are read as that: as milliseconds or bytes both mean for ever, or everything. */
export const long = wholeNumber('LONG');

export function double(
  name: string,
  standard: number,
  importance: Importance,
  valid: Range | null = null,
): ConfigKey<number> {
  const read = (text: string): Read<number> => {
    const value = parseJavaDouble(javaTrim(text));
    return value === null ? { problem: 'type' } : inRange(value, valid);
  };
  return { name, type: 'DOUBLE', default: String(standard), valid, importance, read };
}

export function boolean(name: string, standard: boolean, importance: Importance): ConfigKey<boolean> {
  const read = (text: string): Read<boolean> => {
    const value = parseJavaBoolean(javaTrim(text));
    return value === null ? { problem: 'type' } : { value };
  };
  return { name, type: 'BOOLEAN', default: String(standard), valid: null, importance, read };
}

export function string<D extends string | null>(
  name: string,
  standard: D,
  importance: Importance,
): ConfigKey<string | D> {
  return {
    name,
    type: 'STRING',
    default: standard,
    valid: null,
    importance,
    read: text => ({ value: javaTrim(text) }),
  };
}

export function nonEmptyString(name: string, importance: Importance): ConfigKey<string | null> {
  const read = (text: string): Read<string> =>
    javaTrim(text) === '' ? { problem: 'valid' } : { value: javaTrim(text) };
  return { name, type: 'STRING', default: null, valid: { kind: 'nonEmpty' }, importance, read };
}

export function oneOf<const V extends string>(
  name: string,
  standard: V,
  choices: readonly V[],
  importance: Importance,
  { ignoreCase = false } = {},
): ConfigKey<V> {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const read = (text: string): Read<V> => {
    const value = choices.find(choice => fold(choice) === fold(javaTrim(text)));
    return value === undefined ? { problem: 'valid' } : { value };
  };
  return { name, type: 'STRING', default: standard, valid: { kind: 'oneOf', choices, ignoreCase }, importance, read };
}

export function password(name: string, importance: Importance): ConfigKey<Secret | null> {
  const read = (text: string): Read<Secret> => ({ value: new Secret(javaTrim(text)) });
  return { name, type: 'PASSWORD', default: null, valid: null, importance, read };
}

/** Comma-separated; duplicates are dropped, the first stays (Kafka: `ValidList`, KIP-1161). */
export function list(name: string, standard: string, importance: Importance): ConfigKey<readonly string[]> {
  const read = (text: string): Read<readonly string[]> => {
    const elements = elementsOf(text);
    return elements.includes('') ? { problem: 'emptyElement' } : { value: [...new Set(elements)] };
  };
  return { name, type: 'LIST', default: standard, valid: null, importance, read };
}

/** A list that must be given, with an element at least. */
export function requiredList(name: string, importance: Importance): ConfigKey<readonly string[]> {
  const optional = list(name, '', importance);
  const read = (text: string): Read<readonly string[]> =>
    elementsOf(text).every(element => element === '') ? { problem: 'emptyList' } : optional.read(text);
  return { ...optional, default: undefined, read };
}

/** The elements of a LIST as written, duplicates included. */
export function elementsOf(text: string): readonly string[] {
  return javaTrim(text) === '' ? [] : javaTrim(text).split(/[ \t\n\v\f\r]*,[ \t\n\v\f\r]*/);
}

/** A class that is built here may be chosen by its Java name; any other name is refused. */
export function classAmong(name: string, classes: readonly string[], importance: Importance): ConfigKey<string | null> {
  const read = (text: string): Read<string> =>
    classes.includes(javaTrim(text)) ? { value: javaTrim(text) } : { problem: 'valid' };
  return { name, type: 'CLASS', default: null, valid: null, importance, classes, read };
}

/** A class that means something to a JVM only: any name is taken. */
export function javaClass(
  name: string,
  standard: string | null | undefined,
  importance: Importance,
  noEffect: NoEffect = 'javaClass',
): ConfigKey<string | null> {
  const read = (text: string): Read<string> => ({ value: javaTrim(text) });
  return { name, type: 'CLASS', default: standard, valid: null, importance, noEffect, read };
}

/** The same key, marked as one that changes nothing here. */
export function withoutEffect<T>(noEffect: NoEffect, key: ConfigKey<T>): ConfigKey<T> {
  return { ...key, noEffect };
}

function readWholeNumber(type: WholeNumberType, text: string, valid: Range | null): Read<number> {
  const value = parseJavaWholeNumber(text);
  if (value === null || value !== BigInt.asIntN(bits[type], value)) return { problem: 'type' };
  const safe = Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));
  return inRange(safe, valid);
}

/** NaN is neither below nor above, and so is taken, as by Java. */
function inRange(value: number, valid: Range | null): Read<number> {
  if (valid === null || value === valid.or) return { value };
  return value < valid.min || value > (valid.max ?? Infinity) ? { problem: 'valid' } : { value };
}
