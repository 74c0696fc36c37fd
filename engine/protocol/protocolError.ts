import { KafkaError } from '../common/kafkaError.ts';

export interface ProtocolProblem {
  /** What is wrong, in words that fit behind a field name. */
  readonly problem: string;
  /** The offending value, where there is one. */
  readonly value?: number | bigint | string;
  /** What it may be at most (or had to be). */
  readonly limit?: number;
  /** Bytes from the start of the payload, where decoding failed; absent when encoding failed. */
  readonly offset?: number;
}

/** Bytes that are no valid message, or a body that cannot be written as one. Names the field on the way to which it failed. */
export class ProtocolError extends KafkaError {
  readonly problem: ProtocolProblem;
  /** From the message down to the field, such as `ProduceResponse v9.responses[3].name`. */
  path: string;

  constructor(problem: ProtocolProblem, path = '', cause?: unknown) {
    super('SchemaException', '', cause === undefined ? {} : { cause });
    this.problem = problem;
    this.path = path;
    this.message = this.#text();
  }

  /** Called by each level while the error passes through it. */
  within(outer: string): this {
    const separator = this.path === '' || this.path.startsWith('[') ? '' : '.';
    this.path = outer + separator + this.path;
    this.message = this.#text();
    return this;
  }

  #text(): string {
    const { problem, value, limit, offset } = this.problem;
    const facts = [
      ...(value === undefined ? [] : [`value ${value}`]),
      ...(limit === undefined ? [] : [`limit ${limit}`]),
      ...(offset === undefined ? [] : [`at offset ${offset}`]),
    ];
    return `${this.path === '' ? 'message' : this.path}: ${problem}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
  }
}

/** What a level does with whatever was thrown below it. */
export function failedWithin(name: string, error: unknown): KafkaError {
  if (error instanceof ProtocolError) return error.within(name);
  if (error instanceof KafkaError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  return new ProtocolError({ problem }, name, error);
}
