/** Kafka's `ConfigDef.Type`. SHORT, INT and LONG are signed, of 16, 32 and 64 bits. */
export type ConfigType = 'BOOLEAN' | 'CLASS' | 'DOUBLE' | 'INT' | 'LIST' | 'LONG' | 'PASSWORD' | 'SHORT' | 'STRING';

export type Importance = 'HIGH' | 'MEDIUM' | 'LOW';

/** Which values of its type a key takes (Kafka: `ConfigDef.Validator`). */
export type Valid =
  | { readonly kind: 'range'; readonly min: number; readonly max?: number; readonly or?: number }
  | { readonly kind: 'oneOf'; readonly choices: readonly string[]; readonly ignoreCase: boolean }
  | { readonly kind: 'nonEmpty' };

/** Why a key that Java has changes nothing here; each side has its own sentence for it. */
export type NoEffect =
  /** It names a class to load into a JVM. */
  | 'javaClass'
  /** Keys and values become bytes by what the program hands over. */
  | 'serializer'
  /** It chooses among providers of the JVM's cryptography. */
  | 'javaSecurity'
  | 'kerberos'
  /** Only whoever receives a token looks at it. */
  | 'tokenValidation'
  /** Tokens are fetched when a connection needs one, not from a thread in the background. */
  | 'tokenRefresh'
  /** Node has no call that sets it. */
  | 'socketBuffer'
  | 'metricsPush'
  /** Every metric of the producer is of the least detailed level. */
  | 'recordingLevel';

/** What is wrong with a text, in terms of the key it was given for. */
export type Problem =
  /** Not of the key's type. */
  | 'type'
  /** Of the type, but not among `valid` or `classes`. */
  | 'valid'
  /** A list without elements where one is needed. */
  | 'emptyList'
  | 'emptyElement';

export type Read<T> = { readonly value: T } | { readonly problem: Problem };

export interface ConfigKey<T = unknown> {
  readonly name: string;
  readonly type: ConfigType;
  /** As in a .properties file; null: none; undefined: it must be given. */
  readonly default: string | null | undefined;
  readonly valid: Valid | null;
  readonly importance: Importance;
  /** Classes of Java that are built here and may be named; for type CLASS only. */
  readonly classes?: readonly string[];
  readonly noEffect?: NoEffect;
  /** Never throws. */
  readonly read: (text: string) => Read<T>;
}

/** As `ConfigDef` prints it: `[0,...]`, `[all, -1, 0, 1]`. Empty: every value of the type. */
export function validText({ type, valid }: ConfigKey): string {
  switch (valid?.kind) {
    case undefined:
      return '';
    case 'nonEmpty':
      return 'non-empty string';
    case 'oneOf':
      return valid.ignoreCase
        ? `(case insensitive) [${valid.choices.join(', ').toUpperCase()}]`
        : `[${valid.choices.join(', ')}]`;
    case 'range': {
      const number = (value: number): string =>
        type === 'DOUBLE' && Number.isInteger(value) ? value.toFixed(1) : String(value);
      const limits = [number(valid.min), '...', ...(valid.max === undefined ? [] : [number(valid.max)])];
      return `[${limits.join(',')}]${valid.or === undefined ? '' : ` or ${valid.or}`}`;
    }
  }
}

/** As Java prints it: lists in brackets, `null` and `(required)` as words. */
export function defaultText({ type, default: standard }: ConfigKey): string {
  if (standard === undefined) return '(required)';
  if (standard === null) return 'null';
  return type === 'LIST' ? `[${standard.split(',').join(', ')}]` : standard;
}
