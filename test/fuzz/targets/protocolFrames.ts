import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '../../../engine/protocol/codec.ts';
import { describeRequestFrame, describeResponseFrame } from '../../../engine/protocol/inspectFrame.ts';
import type { EncodedFrame } from '../../../engine/protocol/codec.ts';
import { apis } from '../../../engine/protocol/messages/index.ts';
import type { Api, Fields } from '../../../engine/protocol/schema.ts';
import { bodyOf } from '../../support/anyBody.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

interface Exchange {
  readonly version: number;
  readonly request: string;
  readonly response?: string;
}

/** Longer ones hold more of the same. */
const maxFrameBytes = 4000;
const folder = path.join(import.meta.dirname, '../../wire/frames');
const isExpected = (error: unknown): boolean => error instanceof KafkaError;

const captured: readonly (Exchange & { readonly api: Api })[] = readdirSync(folder).flatMap(file => {
  const api = apis.find(({ name }) => `${name.toLowerCase()}.json` === file.toLowerCase());
  const each = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as readonly Exchange[];
  return api === undefined ? [] : each.map(exchange => ({ api, ...exchange }));
});

/** Every API in every version with any content: nobody captured them all, and a capture seldom has every field. */
const made = apis.flatMap(api =>
  Array.from({ length: api.maxVersion - api.minVersion + 1 }, (_, index) => {
    const version = api.minVersion + index;
    const any = (fields: Fields) => fc.sample(bodyOf(fields, version), { seed: version, numRuns: 1 })[0] ?? {};
    return {
      api,
      version,
      request: hexOf(encodeRequest(api, version, 7, 'fuzz', any(api.request))),
      response: hexOf(encodeResponse(api, version, 7, any(api.response))),
    };
  }),
);

const exchanges = [...captured, ...made];

/** What a broker sends to the producer, and the inspector shows. */
export const responses: FuzzTarget = {
  name: 'responses',
  seeds: exchanges.flatMap(({ api, version, response }) =>
    response === undefined || response.length > 2 * maxFrameBytes
      ? []
      : [
          {
            bytes: payloadOf(response),
            decode: (input: Buffer): void => {
              describeResponseFrame(api.key, version, input);
              decodeResponse(api, version, input);
            },
          },
        ],
  ),
  isExpected,
};

/** Requests to whose damaged form a practice broker has to have an answer. */
export const requestFrames: readonly Buffer[] = exchanges
  .filter(({ request }) => request.length <= 2 * maxFrameBytes)
  .map(({ request }) => payloadOf(request));

/** What any client sends to the practice cluster, and the inspector shows. */
export const requests: FuzzTarget = {
  name: 'requests',
  seeds: requestFrames.map(bytes => ({
    bytes,
    decode: input => {
      describeRequestFrame(input);
      decodeRequest(input);
    },
  })),
  isExpected,
};

function hexOf({ chunks }: EncodedFrame): string {
  return Buffer.concat(chunks).toString('hex');
}

/** Without the size in front. */
function payloadOf(hex: string): Buffer {
  return Buffer.from(hex, 'hex').subarray(4);
}
