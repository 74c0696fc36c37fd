/**
 * Which of the numbered behaviours of a producer no test carries in its name: `node test/support/coveredBehaviours.ts`.
 *
 * A test says which it holds by the numbers its name begins with ("103 a newer leader hint is followed at once", "57 94 …"), or that
 * follow a semicolon. Rows of the fault matrix ("row 61: …") and error codes ("error 129: …") are numbers of other lists.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Group {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Why no test of ours can carry them. */
  readonly absent?: string;
}

const groups: readonly Group[] = [
  { name: 'buffer pool', from: 1, to: 17 },
  { name: 'batch', from: 18, to: 28 },
  { name: 'partitioner', from: 29, to: 43 },
  { name: 'accumulator', from: 44, to: 77 },
  { name: 'sender', from: 78, to: 107 },
  { name: 'idempotence', from: 108, to: 130 },
  { name: 'transactions', from: 131, to: 153 },
  { name: 'metadata', from: 154, to: 172 },
  { name: 'network client', from: 173, to: 190 },
  { name: 'selector', from: 191, to: 201 },
  { name: 'TLS and SASL', from: 202, to: 208 },
  { name: 'wire and records', from: 209, to: 216 },
  { name: 'API', from: 217, to: 218 },
];

/** Single behaviours that have no counterpart in this engine. */
const absent: ReadonlyMap<number, string> = new Map([
  [12, 'no metrics registry that could throw inside the pool'],
  [36, 'one thread: no two switches at once'],
  [74, 'one record format only'],
  [84, 'throttle times are shown as they happen, not as metrics'],
  [85, 'no metrics registry'],
  [197, 'a client never mutes a connection'],
]);

const testRoot = fileURLToPath(new URL('..', import.meta.url));
const title = /\b(?:test|it|journey)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

export function numbersIn(name: string): number[] {
  const numbers: number[] = [];
  for (const part of name.split('; ')) {
    let rest = part;
    for (
      let found;
      (found = /^(?:row (?:\d+):? ?|error \d+:? ?|(\d+) )/.exec(rest));
      rest = rest.slice(found[0].length)
    )
      if (found[1] !== undefined) numbers.push(Number(found[1]));
  }
  return numbers.filter(number => number >= 1 && number <= 218);
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.test.ts') && !entry.parentPath.includes('node_modules'))
    .map(entry => join(entry.parentPath, entry.name));
}

export function coveredNumbers(): Set<number> {
  const covered = new Set<number>();
  for (const file of testFiles(testRoot))
    for (const [, single, double, template] of readFileSync(file, 'utf8').matchAll(title))
      for (const number of numbersIn(single ?? double ?? template ?? '')) covered.add(number);
  return covered;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const covered = coveredNumbers();
  console.log(`${covered.size} of 218 behaviours are carried by a test's name. Without one:`);
  for (const { name, from, to, absent: reason } of groups) {
    const missing = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(number => !covered.has(number));
    const open = missing.filter(number => !reason && !absent.has(number));
    if (reason) console.log(`  ${name}: ${from}–${to} do not apply (${reason})`);
    else if (open.length > 0) console.log(`  ${name}: ${open.join(' ')}`);
    for (const number of missing)
      if (!reason && absent.has(number)) console.log(`  ${name}: ${number} does not apply (${absent.get(number)})`);
  }
}
