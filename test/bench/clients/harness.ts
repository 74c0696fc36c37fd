// What every JavaScript client of the bench shares: rounds asked for on stdin, one line of JSON for each on stdout.
//
//   node clients/NAME.mjs BOOTSTRAP [property=value …]      then lines "TOPIC RECORD_BYTES RECORDS [PER_SECOND [PARTITIONS]]"
//
// PER_SECOND 0: as fast as it can. PARTITIONS: to the first so many in turn; without it the client chooses. Ours and Java's know both.
//
// The Java harness speaks the same. Rounds share one process and one producer, so that later ones run compiled code.
import { createInterface } from 'node:readline';

export interface Round {
  readonly topic: string;
  readonly records: number;
  /** Every record's value: the same random bytes, without a key. */
  readonly value: Buffer;
  /** 0: as fast as the client can. */
  readonly perSecond: number;
  /** To the first so many in turn; 0: as the client chooses. */
  readonly partitions: number;
  /** Tells how long one record took from its send to its acknowledgement. */
  readonly took: (milliseconds: number) => void;
  /** Counts records that were not acknowledged. */
  readonly failed: (records: number) => void;
}

export interface BenchClient {
  /** Sends the round's records as fast as it can; resolves when all are acknowledged or have failed. */
  round(round: Round): Promise<void>;
  close(): Promise<void>;
}

export type Connect = (bootstrap: string, properties: ReadonlyMap<string, string>) => Promise<BenchClient>;

/** Serves rounds until stdin ends. */
export async function serveRounds(connect: Connect): Promise<void> {
  const [bootstrap = '', ...settings] = process.argv.slice(2);
  const properties = new Map(settings.map(setting => splitOnce(setting, '=')));
  const client = await connect(bootstrap, properties);
  for await (const line of createInterface({ input: process.stdin })) {
    const [topic = '', ...numbers] = line.split(' ');
    console.log(JSON.stringify(await measure(client, topic, ...numbers.map(Number))));
  }
  await client.close();
}

async function measure(
  client: BenchClient,
  topic: string,
  recordBytes = 100,
  records = 0,
  perSecond = 0,
  partitions = 0,
): Promise<object> {
  const latencies: number[] = [];
  let errors = 0;
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  await client.round({
    topic,
    records,
    value: randomBytes(recordBytes),
    perSecond,
    partitions,
    took: milliseconds => void latencies.push(milliseconds),
    failed: count => void (errors += count),
  });
  const seconds = (performance.now() - began) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const sorted = Float64Array.from(latencies).sort();
  const percentile = (percent: number): number | null =>
    sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? null;
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  return { records, recordBytes, seconds, cpuSeconds, p50Ms: percentile(50), p99Ms: percentile(99), errors };
}

/** A fixed seed: every client sends the same bytes in every run. */
function randomBytes(length: number): Buffer {
  let state = 7;
  return Buffer.from(Array.from({ length }, () => (state = (state * 1103515245 + 12345) % 2147483648) >> 16));
}

/**
 * For clients whose unit is a list of messages: `perSend` messages a send, `inFlight` sends at a time. Each send's time
 * counts as the time of one of its records.
 */
export async function sendInLists(
  round: Round,
  { perSend, inFlight }: { readonly perSend: number; readonly inFlight: number },
  send: (messages: { value: Buffer }[]) => Promise<unknown>,
): Promise<void> {
  let left = round.records;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      const count = Math.min(perSend, left);
      left -= count;
      const began = performance.now();
      try {
        await send(Array.from({ length: count }, () => ({ value: round.value })));
        round.took(performance.now() - began);
      } catch {
        round.failed(count);
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

/** Each at its time, or as soon after it as a timer tells. */
export async function paced(records: number, perSecond: number, send: (n: number) => void): Promise<void> {
  const began = performance.now();
  for (let n = 0; n < records;) {
    const aheadMs = (n * 1000) / perSecond - (performance.now() - began);
    if (aheadMs > 0) await new Promise(resolve => setTimeout(resolve, aheadMs));
    else send(n++);
  }
}

/** Messages a send that make about 16 KB, the Java producer's batch.size. */
export const perSendOf = (value: Buffer): number => Math.max(1, Math.floor(16384 / (value.length + 8)));

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}
