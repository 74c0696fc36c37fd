import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { FrameReader } from '../../../engine/network/frameReader.ts';
import { RequestError, RequestReader } from '../../../engine/network/requestReader.ts';
import type { FuzzSeed, FuzzTarget } from '../fuzzTarget.ts';

interface Reader {
  push(chunk: Buffer, onFrame: (payload: Buffer) => void): void;
}

const maxFrameBytes = 1024 * 1024;
const chunkSizes = [1, 3, 7, 4096, 65_536] as const;

/** What comes over a client's socket, cut into chunks of any size. */
export const frames: FuzzTarget = {
  name: 'frames',
  seeds: seedsFor(() => new FrameReader(maxFrameBytes)),
  isExpected: error => error instanceof KafkaError && error.kind === 'InvalidReceiveException',
};

/** What comes over a practice broker's. */
export const requestStreams: FuzzTarget = {
  name: 'request streams',
  seeds: seedsFor(() => new RequestReader(maxFrameBytes)),
  isExpected: error => error instanceof RequestError,
};

function seedsFor(newReader: () => Reader): FuzzSeed[] {
  return chunkSizes.map(chunkBytes => ({
    bytes: Buffer.concat([0, 1, 5, 300, chunkBytes === 65_536 ? 70_000 : 20].map(frameOf)),
    decode: input => {
      const reader = newReader();
      let framed = 0;
      for (let at = 0; at < input.length; at += chunkBytes)
        reader.push(input.subarray(at, at + chunkBytes), payload => (framed += 4 + payload.length));
      if (framed > input.length) throw new Error(`${input.length} bytes became frames of ${framed}`);
    },
  }));
}

function frameOf(bytes: number): Buffer {
  const frame = Buffer.alloc(4 + bytes, bytes);
  frame.writeInt32BE(bytes);
  return frame;
}
