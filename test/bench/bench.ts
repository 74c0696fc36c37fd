// Producers against the same broker in the same run: only the ratios mean something, the machine is shared.
//
//   node test/bench/bench.ts [--quick] [--rounds N] [--parts realKafka,practice,latency,…] [--only java,kafkajs]
//
// Rounds are interleaved and the best of each client counts. The last line is one JSON object with every figure.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { competitors } from './clients.ts';
import { editor } from './parts/editor.ts';
import { idlePartitions } from './parts/idlePartitions.ts';
import { latency } from './parts/latency.ts';
import { memory } from './parts/memory.ts';
import { ratiosOfOurs, throughput } from './parts/throughput.ts';
import { practice, realKafka } from './targets.ts';

const oursAgainst: Record<string, unknown> = {};
const parts: Readonly<Record<string, () => unknown>> = {
  realKafka: () => producers('realKafka'),
  practice: () => producers('practice'),
  latency: () => latency(realKafka, taking, how),
  idlePartitions: () => idlePartitions(practice, taking, how),
  memory: () => memory(how),
  editor,
};

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    parts: { type: 'string', default: Object.keys(parts).join(',') },
    only: { type: 'string' },
  },
});
const how = { quick: values.quick, rounds: positive('--rounds', values.rounds ?? (values.quick ? '2' : '4')) };
const names = competitors.map(({ name }) => name);
const only = chosen('--only', values.only ?? names.join(','), names);
const taking = competitors.filter(({ name }) => only.includes(name));

const figures: Record<string, unknown> = {
  ...how,
  cores: availableParallelism(),
  node: process.version,
  settings: Object.fromEntries(taking.map(({ name, settings }) => [name, settings])),
};
for (const part of chosen('--parts', values.parts, Object.keys(parts))) figures[part] = await parts[part]?.();
console.log(JSON.stringify({ ...figures, oursAgainst }));

async function producers(kind: 'realKafka' | 'practice'): Promise<unknown> {
  const results = await throughput(kind === 'practice' ? practice : realKafka, taking, how);
  oursAgainst[kind] = Object.fromEntries(Object.entries(results).map(([load, each]) => [load, ratiosOfOurs(each)]));
  return results;
}

function chosen(option: string, text: string, known: readonly string[]): readonly string[] {
  const list = text.split(',');
  const unknown = list.find(name => !known.includes(name));
  if (unknown !== undefined) stop(`${option} ${unknown}: there is ${known.join(', ')}`);
  return list;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) stop(`${option} ${text}: a whole number from 1, please`);
  return value;
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
