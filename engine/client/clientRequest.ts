import type { KafkaError } from '../common/kafkaError.ts';
import type { Api, RequestInput, ResponseBody } from '../protocol/schema.ts';

/** A request to one node. The body is built once the version is known. */
export interface ClientRequest<A extends Api> {
  readonly nodeId: number;
  readonly api: A;
  readonly minVersion?: number;
  readonly maxVersion?: number;
  readonly body: (version: number) => RequestInput<A>;
  readonly createdMs: number;
  readonly expectResponse: boolean;
  /** Part of telling who we are, and so in no metric, as in Java, where it is the business of the channel. */
  readonly authenticates?: boolean;
  readonly batches?: readonly (readonly [lane: string, batchId: number])[];
  readonly onComplete: (response: ClientResponse<A>) => void;
}

/** How a request ended. */
export type RequestOutcome<A extends Api> =
  | { readonly kind: 'answered'; readonly version: number; readonly body: ResponseBody<A> }
  | { readonly kind: 'noAnswerExpected' }
  | { readonly kind: 'disconnected'; readonly timedOut: boolean; readonly reason: string }
  | { readonly kind: 'unsupportedVersion'; readonly error: KafkaError }
  | { readonly kind: 'malformed'; readonly error: KafkaError };

/** Kafka: `ClientResponse`. Latency counts from the request's creation. */
export type ClientResponse<A extends Api> = RequestOutcome<A> & {
  readonly nodeId: number;
  readonly requestId: number;
  readonly receivedMs: number;
  readonly latencyMs: number;
};
