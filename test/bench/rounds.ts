// Rounds of one load, interleaved over the competitors: a slow moment of the machine meets all.
import { RunningClient, type Competitor, type RoundLoad, type RoundResult } from './clients.ts';

/** Each client once, then each again. `print` gets every round as it ends. Throws where a record was not acknowledged. */
export async function interleave(
  competitors: readonly Competitor[],
  { bootstrap, topic, warmUp }: { readonly bootstrap: string; readonly topic: string; readonly warmUp?: RoundLoad },
  load: RoundLoad,
  rounds: number,
  print: (result: RoundResult) => string,
): Promise<ReadonlyMap<string, readonly RoundResult[]>> {
  const clients = new Map<string, RunningClient>();
  const results = new Map<string, RoundResult[]>(competitors.map(({ name }) => [name, []]));
  try {
    for (const competitor of competitors)
      clients.set(competitor.name, await RunningClient.start(competitor, bootstrap));
    if (warmUp) for (const [name, client] of clients) allAcknowledged(name, await client.round(topic, warmUp));
    for (let n = 1; n <= rounds; n++) {
      for (const [name, client] of clients) {
        const result = allAcknowledged(name, await client.round(topic, load));
        results.get(name)?.push(result);
        console.log(`  round ${n}  ${name.padEnd(18)}${print(result)}`);
      }
    }
  } finally {
    for (const client of clients.values()) await client.stop();
  }
  return results;
}

function allAcknowledged(name: string, result: RoundResult): RoundResult {
  if (result.errors > 0)
    throw new Error(`${name}: ${result.errors} of ${result.records} records were not acknowledged`);
  return result;
}

export function bestBy(results: readonly RoundResult[], value: (result: RoundResult) => number): RoundResult {
  return results.reduce((best, each) => (value(each) > value(best) ? each : best));
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en').padStart(12);
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
