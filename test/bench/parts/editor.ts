// Size of the VSIX, activation, time to the panel's content: see editor.mjs.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

export function editor(): unknown {
  console.log('\nin the editor: size of the VSIX, activation, time to the panel');
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  execFileSync('npm', ['run', '--silent', 'package'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(process.execPath, [path.join(root, 'test/e2e/setup.mjs')], { stdio: ['ignore', 2, 2] });
  const printed = execFileSync(process.execPath, [path.join(root, 'test/bench/editor.mjs')], { stdio });
  console.log(`  ${printed.toString().trim()}`);
  return JSON.parse(printed.toString());
}
