/** A record on its way in and the answer on its way out, as data that crosses threads and lines of JSON. */

/** Text (UTF-8), null, or bytes. */
export type Payload = string | null | { readonly base64: string };

export interface OutgoingRecord {
  readonly topic: string;
  readonly key: Payload;
  readonly value: Payload;
  readonly headers?: readonly (readonly [name: string, value: Payload])[];
  readonly partition?: number;
  /** Epoch ms. */
  readonly timestamp?: number;
}

export type SendOutcome = SentOutcome | FailedOutcome;

export interface SentOutcome {
  readonly ok: true;
  readonly recordId: number | null;
  readonly topic: string;
  readonly partition: number;
  /** -1 with acks=0 and where the broker said "duplicate". */
  readonly offset: number;
  readonly timestamp: number;
  /** From send() to callback. */
  readonly tookMs: number;
}

export interface FailedOutcome {
  readonly ok: false;
  readonly recordId: number | null;
  readonly topic: string;
  readonly partition: number | null;
  /** Java's exception class, e.g. `TimeoutException`. */
  readonly error: string;
  readonly code: number | null;
  readonly message: string;
  readonly mayBeWritten: boolean;
  readonly tookMs: number;
}
