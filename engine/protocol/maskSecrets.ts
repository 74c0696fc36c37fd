import { decodeResponse, encodeRequest, encodeResponse } from './codec.ts';
import type { AnyField, Api, RequestInput } from './schema.ts';

/** Has the API fields that nobody may be shown? */
export function hasSecrets({ request, response }: Api): boolean {
  return [...Object.values(request), ...Object.values(response)].some(isSecret);
}

/** The request's frame as a watcher may keep it: zeros in place of what is secret, and as long as the real one. */
export function maskedRequest<A extends Api>(
  api: A,
  version: number,
  correlationId: number,
  clientId: string,
  body: RequestInput<A>,
): readonly Buffer[] {
  return encodeRequest(api, version, correlationId, clientId, masked(api.request, body)).chunks;
}

/** The same for an answer, without its size as it came. */
export function maskedResponse(api: Api, version: number, payload: Buffer): Buffer {
  const { correlationId, body } = decodeResponse(api, version, payload);
  const frame = encodeResponse(api, version, correlationId, masked(api.response, body));
  return Buffer.concat(frame.chunks).subarray(4);
}

function masked<B extends object>(fields: Readonly<Record<string, AnyField>>, body: B): B {
  const blanked = Object.entries(body).map(([name, value]: [string, unknown]) => {
    const field = fields[name];
    return [name, field && isSecret(field) && Buffer.isBuffer(value) ? Buffer.alloc(value.length) : value];
  });
  return Object.fromEntries(blanked) as B;
}

function isSecret({ options }: AnyField): boolean {
  return options.secret === true;
}
