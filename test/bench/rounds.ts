// Rounds of one load, interleaved over the competitors, and what they come to.
import { RunningClient, type Competitor, type RoundResult } from './clients.ts';

export interface Load {
  readonly name: string;
  readonly recordBytes: number;
  readonly records: number;
}

export interface Figures {
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Records a second against those of the first competitor. */
  readonly ratio: number;
}

/** Each client once, then each again: a slow moment of the machine meets all. Prints each round and the best of each. */
export async function runLoad(
  competitors: readonly Competitor[],
  bootstrap: string,
  topic: string,
  load: Load,
  rounds: number,
): Promise<Record<string, Figures>> {
  const clients = new Map<string, RunningClient>();
  const results = new Map<string, RoundResult[]>(competitors.map(({ name }) => [name, []]));
  try {
    for (const competitor of competitors)
      clients.set(competitor.name, await RunningClient.start(competitor, bootstrap));
    for (let n = 1; n <= rounds; n++) {
      for (const [name, client] of clients) {
        const result = await client.round(topic, load.recordBytes, load.records);
        if (result.errors > 0) {
          throw new Error(`${name}: ${result.errors} of ${result.records} records were not acknowledged`);
        }
        results.get(name)?.push(result);
        console.log(`  round ${n}  ${name.padEnd(18)}${whole(result.records / result.seconds)} records/s`);
      }
    }
  } finally {
    for (const client of clients.values()) await client.stop();
  }
  const figures = figuresOf(results);
  printBest(figures);
  return figures;
}

function figuresOf(results: ReadonlyMap<string, readonly RoundResult[]>): Record<string, Figures> {
  const rate = (result: RoundResult): number => result.records / result.seconds;
  const best = [...results].map(([name, all]) => [name, all.reduce((a, b) => (rate(b) > rate(a) ? b : a))] as const);
  const reference = best[0]?.[1];
  return Object.fromEntries(
    best.map(([name, result]): [string, Figures] => [
      name,
      {
        recordsPerSecond: Math.round(rate(result)),
        megabytesPerSecond: rounded((rate(result) * result.recordBytes) / 1e6),
        cpuSecondsPerMillion: rounded((result.cpuSeconds / result.records) * 1e6),
        p50Ms: result.p50Ms === null ? null : rounded(result.p50Ms),
        p99Ms: result.p99Ms === null ? null : rounded(result.p99Ms),
        ratio: reference === undefined ? 1 : rounded(rate(result) / rate(reference)),
      },
    ]),
  );
}

function printBest(figures: Readonly<Record<string, Figures>>): void {
  for (const [name, best] of Object.entries(figures)) {
    const speed = `${whole(best.recordsPerSecond)} records/s ${String(best.megabytesPerSecond).padStart(7)} MB/s`;
    const cost = `${best.cpuSecondsPerMillion} CPU s per million, p99 ${best.p99Ms ?? '?'} ms`;
    console.log(`  best     ${name.padEnd(18)}${speed}  ×${best.ratio}  ${cost}`);
  }
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en').padStart(12);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
