// Producers against the same broker in the same run: only the ratios mean something, the machine is shared.
//
//   node test/bench/bench.ts [--quick] [--rounds N] [--only java,kafkajs]
//
// Rounds are interleaved (each client once, then each again), so that a slow moment of the machine meets all; the best
// round of each counts. The last line is one JSON object with every figure.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startKafka } from '../kafka/support/kafkaCluster.ts';
import { createTopic } from '../kafka/support/judges.ts';
import { kafkaVersion } from '../kafka/support/maven.ts';
import { competitors, RunningClient, type Competitor, type RoundResult } from './clients.ts';

interface Load {
  readonly name: string;
  readonly recordBytes: number;
  readonly records: number;
}

interface Figures {
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Against the first competitor, in records a second. */
  readonly ratio: number;
}

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, rounds: { type: 'string' }, only: { type: 'string' } },
});
const quick = values.quick === true;
const rounds = Number(values.rounds ?? (quick ? 2 : 4));
const chosen = choose(values.only);
const loads: readonly Load[] = [
  { name: '100 B', recordBytes: 100, records: quick ? 100_000 : 1_000_000 },
  { name: '1 KB', recordBytes: 1024, records: quick ? 20_000 : 200_000 },
];

const kafka = await startKafka({
  forLoad: true,
  // A round writes some hundred MB: what is older than the last may go.
  config: { 'log.segment.bytes': 64 << 20, 'log.retention.bytes': 64 << 20, 'log.retention.check.interval.ms': 10_000 },
});
try {
  const results = await runAll(kafka.bootstrap);
  console.log(
    JSON.stringify({
      quick,
      rounds,
      cores: availableParallelism(),
      node: process.version,
      kafka: kafkaVersion,
      settings: settingsOf(chosen),
      realKafka: results,
    }),
  );
} finally {
  await kafka.stop();
}

async function runAll(bootstrap: string): Promise<Record<string, Record<string, Figures>>> {
  const results: Record<string, Record<string, Figures>> = {};
  for (const load of loads) {
    const topic = `bench-${load.recordBytes}`;
    await createTopic(bootstrap, { topic, partitions: 6 });
    console.log(
      `\n${load.records} records of ${load.name}, acks=all, 6 partitions, real Kafka ${kafkaVersion}, ${rounds} rounds`,
    );
    results[load.name] = figuresOf(await runLoad(bootstrap, topic, load));
  }
  return results;
}

async function runLoad(bootstrap: string, topic: string, load: Load): Promise<Map<string, RoundResult[]>> {
  const running = new Map<string, RunningClient>();
  const results = new Map<string, RoundResult[]>(chosen.map(({ name }) => [name, []]));
  try {
    for (const competitor of chosen) running.set(competitor.name, await RunningClient.start(competitor, bootstrap));
    for (let n = 1; n <= rounds; n++) {
      for (const [name, client] of running) {
        const result = await client.round(topic, load.recordBytes, load.records);
        if (result.errors > 0)
          throw new Error(`${name}: ${result.errors} of ${result.records} records were not acknowledged`);
        results.get(name)?.push(result);
        const perSecond = Math.round(result.records / result.seconds);
        console.log(`  round ${n}  ${name.padEnd(14)}${perSecond.toLocaleString('en').padStart(12)} records/s`);
      }
    }
  } finally {
    for (const client of running.values()) await client.stop();
  }
  return results;
}

function figuresOf(results: Map<string, RoundResult[]>): Record<string, Figures> {
  const best = [...results].map(
    ([name, all]) => [name, all.reduce((a, b) => (b.seconds < a.seconds ? b : a))] as const,
  );
  const rate = (result: RoundResult): number => result.records / result.seconds;
  const first = best[0]?.[1];
  const figures = best.map(([name, result]): [string, Figures] => [
    name,
    {
      recordsPerSecond: Math.round(rate(result)),
      megabytesPerSecond: rounded((rate(result) * result.recordBytes) / 1e6),
      cpuSecondsPerMillion: rounded((result.cpuSeconds / result.records) * 1e6),
      p50Ms: result.p50Ms === null ? null : rounded(result.p50Ms),
      p99Ms: result.p99Ms === null ? null : rounded(result.p99Ms),
      ratio: first === undefined ? 1 : rounded(rate(result) / rate(first)),
    },
  ]);
  for (const [name, { recordsPerSecond, megabytesPerSecond, cpuSecondsPerMillion, p99Ms, ratio }] of figures) {
    const speed = `${recordsPerSecond.toLocaleString('en').padStart(12)} records/s ${String(megabytesPerSecond).padStart(7)} MB/s`;
    const cost = `${cpuSecondsPerMillion} CPU s per million, p99 ${p99Ms} ms`;
    console.log(`  best     ${name.padEnd(14)}${speed}  ×${ratio}  ${cost}`);
  }
  return Object.fromEntries(figures);
}

function choose(only: string | undefined): readonly Competitor[] {
  if (only === undefined) return competitors;
  const names = only.split(',');
  const unknown = names.find(name => !competitors.some(competitor => competitor.name === name));
  if (unknown !== undefined) {
    console.error(`--only ${unknown}: there is ${competitors.map(({ name }) => name).join(', ')}`);
    process.exit(2);
  }
  return competitors.filter(({ name }) => names.includes(name));
}

function settingsOf(list: readonly Competitor[]): Record<string, string> {
  return Object.fromEntries(list.map(({ name, settings }) => [name, settings]));
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
