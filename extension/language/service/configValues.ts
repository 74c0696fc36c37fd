// Whether a producer config value is one Kafka takes: its type first, then its range, as ConfigDef checks them.
import type { ConfigKey } from './configKeys.ts';
import { shorten } from './formats.ts';
import type { Translate } from './translate.ts';

/** The values to choose from; empty when the key takes more than a list of words. */
export function allowedValues(key: ConfigKey): readonly string[] {
  if (key.type === 'BOOLEAN') return ['true', 'false'];
  const words = /^(\(case insensitive\) )?\[([^\]]*)\]$/.exec(key.valid);
  if (words?.[2] === undefined || words[2].includes('...')) return [];
  const choices = words[2].split(', ');
  return words[1] === undefined ? choices : choices.map(choice => inDefaultsCase(choice, key.defaultValue));
}

/** The lowest and highest number, the latter null when only the type limits it; undefined when there is no range. */
export function numberRange(key: ConfigKey): { min: number; max: number | null } | undefined {
  const range = /^\[(-?[\d.]+?),\.\.\.(?:,(-?[\d.]+))?\]/.exec(key.valid);
  if (range?.[1] === undefined) return undefined;
  return { min: Number(range[1]), max: range[2] === undefined ? null : Number(range[2]) };
}

/** Why Kafka would refuse the trimmed value, with the limit and the default; undefined when it would take it. */
export function configValueError(key: ConfigKey, value: string, t: Translate): string | undefined {
  switch (key.type) {
    case 'INT':
      return wholeNumberError(key, value, 32n, t);
    case 'LONG':
      return wholeNumberError(key, value, 64n, t);
    case 'SHORT':
      return wholeNumberError(key, value, 16n, t);
    case 'DOUBLE':
      return doubleError(key, value, t);
    case 'BOOLEAN':
    case 'STRING':
      return choiceError(key, value, t);
    case 'CLASS':
    case 'LIST':
    case 'PASSWORD':
      return undefined;
  }
}

function wholeNumberError(key: ConfigKey, value: string, bits: bigint, t: Translate): string | undefined {
  if (!/^[+-]?\d+$/.test(value)) {
    return t("{0} must be a whole number, not '{1}' (default {2}).", key.key, shorten(value), key.defaultValue);
  }
  const number = BigInt(value.replace('+', ''));
  const limit = 1n << (bits - 1n);
  if (number < -limit || number >= limit) {
    const span = t('{0} to {1}', String(-limit), String(limit - 1n));
    return t('{0} must be {1}, not {2} (default {3}).', key.key, span, shorten(value), key.defaultValue);
  }
  return rangeError(key, value, Number(number), t);
}

function doubleError(key: ConfigKey, value: string, t: Translate): string | undefined {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value) ? Number(value) : NaN;
  if (Number.isNaN(number)) {
    return t("{0} must be a number, not '{1}' (default {2}).", key.key, shorten(value), key.defaultValue);
  }
  return rangeError(key, value, number, t);
}

function rangeError(key: ConfigKey, value: string, number: number, t: Translate): string | undefined {
  const range = numberRange(key);
  if (range === undefined) return undefined;
  if (number >= range.min && number <= (range.max ?? Infinity)) return undefined;
  const exception = /\] or (-?\d+)$/.exec(key.valid)?.[1];
  if (exception !== undefined && number === Number(exception)) return undefined;
  return t('{0} must be {1}, not {2} (default {3}).', key.key, rangeText(key, t), shorten(value), key.defaultValue);
}

function choiceError(key: ConfigKey, value: string, t: Translate): string | undefined {
  if (key.valid === 'non-empty string') return value === '' ? t('{0} must not be empty.', key.key) : undefined;
  const choices = allowedValues(key);
  if (choices.length === 0) return undefined;
  const anyCase = key.type === 'BOOLEAN' || key.valid.startsWith('(case insensitive)');
  const fold = (text: string): string => (anyCase ? text.toLowerCase() : text);
  if (choices.some(choice => fold(choice) === fold(value))) return undefined;
  return t("{0} must be {1}, not '{2}' (default {3}).", key.key, rangeText(key, t), shorten(value), key.defaultValue);
}

/** What the key takes, in words; empty when its type says it all. */
export function rangeText(key: ConfigKey, t: Translate): string {
  const choices = allowedValues(key);
  if (choices.length > 0) return t('one of {0}', choices.join(', '));
  if (key.valid === 'non-empty string') return t('not empty');
  const range = numberRange(key);
  if (range === undefined) return '';
  const span = range.max === null ? t('at least {0}', range.min) : t('{0} to {1}', range.min, range.max);
  const exception = /\] or (-?\d+)$/.exec(key.valid)?.[1];
  return exception === undefined ? span : t('{0}, or {1}', span, exception);
}

// Kafka prints case-insensitive choices in upper case whatever the default looks like; offer them as the default is written.
function inDefaultsCase(choice: string, defaultValue: string): string {
  return defaultValue === defaultValue.toLowerCase() ? choice.toLowerCase() : choice;
}
