import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { decodeRequest, decodeResponse } from '../../../engine/protocol/codec.ts';
import { describeRequestFrame, describeResponseFrame } from '../../../engine/protocol/inspectFrame.ts';
import { apis } from '../../../engine/protocol/messages/index.ts';
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

const exchanges = readdirSync(folder).flatMap(file => {
  const api = apis.find(({ name }) => `${name.toLowerCase()}.json` === file.toLowerCase());
  const captured = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as readonly Exchange[];
  return api === undefined ? [] : captured.map(exchange => ({ api, ...exchange }));
});

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

/** What any client sends to the practice cluster, and the inspector shows. */
export const requests: FuzzTarget = {
  name: 'requests',
  seeds: exchanges
    .filter(({ request }) => request.length <= 2 * maxFrameBytes)
    .map(({ request }) => ({
      bytes: payloadOf(request),
      decode: input => {
        describeRequestFrame(input);
        decodeRequest(input);
      },
    })),
  isExpected,
};

/** Without the size in front. */
function payloadOf(hex: string): Buffer {
  return Buffer.from(hex, 'hex').subarray(4);
}
