// Runs inside the extension host: Mocha over the files beside it, their results into the file E2E_RESULT names.
// VS Code's own exit code cannot be believed: it is 0 even where the extension host was killed.
const fs = require('node:fs');
const path = require('node:path');
const Mocha = require(process.env.E2E_MOCHA);

exports.run = async () => {
  const mocha = new Mocha({ timeout: 30_000, reporter: class Silent {}, forbidOnly: true, forbidPending: true });
  const only = process.env.E2E_FILES ? JSON.parse(process.env.E2E_FILES) : [];
  const folder = process.env.E2E_TESTS ?? __dirname;
  for (const name of fs.readdirSync(folder)) {
    if (!name.endsWith('.test.cjs')) continue;
    if (only.length === 0 || only.includes(name)) mocha.addFile(path.join(folder, name));
  }
  const result = { passed: 0, failed: 0, lines: [] };
  const write = () => fs.writeFileSync(process.env.E2E_RESULT, JSON.stringify(result));
  const tell = line => {
    result.lines.push(line);
    console.log(line);
    // After each test, so that a host that dies leaves what it had.
    write();
  };
  await new Promise(resolve => {
    const runner = mocha.run(resolve);
    runner.on('pass', test => {
      result.passed += 1;
      tell(`  ok   ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on('fail', (test, error) => {
      result.failed += 1;
      tell(`  FAIL ${test.fullTitle()}\n${error?.stack ?? error}`);
    });
  });
  result.ended = true;
  write();
  if (result.failed > 0) throw new Error(`${result.failed} failed`);
};
