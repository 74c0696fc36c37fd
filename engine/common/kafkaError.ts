import { Errors, exceptionTraits } from './errors.ts';

/** What may be said about an error beyond its kind; whatever is left out follows from the kind. */
export interface KafkaErrorOptions {
  /** The code a broker sent, where one did. */
  readonly code?: number;
  readonly retriable?: boolean;
  readonly refreshMetadata?: boolean;
  readonly api?: boolean;
  /** After this failure the record may nevertheless be in the log (true), or certainly is not (false). */
  readonly mayBeWritten?: boolean;
  readonly cause?: unknown;
}

/**
 * Every failure the engine reports. `kind` is the name of Java's exception class without its package, so that a person can look
 * it up; the flags carry what the engine decides by, in place of Java's class tree.
 */
export class KafkaError extends Error {
  /** Java's exception class, such as `TimeoutException`. */
  readonly kind: string;
  declare readonly code?: number;
  /** Kafka: `RetriableException`. */
  readonly retriable: boolean;
  /** Kafka: `InvalidMetadataException`: what we believe about the cluster is out of date. */
  readonly refreshMetadata: boolean;
  /** Kafka: `ApiException`. `send` puts such an error into the future; any other error it throws. */
  readonly api: boolean;
  declare readonly mayBeWritten?: boolean;

  constructor(kind: string, message: string, options: KafkaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const traits = exceptionTraits(kind);
    this.name = kind;
    this.kind = kind;
    this.retriable = options.retriable ?? traits.retriable;
    this.refreshMetadata = options.refreshMetadata ?? traits.refreshMetadata;
    this.api = options.api ?? traits.api;
    if (options.code !== undefined) this.code = options.code;
    if (options.mayBeWritten !== undefined) this.mayBeWritten = options.mayBeWritten;
  }

  /** The exception of a code that a broker sent, with what the code means unless there are better words. */
  static forCode(code: number, message?: string, options: KafkaErrorOptions = {}): KafkaError {
    const known = Errors.forCode(code);
    return new KafkaError(known.exception, message ?? known.message, { code, ...options });
  }
}
