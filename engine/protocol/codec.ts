/**
 * Whole frames of both directions.
 *
 *   frame            = size int32, payload
 *   request header   = apiKey int16, apiVersion int16, correlationId int32, clientId nullable string (always with an int16 length),
 *                      and in flexible versions tagged fields
 *   response header  = correlationId int32, and in flexible versions tagged fields; ApiVersions answers never have the latter,
 *                      because their reader does not know yet which versions the broker speaks
 */
import { KafkaError } from '../common/kafkaError.ts';
import { ApiKeys, apiName } from './apiKeys.ts';
import { structCodec } from './fieldCodec.ts';
import { apiForKey } from './messages/index.ts';
import type { KnownApi } from './messages/index.ts';
import { ProtocolError, failedWithin } from './protocolError.ts';
import { isFlexible } from './schema.ts';
import type { Api, RequestBody, RequestInput, ResponseBody, ResponseInput } from './schema.ts';
import { readTags } from './taggedFields.ts';
import { WireReader } from './wireReader.ts';
import { WireWriter } from './wireWriter.ts';
import type { EncodedFrame } from './wireWriter.ts';

export type { EncodedFrame } from './wireWriter.ts';

export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
}

/** A request of any API of the table: `key` tells which, and so what the body is. */
export type DecodedRequest = {
  readonly [A in KnownApi as A['name']]: {
    readonly key: A['key'];
    readonly api: A;
    readonly header: RequestHeader;
    readonly body: RequestBody<A>;
  };
}[string];

export function encodeRequest<A extends Api>(
  api: A,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: RequestInput<A>,
): EncodedFrame {
  checkVersion(api, version);
  const flexible = isFlexible(api, version);
  const writer = new WireWriter();
  writer.int32(0);
  writer.int16(api.key);
  writer.int16(version);
  writer.int32(correlationId);
  if (clientId === null) writer.int16(-1);
  else writer.string(clientId, false);
  if (flexible) writer.unsignedVarint(0);
  writeBody(writer, api, 'request', version, body);
  return writer.finishFrame();
}

export function encodeResponse<A extends Api>(
  api: A,
  version: number,
  correlationId: number,
  body: ResponseInput<A>,
): EncodedFrame {
  checkVersion(api, version);
  const writer = new WireWriter();
  writer.int32(0);
  writer.int32(correlationId);
  if (responseHasTags(api, version)) writer.unsignedVarint(0);
  writeBody(writer, api, 'response', version, body);
  return writer.finishFrame();
}

/** The part of the header that every version shares, so that a broker can name what it does not support. */
export function decodeRequestHeader(payload: Buffer): RequestHeader {
  return readRequestHeader(new WireReader(payload));
}

/** `payload` is the frame without its size. `records` and `bytes` fields are views of it. */
export function decodeRequest(payload: Buffer): DecodedRequest {
  const reader = new WireReader(payload);
  const header = readRequestHeader(reader);
  const api = apiForKey(header.apiKey);
  if (api === undefined)
    throw new KafkaError('UnsupportedVersionException', `${apiName(header.apiKey)} requests are not supported`, {
      code: 35,
    });
  const body = readRequestBody(reader, api, header.apiVersion);
  return { key: api.key, api, header, body } as DecodedRequest;
}

/** The body alone, typed by the API that the caller already knows it to be. */
export function decodeRequestBody<A extends Api>(
  api: A,
  payload: Buffer,
): { header: RequestHeader; body: RequestBody<A> } {
  const reader = new WireReader(payload);
  const header = readRequestHeader(reader);
  if (header.apiKey !== api.key)
    throw new ProtocolError({ problem: `is no ${api.name} request`, value: header.apiKey, offset: 0 }, 'apiKey');
  return { header, body: readRequestBody(reader, api, header.apiVersion) as RequestBody<A> };
}

export function decodeResponse<A extends Api>(
  api: A,
  version: number,
  payload: Buffer,
): { correlationId: number; body: ResponseBody<A> } {
  checkVersion(api, version);
  const reader = new WireReader(payload);
  try {
    const correlationId = reader.int32();
    if (responseHasTags(api, version)) readTags(reader, () => undefined);
    const body = structCodec(api.response, version, isFlexible(api, version)).read(reader);
    return { correlationId, body: body as ResponseBody<A> };
  } catch (error) {
    throw failedWithin(`${api.name}Response v${version}`, error);
  }
}

/** The correlation id of a response, before it is known which request it answers. */
export function decodeCorrelationId(payload: Buffer): number {
  return new WireReader(payload).int32();
}

export function responseHasTags(api: Api, version: number): boolean {
  return isFlexible(api, version) && api.key !== ApiKeys.API_VERSIONS;
}

export function readRequestHeader(reader: WireReader): RequestHeader {
  try {
    const apiKey = reader.int16();
    const apiVersion = reader.int16();
    const correlationId = reader.int32();
    const length = reader.length(false, true);
    return { apiKey, apiVersion, correlationId, clientId: length === -1 ? null : reader.string(length) };
  } catch (error) {
    throw failedWithin('RequestHeader', error);
  }
}

export function checkVersion(api: Api, version: number): void {
  if (version >= api.minVersion && version <= api.maxVersion) return;
  const message = `${api.name} version ${version} is not supported; versions ${api.minVersion} to ${api.maxVersion} are`;
  throw new KafkaError('UnsupportedVersionException', message, { code: 35 });
}

function readRequestBody(reader: WireReader, api: Api, version: number): unknown {
  checkVersion(api, version);
  try {
    const flexible = isFlexible(api, version);
    if (flexible) readTags(reader, () => undefined);
    return structCodec(api.request, version, flexible).read(reader);
  } catch (error) {
    throw failedWithin(`${api.name}Request v${version}`, error);
  }
}

function writeBody(writer: WireWriter, api: Api, side: 'request' | 'response', version: number, body: unknown): void {
  try {
    structCodec(api[side], version, isFlexible(api, version)).write(writer, body);
  } catch (error) {
    throw failedWithin(`${api.name}${side === 'request' ? 'Request' : 'Response'} v${version}`, error);
  }
}
