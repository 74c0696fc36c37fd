import { KafkaError } from '../common/kafkaError.ts';
import { hidden, shownInError } from '../common/secret.ts';
import type { ConfigKey, Problem, Valid } from './configKey.ts';
import { defaultText } from './configKey.ts';

/** Kafka's text: names the value, the key and the rule that it breaks; a secret is not shown. */
export function invalid({ name, type }: ConfigKey, text: string, rule: string): KafkaError {
  const shown = type === 'PASSWORD' ? hidden : shownInError(text);
  return configError(`Invalid value ${shown} for configuration ${name}: ${rule}`);
}

export function missing({ name }: ConfigKey): KafkaError {
  return configError(`Missing required configuration '${name}' which has no default value.`);
}

export function configError(message: string): KafkaError {
  return new KafkaError('ConfigException', message);
}

/** The rule that a value breaks, with what the key takes instead. */
export function ruleOf(key: ConfigKey, problem: Problem): string {
  switch (problem) {
    case 'type':
      return key.type === 'BOOLEAN'
        ? `Expected value to be either 'true' or 'false' (default ${defaultText(key)}).`
        : `Not a number of type ${key.type}. ${limits(key.valid)}(default ${defaultText(key)}).`;
    case 'valid':
      return key.classes ? classRule(key.classes) : `${limits(key.valid)}(default ${defaultText(key)}).`;
    case 'emptyList':
      return 'It must not be empty; give at least one element.';
    case 'emptyElement':
      return 'It has an empty element; remove the extra comma.';
  }
}

function classRule(classes: readonly string[]): string {
  return `Classes cannot be loaded by name; use ${classes.join(' or ')}, or remove the key for the built-in logic.`;
}

/** Ends with a blank, so that the default can follow. */
function limits(valid: Valid | null): string {
  switch (valid?.kind) {
    case undefined:
      return '';
    case 'nonEmpty':
      return 'String must be non-empty; remove the key to go without ';
    case 'oneOf':
      return `String must be one of${valid.ignoreCase ? ' (case insensitive)' : ''}: ${valid.choices.join(', ')} `;
    case 'range':
      if (valid.or !== undefined) return `Value must be between ${valid.min} and ${valid.max} or equal to ${valid.or} `;
      return valid.max === undefined
        ? `Value must be at least ${valid.min} `
        : `Value must be between ${valid.min} and ${valid.max} `;
  }
}
