import { decodeRequestBody, encodeResponse } from '../protocol/codec.ts';
import type { EncodedFrame, RequestHeader } from '../protocol/codec.ts';
import type { Api, RequestBody, ResponseInput } from '../protocol/schema.ts';
import type { BrokerState } from './brokerState.ts';
import type { Authentication } from './security/authentication.ts';

/** What a handler knows of the request beside its body. */
export interface RequestContext extends RequestHeader {
  /** The broker that was asked. */
  readonly node: number;
  readonly state: BrokerState;
  /** Who is at the other end; null on a listener without SASL. */
  readonly authentication: Authentication | null;
  /** The connection ends once the answer has left. */
  readonly endAfterAnswer: (why: string) => void;
}

/** One API as a broker serves it; one file under apis/ each. */
export interface ApiDefinition<A extends Api> {
  readonly api: A;
  /** Versions as announced, if not those of the table; older ones than the table has are announced but refused. */
  readonly announced?: readonly [min: number, max: number];
  /**
   * null: no response (acks=0). A promise keeps the connection's next request waiting. Records and bytes of the request are good only
   * during the call.
   */
  handle(request: RequestBody<A>, context: RequestContext): Answer<A>;
  /** Answers everything the request names with the error: how a failure ordered by `failNext` looks. */
  refuse(request: RequestBody<A>, errorCode: number, context: RequestContext): Answer<A>;
}

export type Answer<A extends Api> = ResponseInput<A> | Promise<ResponseInput<A>> | null;

/** The same with bytes on both sides, so that all APIs fit into one table. */
export interface ApiHandler {
  readonly api: Api;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** `failWith`: the error code to answer with instead of doing it, or null. */
  answer(
    payload: Buffer,
    context: RequestContext,
    failWith: number | null,
  ): EncodedFrame | Promise<EncodedFrame> | null;
}

export function defineHandler<A extends Api>(definition: ApiDefinition<A>): ApiHandler {
  const { api } = definition;
  const [minVersion, maxVersion] = definition.announced ?? [api.minVersion, api.maxVersion];
  return {
    api,
    minVersion,
    maxVersion,
    answer(payload, context, failWith) {
      const { body } = decodeRequestBody(api, payload);
      const encode = (response: ResponseInput<A>): EncodedFrame =>
        encodeResponse(api, context.apiVersion, context.correlationId, response);
      const answer = failWith === null ? definition.handle(body, context) : definition.refuse(body, failWith, context);
      if (answer === null) return null;
      return answer instanceof Promise ? answer.then(encode) : encode(answer);
    },
  };
}
