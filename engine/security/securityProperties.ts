import { readFileSync } from 'node:fs';
import { KafkaError } from '../common/kafkaError.ts';
import { Secret, shownInError } from '../common/secret.ts';

/** Java's `ssl.*` and `sasl.*` keys as given; passwords may come as Secret. */
export type GivenProperties = Readonly<Record<string, string | Secret | undefined>>;

/** Reads those keys, with Java's defaults where they are not given. */
export class SecurityProperties {
  readonly #given: GivenProperties;
  readonly #readFile: (path: string) => Buffer;

  constructor(given: GivenProperties, readFile: (path: string) => Buffer = path => readFileSync(path)) {
    this.#given = given;
    this.#readFile = readFile;
  }

  has(key: string): boolean {
    return this.text(key) !== null;
  }

  text(key: string): string | null {
    const value = Object.hasOwn(this.#given, key) ? this.#given[key] : undefined;
    if (value === undefined) return null;
    return value instanceof Secret ? value.reveal() : value;
  }

  secret(key: string): Secret | null {
    const text = this.text(key);
    return text === null ? null : new Secret(text);
  }

  list(key: string, standard: readonly string[]): readonly string[] {
    const text = this.text(key);
    if (text === null) return standard;
    const elements = text.split(',').map(element => element.trim());
    return [...new Set(elements.filter(element => element !== ''))];
  }

  milliseconds(key: string, standard: number | null): number | null {
    const text = this.text(key)?.trim() ?? null;
    if (text === null || text === '') return standard;
    if (!/^\d{1,9}$/.test(text)) throw invalid(key, text, 'it must be a whole number of milliseconds, 0 to 999999999');
    return Number(text);
  }

  /** The content of the file that a key names. */
  file(key: string): Buffer {
    const path = this.text(key) ?? '';
    try {
      return this.#readFile(path);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw invalid(key, path, `the file cannot be read (${code}); check the path and its rights`, error);
    }
  }
}

/** For values that may be shown. */
export function invalid(key: string, value: string, why: string, cause?: unknown): KafkaError {
  return new KafkaError('ConfigException', `Invalid value ${shownInError(value)} for configuration ${key}: ${why}.`, {
    cause,
  });
}

/** For those that may not. */
export function invalidHidden(key: string, why: string, cause?: unknown): KafkaError {
  return invalid(key, '[hidden]', why, cause);
}
