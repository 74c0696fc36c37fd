// What partitions cost that have nothing to send: the same load to ten partitions, of ten in all and of ten thousand that were used before.
import type { Competitor, RoundResult } from '../clients.ts';
import { bestBy, interleave, rounded } from '../rounds.ts';
import type { StartTarget } from '../targets.ts';

export interface IdleCost {
  readonly cpuSecondsPerMillion: { readonly ten: number; readonly tenThousand: number };
  /** The second to the first: 1 means that idle partitions cost nothing. */
  readonly ratio: number;
}

const active = 10;
const all = 10_000;

export async function idlePartitions(
  start: StartTarget,
  competitors: readonly Competitor[],
  { quick, rounds }: { readonly quick: boolean; readonly rounds: number },
): Promise<Record<string, IdleCost>> {
  const load = { recordBytes: 100, records: quick ? 50_000 : 500_000, partitions: active };
  const target = await start([
    { topic: 'bench-ten', partitions: active },
    { topic: 'bench-ten-thousand', partitions: all },
  ]);
  const taking = competitors.filter(({ canPace }) => canPace);
  const measure = (topic: string, partitions: number): Promise<ReadonlyMap<string, readonly RoundResult[]>> => {
    console.log(`\n${target.name}: ${active} active partitions of ${partitions}, ${rounds} rounds`);
    const warmUp = { recordBytes: 100, records: 5 * all, partitions };
    const print = (result: RoundResult): string => `${rounded(cpuOf(result))} CPU s per million`;
    return interleave(taking, { bootstrap: target.bootstrap, topic, warmUp }, load, rounds, print);
  };
  try {
    const few = await measure('bench-ten', active);
    const many = await measure('bench-ten-thousand', all);
    return Object.fromEntries(
      taking.map(({ name }) => [name, costOf(name, few.get(name) ?? [], many.get(name) ?? [])]),
    );
  } finally {
    await target.stop();
  }
}

function costOf(name: string, few: readonly RoundResult[], many: readonly RoundResult[]): IdleCost {
  const cheapest = (results: readonly RoundResult[]): number => cpuOf(bestBy(results, result => -cpuOf(result)));
  const [ten, tenThousand] = [cheapest(few), cheapest(many)];
  const ratio = rounded(tenThousand / ten);
  console.log(`  best     ${name.padEnd(18)}${rounded(ten)} → ${rounded(tenThousand)} CPU s per million  ×${ratio}`);
  return { cpuSecondsPerMillion: { ten: rounded(ten), tenThousand: rounded(tenThousand) }, ratio };
}

function cpuOf(result: RoundResult): number {
  return (result.cpuSeconds / result.records) * 1e6;
}
