// Records a second of 100 B and 1 KB, as fast as each producer can, against one kind of broker.
import type { Competitor, RoundLoad, RoundResult } from '../clients.ts';
import { bestBy, interleave, rounded, whole } from '../rounds.ts';
import type { StartTarget } from '../targets.ts';

export interface Figures {
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Records a second against those of the first competitor. */
  readonly ratio: number;
}

const partitions = 6;

export async function throughput(
  start: StartTarget,
  competitors: readonly Competitor[],
  { quick, rounds }: { readonly quick: boolean; readonly rounds: number },
): Promise<Record<string, Record<string, Figures>>> {
  const loads: Record<string, RoundLoad> = {
    '100 B': { recordBytes: 100, records: quick ? 100_000 : 1_000_000 },
    '1 KB': { recordBytes: 1024, records: quick ? 20_000 : 200_000 },
  };
  const topicOf = ({ recordBytes }: RoundLoad): string => `bench-${recordBytes}`;
  const target = await start(Object.values(loads).map(load => ({ topic: topicOf(load), partitions })));
  const figures: Record<string, Record<string, Figures>> = {};
  try {
    for (const [name, load] of Object.entries(loads)) {
      const what = `${load.records.toLocaleString('en')} records of ${name}`;
      console.log(`\n${target.name}: ${what}, acks=all, ${partitions} partitions, ${rounds} rounds`);
      const place = { bootstrap: target.bootstrap, topic: topicOf(load) };
      const print = (result: RoundResult): string => `${whole(perSecond(result))} records/s`;
      figures[name] = figuresOf(await interleave(competitors, place, load, rounds, print));
      printBest(figures[name]);
    }
  } finally {
    await target.stop();
  }
  return figures;
}

/** How many times the records a second of each other client ours comes to. */
export function ratiosOfOurs(results: Readonly<Record<string, Figures>>): Record<string, number> {
  const ours = results['ours']?.recordsPerSecond;
  if (ours === undefined) return {};
  const others = Object.entries(results).filter(([name]) => name !== 'ours');
  return Object.fromEntries(
    others.map(([name, other]) => [name, Number((ours / other.recordsPerSecond).toPrecision(3))]),
  );
}

function figuresOf(results: ReadonlyMap<string, readonly RoundResult[]>): Record<string, Figures> {
  const best = [...results].map(([name, all]) => [name, bestBy(all, perSecond)] as const);
  const reference = best[0]?.[1];
  return Object.fromEntries(
    best.map(([name, result]): [string, Figures] => [
      name,
      {
        recordsPerSecond: Math.round(perSecond(result)),
        megabytesPerSecond: rounded((perSecond(result) * result.recordBytes) / 1e6),
        cpuSecondsPerMillion: rounded((result.cpuSeconds / result.records) * 1e6),
        p50Ms: result.p50Ms === null ? null : rounded(result.p50Ms),
        p99Ms: result.p99Ms === null ? null : rounded(result.p99Ms),
        ratio: reference === undefined ? 1 : rounded(perSecond(result) / perSecond(reference)),
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

function perSecond(result: RoundResult): number {
  return result.records / result.seconds;
}
