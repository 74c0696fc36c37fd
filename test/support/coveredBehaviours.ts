/**
 * Which of the numbered behaviours of a producer no test carries in its name: `node test/support/coveredBehaviours.ts`.
 *
 * A test says which it holds by the numbers its name begins with ("103 a newer leader hint is followed at once", "57 94 …"), or that
 * follow a semicolon. Rows of the fault matrix ("row 61: …") and error codes ("error 129: …") are numbers of other lists.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** First number and name of each group; the last ends at 218. */
const groups: readonly (readonly [from: number, name: string])[] = [
  [1, 'buffer pool'],
  [18, 'batch'],
  [29, 'partitioner'],
  [44, 'accumulator'],
  [78, 'sender'],
  [108, 'idempotence'],
  [131, 'transactions'],
  [154, 'metadata'],
  [173, 'network client'],
  [191, 'selector'],
  [202, 'TLS and SASL'],
  [209, 'wire and records'],
  [217, 'API'],
];
const last = 218;

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
  return numbers.filter(number => number >= 1 && number <= last);
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

/** Those without a test, group by group; a group without any is left out. */
export function missingNumbers(covered: ReadonlySet<number>): { readonly group: string; readonly numbers: number[] }[] {
  return groups
    .map(([from, group], index) => {
      const end = groups[index + 1]?.[0] ?? last + 1;
      const all = Array.from({ length: end - from }, (_, i) => from + i);
      return { group, numbers: all.filter(number => !covered.has(number)) };
    })
    .filter(({ numbers }) => numbers.length > 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const covered = coveredNumbers();
  console.log(`${covered.size} of ${last} behaviours are carried by a test's name.`);
  for (const { group, numbers } of missingNumbers(covered)) console.log(`  ${group}: without one ${numbers.join(' ')}`);
}
