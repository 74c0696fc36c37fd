// The stages of `npm test`, in order. Each returns { passed, failed, problem? } or throws what is missing.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { programs, requirePrograms } from './install.mjs';
import { run } from './processes.mjs';

const minutes = 60_000;
const unitFolders = ['engine', 'extension', 'webview', 'wire', 'journeys', 'fuzz', 'support'];

export const stages = [
  { name: 'types', what: 'TypeScript, every project (tsc -b)', run: () => checks(['tsc', '-b']) },
  {
    name: 'lint',
    what: 'ESLint and Prettier',
    // What has not changed since it was last clean is not read again: that is what makes the inner loop short.
    run: () =>
      checks(
        ['eslint', '.', '--max-warnings', '0', '--cache', '--cache-location', '.build/eslint/'],
        ['prettier', '--check', '--log-level', 'warn', '--cache', '--cache-location', '.build/prettier.json', '.'],
      ),
  },
  {
    name: 'layers',
    what: 'who imports whom (dependency-cruiser)',
    run: () => checks(['depcruise', '--config', '.dependency-cruiser.cjs', 'engine', 'extension', 'webview', 'test']),
  },
  {
    name: 'unit',
    what: 'unit tests and golden journeys (node --test)',
    owns: new RegExp(`^test/(${unitFolders.join('|')})/.*\\.test\\.ts$`),
    run: async context => {
      // One test compares our message table with the Java client's jar; without Maven that one fails, and says why.
      await requirePrograms(programs.maven).catch(error => console.log(`  ${error.message}`));
      return nodeTests(
        'unit',
        context,
        unitFolders.map(folder => `test/${folder}/**/*.test.ts`),
        // Node leaves one core free; on two that would be one file at a time.
        ['--test-concurrency=2'],
      );
    },
  },
  {
    name: 'package',
    what: 'the VSIX is built and holds what it should',
    owns: /^test\/package\/.*\.test\.ts$/,
    run: async context => {
      await buildVsix();
      return nodeTests('package', context, ['test/package/**/*.test.ts']);
    },
  },
  {
    name: 'kafka',
    what: 'real Apache Kafka and other clients (kcat, Java, kafkajs, @platformatic/kafka)',
    owns: /^test\/kafka\/.*\.test\.ts$/,
    run: async context => {
      await requirePrograms(programs.kcat, programs.jdk, programs.maven);
      await mustSucceed('node', ['test/bench/setup.mjs']);
      // One file at a time: each starts brokers, and brokers that compete for two cores time out. A client that hangs fails its test.
      return nodeTests(
        'kafka',
        context,
        ['test/kafka/**/*.test.ts'],
        ['--test-concurrency=1', '--test-timeout=420000'],
      );
    },
  },
  {
    name: 'page',
    what: "the inspector's page alone in a browser (Playwright, axe)",
    owns: /^test\/webview\/page\/.*\.spec\.mjs$/,
    run: async context => {
      await requirePrograms(programs.chromium);
      await mustSucceed('node', ['test/e2e/setup.mjs']);
      return playwrightTests('page', 'test/webview/page/playwright.config.mjs', context);
    },
  },
  {
    name: 'host',
    what: 'inside the extension host of a real VS Code (Mocha through @vscode/test-electron)',
    owns: /^test\/e2e\/host\/.*\.test\.cjs$/,
    run: async context => {
      await prepareWorkbench();
      return hostTests(context);
    },
  },
  {
    name: 'ui',
    what: 'the workbench of a real VS Code (Playwright)',
    owns: /^test\/e2e\/.*\.spec\.mjs$/,
    run: async context => {
      await prepareWorkbench();
      return playwrightTests('ui', 'test/e2e/playwright.config.mjs', context);
    },
  },
];

/** Tools that say yes or no: one check each. */
async function checks(...commands) {
  let failed = 0;
  for (const [command, ...args] of commands) {
    const { code } = await run(command, args, { timeoutMs: 5 * minutes });
    if (code !== 0) failed += 1;
  }
  return { passed: commands.length - failed, failed };
}

async function nodeTests(name, { resultsFolder, files }, patterns, more = []) {
  const report = path.join(resultsFolder, `${name}.json`);
  const chosen = files.length > 0 ? files : patterns;
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  reporters.push('--test-reporter=./test/support/runner/countReporter.mjs', `--test-reporter-destination=${report}`);
  const { code } = await run('node', ['--test', ...more, ...reporters, ...chosen], { timeoutMs: 20 * minutes });
  const { counts, notRun } = readReport(report);
  // A test that was skipped, cancelled or marked as to do has shown nothing: it counts as failed.
  const passed = counts.passed;
  const failed = Math.max(counts.tests - passed, code === 0 ? 0 : 1);
  return { passed, failed, problem: notRun.length > 0 ? `not run: ${notRun.join(', ')}` : '' };
}

async function hostTests({ resultsFolder, files }) {
  const report = path.join(resultsFolder, 'host.json');
  const { code } = await run('node', ['test/e2e/host.mjs', '--report', report, ...files], { timeoutMs: 10 * minutes });
  const { passed, failed } = readReport(report);
  const problem = passed + failed === 0 ? 'no test ran' : '';
  return { passed, failed: Math.max(failed, code === 0 ? 0 : 1), problem };
}

async function playwrightTests(name, config, { resultsFolder, files }) {
  const report = path.join(resultsFolder, `${name}.json`);
  const playwright = 'test/e2e/node_modules/@playwright/test/cli.js';
  const { code } = await run('node', [playwright, 'test', '-c', config, ...files], {
    timeoutMs: 20 * minutes,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { stats, errors } = readReport(report);
  const passed = stats.expected;
  // A test that passed at its second try, or was skipped, has not shown what it should.
  const failed = stats.unexpected + stats.flaky + stats.skipped + errors.length;
  const problem = errors.map(error => error.message.split('\n')[0]).join('; ');
  return { passed, failed: Math.max(failed, code === 0 ? 0 : 1), problem };
}

function readReport(file) {
  if (!existsSync(file)) throw new Error('the runner ended without a report');
  const text = readFileSync(file, 'utf8');
  if (text.trim() === '') throw new Error('the runner ended with an empty report');
  return JSON.parse(text);
}

async function prepareWorkbench() {
  await requirePrograms(programs.chromium);
  await mustSucceed('node', ['test/e2e/setup.mjs']);
  await buildVsix();
}

let vsixIsBuilt = false;

async function buildVsix() {
  if (vsixIsBuilt) return;
  await mustSucceed('npm', ['run', '--silent', 'package']);
  vsixIsBuilt = true;
}

async function mustSucceed(command, args) {
  const { code } = await run(command, args, { timeoutMs: 10 * minutes });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed; its message is above`);
}
