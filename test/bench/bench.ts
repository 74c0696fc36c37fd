// Producers against the same broker in the same run: only the ratios mean something, the machine is shared.
//
//   node test/bench/bench.ts [--quick] [--rounds N] [--parts realKafka,practice,editor] [--only java,kafkajs]
//
// Rounds are interleaved and the best of each client counts. The last line is one JSON object with every figure.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { competitors } from './clients.ts';
import { runLoad, type Figures, type Load } from './rounds.ts';
import { targets } from './targets.ts';

const allParts = [...Object.keys(targets), 'editor'];
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    parts: { type: 'string', default: allParts.join(',') },
    only: { type: 'string' },
  },
});
const rounds = positive('--rounds', values.rounds ?? (values.quick ? '2' : '4'));
const parts = chosen('--parts', values.parts, allParts);
const names = competitors.map(({ name }) => name);
const only = chosen('--only', values.only ?? names.join(','), names);
const taking = competitors.filter(({ name }) => only.includes(name));
const partitions = 6;
const loads: readonly Load[] = [
  { name: '100 B', recordBytes: 100, records: values.quick ? 100_000 : 1_000_000 },
  { name: '1 KB', recordBytes: 1024, records: values.quick ? 20_000 : 200_000 },
];

const figures: Record<string, unknown> = {
  quick: values.quick,
  rounds,
  cores: availableParallelism(),
  node: process.version,
  settings: Object.fromEntries(taking.map(({ name, settings }) => [name, settings])),
};
const oursAgainst: Record<string, unknown> = {};
for (const part of parts) {
  if (part === 'editor') {
    figures[part] = editor();
    continue;
  }
  const results = await producers(part);
  figures[part] = results;
  oursAgainst[part] = Object.fromEntries(Object.entries(results).map(([load, each]) => [load, ratiosOfOurs(each)]));
}
figures['oursAgainst'] = oursAgainst;
console.log(JSON.stringify(figures));

/** Every load on one kind of broker. */
async function producers(part: string): Promise<Record<string, Record<string, Figures>>> {
  const topicOf = (load: Load): string => `bench-${load.recordBytes}`;
  const target = await targets[part]?.(loads.map(load => ({ topic: topicOf(load), partitions })));
  if (target === undefined) throw new Error(`no target ${part}`);
  const results: Record<string, Record<string, Figures>> = {};
  try {
    for (const load of loads) {
      const what = `${load.records.toLocaleString('en')} records of ${load.name}`;
      console.log(`\n${target.name}: ${what}, acks=all, ${partitions} partitions, ${rounds} rounds`);
      results[load.name] = await runLoad(taking, target.bootstrap, topicOf(load), load, rounds);
    }
  } finally {
    await target.stop();
  }
  return results;
}

/** How many times the records a second of each other client ours comes to. */
function ratiosOfOurs(results: Readonly<Record<string, Figures>>): Record<string, number> {
  const ours = results['ours']?.recordsPerSecond;
  if (ours === undefined) return {};
  const others = Object.entries(results).filter(([name]) => name !== 'ours');
  return Object.fromEntries(
    others.map(([name, other]) => [name, Number((ours / other.recordsPerSecond).toPrecision(3))]),
  );
}

/** Size of the VSIX, activation, time to the panel's content: see editor.mjs. */
function editor(): unknown {
  console.log('\nin the editor: size of the VSIX, activation, time to the panel');
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const root = path.resolve(import.meta.dirname, '../..');
  execFileSync('npm', ['run', '--silent', 'package'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(process.execPath, [path.join(root, 'test/e2e/setup.mjs')], { stdio: ['ignore', 2, 2] });
  const printed = execFileSync(process.execPath, [path.join(import.meta.dirname, 'editor.mjs')], { stdio });
  console.log(`  ${printed.toString().trim()}`);
  return JSON.parse(printed.toString());
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
