// The same scripts for Java's producer and for ours, each against a cluster of its own that keeps what was sent.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { compare } from './javaJudge/compare.ts';
import { expectedDifferences } from './javaJudge/expectedDifferences.ts';
import type { ExpectedDifference } from './javaJudge/expectedDifferences.ts';
import { startJava } from './javaJudge/javaRunner.ts';
import type { JavaProducer } from './javaJudge/javaRunner.ts';
import { playOurs } from './javaJudge/ourRunner.ts';
import { record } from './javaJudge/recordingCluster.ts';
import type { Script } from './javaJudge/script.ts';
import { scripts } from './javaJudge/scripts.ts';

let java: JavaProducer;
const met = new Set<ExpectedDifference>();

before(async () => {
  java = await startJava();
});

after(() => java.stop());

const titles: Readonly<Record<keyof typeof scripts, string>> = {
  partitioning: 'the partition of every record',
  batches: 'batches to the byte, requests and their fields',
  transactions: 'transactional calls and requests',
  transactionsV1: 'the same before Transactions V2, where partitions and groups are added first',
  transactionErrors: 'a request of a transaction that is refused, call by call',
  partialErrors: 'some partitions of an AddPartitionsToTxn are refused, and others not',
  lookupErrors: 'a coordinator that is not told',
  refusals: 'refused input: which error, thrown, in the future or in the callback',
  brokerErrors: 'what becomes of a record whose request a broker refuses',
};

for (const [group, title] of Object.entries(titles))
  test(`as Java: ${title}`, async context => {
    const counts = { outcomes: 0, batches: 0, requests: 0 };
    const unexpected: string[] = [];
    for (const script of scripts[group as keyof typeof scripts]) {
      const compared = await judge(script);
      unexpected.push(
        ...compared.differences.filter(each => !isExpected(script, each)).map(each => `${script.name}: ${each}`),
      );
      for (const what of ['outcomes', 'batches', 'requests'] as const) counts[what] += compared.counts[what];
    }
    context.diagnostic(`compared ${counts.outcomes} steps, ${counts.batches} batches, ${counts.requests} requests`);
    if (unexpected.length > 0)
      assert.fail(`${unexpected.length} differences from Java:\n${unexpected.slice(0, 20).join('\n')}`);
  });

test('every difference on purpose still is one, and ARCHITECTURE.md says why', async () => {
  const page = await readFile(path.resolve(import.meta.dirname, '../../ARCHITECTURE.md'), 'utf8');
  for (const expected of expectedDifferences) {
    assert.ok(met.has(expected), `no longer different: ${expected.scripts} ${expected.says}; take it off the list`);
    assert.ok(page.includes(`\n| ${expected.row} |`), `ARCHITECTURE.md has no row "${expected.row}"`);
  }
});

test('each difference on purpose is told once, with what Java does, what is done here and why', async () => {
  const page = await readFile(path.resolve(import.meta.dirname, '../../ARCHITECTURE.md'), 'utf8');
  const [, section = ''] = page.split('\n## Where we differ from Java on purpose\n');
  const rows = section
    .split('\n## ')[0]
    ?.split('\n')
    .filter(line => line.startsWith('| '))
    .map(line => line.split(' | ').map(cell => cell.replace(/^\||\|$/g, '').trim()));
  assert.ok(rows && rows.length > 40);
  for (const cells of rows) assert.ok(cells.length === 4 && cells.every(cell => cell !== ''), cells.join(' | '));
  assert.equal(new Set(rows.map(([what]) => what)).size, rows.length);
});

async function judge(script: Script): Promise<ReturnType<typeof compare>> {
  const theirs = await record(script, stage => java.play(script, stage));
  const ours = await record(script, stage => playOurs(script, stage));
  return compare(script, theirs, ours);
}

function isExpected({ name }: Script, difference: string): boolean {
  const found = expectedDifferences.filter(({ scripts, says }) => scripts.test(name) && says.test(difference));
  for (const each of found) met.add(each);
  return found.length > 0;
}
