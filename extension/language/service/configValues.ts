// How the values of producer config keys are worded. Whether a value is one Kafka takes says the key itself (engine/config).
import type { ConfigKey } from '../../../engine/config/configKey.ts';
import { defaultText } from '../../../engine/config/configKey.ts';
import { shorten } from './formats.ts';
import type { Translate } from './translate.ts';

/** The values to choose from; empty when the key takes more than a list of words. */
export function allowedValues({ type, valid, classes }: ConfigKey): readonly string[] {
  if (type === 'BOOLEAN') return ['true', 'false'];
  return classes ?? (valid?.kind === 'oneOf' ? valid.choices : []);
}

/** Why Kafka would refuse the trimmed value, with the limit and the default; undefined when it would take it. */
export function configValueError(key: ConfigKey, value: string, t: Translate): string | undefined {
  const read = key.read(value);
  if ('value' in read) return undefined;
  const { name, type } = key;
  const shown = shorten(value);
  const standard = defaultText(key);
  switch (read.problem) {
    case 'type':
      if (type === 'DOUBLE') return t("{0} must be a number, not '{1}' (default {2}).", name, shown, standard);
      if (type !== 'BOOLEAN') return wholeNumberError(key, value, t);
      break;
    case 'valid':
      if (key.valid?.kind === 'nonEmpty') return t('{0} must not be empty.', name);
      if (key.valid?.kind === 'range')
        return t('{0} must be {1}, not {2} (default {3}).', name, rangeText(key, t), shown, standard);
      break;
    case 'emptyList':
      return t('{0} must not be empty.', name);
    case 'emptyElement':
      return t('{0} has an empty element: remove the extra comma.', name);
  }
  return t("{0} must be {1}, not '{2}' (default {3}).", name, rangeText(key, t), shown, standard);
}

const bits: Partial<Record<ConfigKey['type'], bigint>> = { SHORT: 16n, INT: 32n, LONG: 64n };

function wholeNumberError(key: ConfigKey, value: string, t: Translate): string {
  const standard = defaultText(key);
  if (!/^[+-]?\d+$/.test(value))
    return t("{0} must be a whole number, not '{1}' (default {2}).", key.name, shorten(value), standard);
  const limit = 1n << ((bits[key.type] ?? 64n) - 1n);
  const span = t('{0} to {1}', String(-limit), String(limit - 1n));
  return t('{0} must be {1}, not {2} (default {3}).', key.name, span, shorten(value), standard);
}

/** What the key takes, in words; empty when its type says it all. */
export function rangeText(key: ConfigKey, t: Translate): string {
  const choices = allowedValues(key);
  if (choices.length > 0) return t('one of {0}', choices.join(', '));
  const { valid } = key;
  if (valid?.kind === 'nonEmpty') return t('not empty');
  if (valid?.kind !== 'range') return '';
  const span = valid.max === undefined ? t('at least {0}', valid.min) : t('{0} to {1}', valid.min, valid.max);
  return valid.or === undefined ? span : t('{0}, or {1}', span, valid.or);
}
