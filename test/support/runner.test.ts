// The front door itself: `node test/run.mjs` with the words people may give it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

test('an unknown stage is refused by name, with the stages there are', () => {
  const { status, stderr } = run('typos');
  assert.equal(status, 2);
  assert.match(stderr, /There is no stage "typos"\. Stages: types, lint, layers, unit, package, kafka, page, host, ui/);
});

test('a file that does not exist, and one that no stage runs, are refused', () => {
  assert.match(run('test/engine/nothing.test.ts').stderr, /There is no test file test\/engine\/nothing\.test\.ts/);
  assert.match(run('build.mjs', 'test/run.mjs').stderr, /no stage "build\.mjs"/);
  assert.match(run('test/run.mjs').stderr, /No stage runs test\/run\.mjs/);
});

test('failed, skipped and to-do tests are counted, and nothing counts that did not run', () => {
  const counted = count(`
    import test from 'node:test';
    test('passes', () => {});
    test('fails', () => { throw new Error('as it should'); });
    test('is skipped', { skip: true }, () => {});
    test.todo('is to do');
  `);
  assert.equal(counted.counts.tests, 4);
  assert.equal(counted.counts.passed, 1);
  assert.deepEqual(counted.notRun, ['is skipped', 'is to do']);
});

test('a test file that cannot be loaded counts as failed', () => {
  const { counts } = count('import "./nowhere.mjs";');
  assert.equal(counts.passed, 0);
  assert.equal(counts.failed, 1);
});

function run(...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [path.join(root, 'test/run.mjs'), ...args], { cwd: root, encoding: 'utf8' });
}

/** Runs a test file in a folder of its own and returns what the counting reporter wrote. */
function count(text: string): { counts: { tests: number; passed: number; failed: number }; notRun: string[] } {
  const parent = path.join(root, '.build');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, 'runner-'));
  try {
    const report = path.join(folder, 'report.json');
    writeFileSync(path.join(folder, 'x.test.mjs'), text);
    const reporter = path.join(root, 'test/support/runner/countReporter.mjs');
    const args = ['--test', `--test-reporter=${reporter}`, `--test-reporter-destination=${report}`, 'x.test.mjs'];
    // Otherwise the inner run would take itself for a part of the outer one.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    spawnSync(process.execPath, args, { cwd: folder, env });
    assert.ok(existsSync(report), 'the reporter wrote nothing');
    return JSON.parse(readFileSync(report, 'utf8')) as ReturnType<typeof count>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
