// From send to callback at a rate that is no load: 1,000 records a second of 100 B. Every record is timed; linger.ms 5 is in it.
import type { Competitor, RoundResult } from '../clients.ts';
import { bestBy, interleave, rounded } from '../rounds.ts';
import type { StartTarget } from '../targets.ts';

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the p99 to that of the first competitor. */
  readonly ratio: number;
}

const perSecond = 1000;
const topic = 'bench-latency';

/** Of those that can be paced: the round with the lowest p99 of each. */
export async function latency(
  start: StartTarget,
  competitors: readonly Competitor[],
  { quick, rounds }: { readonly quick: boolean; readonly rounds: number },
): Promise<Record<string, Latency>> {
  const seconds = quick ? 2 : 10;
  const load = { recordBytes: 100, records: perSecond * seconds, perSecond };
  const target = await start([{ topic, partitions: 6 }]);
  try {
    console.log(`\n${target.name}: ${perSecond} records/s of 100 B for ${seconds} s, ${rounds} rounds`);
    const place = { bootstrap: target.bootstrap, topic, warmUp: { recordBytes: 100, records: 50_000 } };
    const paced = competitors.filter(({ canPace }) => canPace);
    const results = await interleave(paced, place, load, rounds, ({ p50Ms, p99Ms }) => {
      return `p50 ${p50Ms?.toFixed(2) ?? '?'} ms, p99 ${p99Ms?.toFixed(2) ?? '?'} ms`;
    });
    return figuresOf(results);
  } finally {
    await target.stop();
  }
}

function figuresOf(results: ReadonlyMap<string, readonly RoundResult[]>): Record<string, Latency> {
  const p99 = ({ p99Ms }: RoundResult): number => p99Ms ?? Infinity;
  const best = [...results].map(([name, all]) => [name, bestBy(all, result => -p99(result))] as const);
  const reference = best[0]?.[1];
  const figures = best.map(([name, result]): [string, Latency] => [
    name,
    {
      p50Ms: rounded(result.p50Ms ?? Infinity),
      p99Ms: rounded(p99(result)),
      ratio: reference === undefined ? 1 : rounded(p99(result) / p99(reference)),
    },
  ]);
  for (const [name, { p50Ms, p99Ms, ratio }] of figures)
    console.log(`  best     ${name.padEnd(18)}p50 ${p50Ms} ms, p99 ${p99Ms} ms  ×${ratio}`);
  return Object.fromEntries(figures);
}
