// No producer at all: a few Produce requests, made once and sent again and again, five in flight. What broker, kernel and machine allow.
import net from 'node:net';
import { FrameReader } from '../../../engine/network/frameReader.ts';
import { decodeResponse, encodeRequest } from '../../../engine/protocol/codec.ts';
import { Produce } from '../../../engine/protocol/messages/produce.ts';
import { ZERO_UUID } from '../../../engine/common/uuid.ts';
import { MemoryRecordsBuilder } from '../../../engine/record/memoryRecordsBuilder.ts';
import { serveRounds, type Round } from './harness.ts';

const batchSize = 16_384;
const partitions = 6;
const inFlight = 5;
/** The last that names topics instead of their ids. */
const version = 12;

interface Prebuilt {
  readonly bytes: Buffer;
  readonly records: number;
}

await serveRounds(async bootstrap => {
  const [host, port] = (bootstrap.split(',')[0] ?? '').split(':');
  const socket = net.connect({ host: host ?? '127.0.0.1', port: Number(port), noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return {
    round: round => send(socket, prebuild(round), round),
    close: () => Promise.resolve(void socket.destroy()),
  };
});

/** One batch for each partition, as a producer under load sends them. */
function prebuild({ topic, value }: Round): Prebuilt {
  const builder = new MemoryRecordsBuilder({ buffer: Buffer.alloc(batchSize) });
  while (builder.tryAppend(Date.now(), null, value));
  const batch = builder.close();
  const partitionData = Array.from({ length: partitions }, (_, index) => ({ index, records: batch }));
  const { chunks } = encodeRequest(Produce, version, 1, 'bench', {
    transactionalId: null,
    acks: -1,
    timeoutMs: 30_000,
    topicData: [{ name: topic, topicId: ZERO_UUID, partitionData }],
  });
  return { bytes: Buffer.concat(chunks), records: builder.recordCount * partitions };
}

function send(socket: net.Socket, { bytes, records }: Prebuilt, round: Round): Promise<void> {
  const requests = Math.ceil(round.records / records);
  const reader = new FrameReader(1 << 20);
  const sentMs: number[] = [];
  let [sent, answered] = [0, 0];
  const sendOne = (): void => {
    if (sent++ >= requests) return;
    sentMs.push(performance.now());
    socket.write(bytes);
  };
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void =>
      reader.push(chunk, payload => {
        const { responses } = decodeResponse(Produce, version, payload).body;
        for (const { errorCode } of responses.flatMap(({ partitionResponses }) => partitionResponses))
          if (errorCode !== 0) round.failed(records);
        round.took(performance.now() - (sentMs[answered++] as number));
        if (answered < requests) return sendOne();
        socket.off('data', onData);
        resolve();
      });
    socket.on('data', onData).once('error', reject);
    for (let n = 0; n < inFlight; n++) sendOne();
  });
}
