/** What every rendering of a secret shows (Kafka: `Password.HIDDEN`). */
export const hidden = '[hidden]';

/**
 * A value as an error may show it. Where a line break was lost, `sasl.mechanism=PLAINsasl.jaas.config=…` is one value, and a password
 * is part of it: a value that sets such a thing is not repeated.
 */
export function shownInError(value: string): string {
  if (value === '') return "''";
  return /(?:password|secret|jaas\.config)\s*[=:]/i.test(value) ? hidden : value;
}

/**
 * A text that only `reveal()` gives back (Kafka: `Password`). Printing, JSON, template strings and Node's inspect show `[hidden]`;
 * a structured clone, as between workers, carries nothing of it.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** For the code that hands it to the peer, the key store or the cipher; never for a message. */
  reveal(): string {
    return this.#text;
  }

  equals(other: Secret): boolean {
    return this.#text === other.#text;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}
