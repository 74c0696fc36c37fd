// Installs the workbench (code-server is VS Code) and what drives it into this folder's node_modules: once, 12 s.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { standIns } from './standIns.mjs';

const here = import.meta.dirname;
const vscode = path.join(here, 'node_modules/code-server/lib/vscode');
const stampFile = path.join(here, 'node_modules/.ready');

if (!isReady()) {
  console.log('  installing the workbench of VS Code from npm (650 MB, once)');
  npmCi(here);
  // VS Code's own shrinkwrap leaves out a peer.
  npmCi(vscode, '--omit=dev', '--legacy-peer-deps');
  npmCi(path.join(vscode, 'extensions'), '--omit=dev');
  for (const [file, text] of Object.entries(standIns)) writeFileSync(path.join(vscode, 'node_modules', file), text);
  writeFileSync(stampFile, stamp());
}

function isReady() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();
}

/** All that decides what is installed; written last, so that an interrupted installation is not taken for a whole one. */
function stamp() {
  const files = ['package-lock.json', 'setup.mjs', 'standIns.mjs'];
  return files.map(file => readFileSync(path.join(here, file), 'utf8')).join('\n');
}

function npmCi(cwd, ...more) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...more];
  execFileSync('npm', args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
}
