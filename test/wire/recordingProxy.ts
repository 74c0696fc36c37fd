// A TCP proxy that keeps the frames it passes on: how the fixtures beside it were captured, between clients and brokers that are not ours.
//   node test/wire/recordingProxy.ts LISTEN_PORT BROKER_PORT OUT.jsonl
// The broker has to advertise LISTEN_PORT. One JSON line per request with its response; ends with Ctrl-C.
import { createWriteStream } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { Socket } from 'node:net';

interface Exchange {
  readonly apiKey: number;
  readonly version: number;
  readonly request: string;
}

const [listenPort, brokerPort, outFile] = process.argv.slice(2);
if (listenPort === undefined || brokerPort === undefined || outFile === undefined)
  throw new Error('usage: recordingProxy.ts LISTEN_PORT BROKER_PORT OUT.jsonl');
const out = createWriteStream(outFile, { flags: 'a' });

createServer(client => {
  const broker = connect(Number(brokerPort), '127.0.0.1');
  const waiting: Exchange[] = [];
  pass(client, broker, frame => {
    const request = { apiKey: frame.readInt16BE(4), version: frame.readInt16BE(6), request: frame.toString('hex') };
    if (expectsResponse(frame)) waiting.push(request);
    else out.write(`${JSON.stringify(request)}\n`);
  });
  pass(broker, client, frame => {
    const exchange = waiting.shift();
    if (exchange !== undefined) out.write(`${JSON.stringify({ ...exchange, response: frame.toString('hex') })}\n`);
  });
}).listen(Number(listenPort), '127.0.0.1', () => console.log(`recording 127.0.0.1:${listenPort} to ${outFile}`));

function pass(from: Socket, to: Socket, record: (frame: Buffer) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  from.on('data', (data: Buffer) => {
    to.write(data);
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 4 && pending.length >= pending.readInt32BE(0) + 4) {
      const end = pending.readInt32BE(0) + 4;
      record(pending.subarray(0, end));
      pending = pending.subarray(end);
    }
  });
  from.on('error', () => to.destroy());
  from.on('close', () => to.end());
}

/** Produce with acks 0 has no answer. Such a request has no transactional id, and null takes two bytes with or without tags before it. */
function expectsResponse(frame: Buffer): boolean {
  if (frame.readInt16BE(4) !== 0) return true;
  const clientIdEnd = 14 + Math.max(frame.readInt16BE(12), 0);
  return frame.readInt16BE(clientIdEnd + 2) !== 0;
}
