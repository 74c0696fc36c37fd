// What our producer keeps in memory, read after a garbage collection: `node --expose-gc clients/oursMemory.ts BOOTSTRAP TOPIC`.
// Each line on stdin is a command, answered by one line of JSON; MB are 10⁶ bytes over what the process had before its producer.
//
//   send BYTES RECORDS                  sends and waits for all        {"megabytes"}
//   fill BYTES                          until the pool is full         {"megabytes", "records"}
//   steady BYTES PER_SECOND SECONDS     sends at that rate             {"megabytes": [one for each tenth of the time]}
import { createInterface } from 'node:readline';
import { byteArraySerializer } from '../../../engine/producer/serializer.ts';
import { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import { paced } from './harness.ts';

const [bootstrap = '', topic = ''] = process.argv.slice(2);
const sendsPerTurn = 2000;
let failed = 0;

const before = bytesInUse();
const producer = new KafkaProducer<Buffer | null, Buffer | null>({
  properties: { 'bootstrap.servers': bootstrap },
  keySerializer: byteArraySerializer,
  valueSerializer: byteArraySerializer,
});

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...numbers] = line.split(' ');
  const [recordBytes = 100, count = 0, seconds = 0] = numbers.map(Number);
  const answer = await run(command ?? '', Buffer.alloc(recordBytes, 7), count, seconds);
  console.log(JSON.stringify({ ...answer, failed }));
}
await producer.close();

async function run(command: string, value: Buffer, count: number, seconds: number): Promise<object> {
  switch (command) {
    case 'send': {
      for (let n = 0; n < count; n++) {
        await turn(n);
        send(value);
      }
      await producer.flush();
      return { megabytes: megabytes() };
    }
    case 'fill': {
      let records = 0;
      for (; producer.whenUnblocked() === null; records++) {
        if (records % sendsPerTurn === 0) await turn(records);
        send(value);
      }
      return { megabytes: megabytes(), records };
    }
    case 'steady':
      return { megabytes: await steady(value, count, seconds) };
    default:
      throw new Error(`no command ${command}`);
  }
}

/** Waits while the pool is full, and now and then for the sender. */
async function turn(n: number): Promise<void> {
  const blocked = producer.whenUnblocked();
  if (blocked) await blocked;
  else if (n % sendsPerTurn === 0) await new Promise(resolve => setImmediate(resolve));
}

async function steady(value: Buffer, perSecond: number, seconds: number): Promise<readonly number[]> {
  const tenths: number[] = [];
  for (let tenth = 0; tenth < 10; tenth++) {
    await paced((perSecond * seconds) / 10, perSecond, () => send(value));
    await producer.flush();
    tenths.push(megabytes());
  }
  return tenths;
}

function send(value: Buffer): void {
  producer.send({ topic, key: null, value }, countErrors);
}

/** One for all: a function for each record would be measured, too. */
function countErrors(_metadata: unknown, error: unknown): void {
  if (error) failed++;
}

function megabytes(): number {
  return Number(((bytesInUse() - before) / 1e6).toFixed(2));
}

function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('start it with --expose-gc');
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
