// What the tests need beyond the repository: npm packages, and a few programs of the system.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { output, run } from './processes.mjs';

export function requireNode(major) {
  if (Number(process.versions.node.split('.')[0]) >= major) return;
  console.error(`Node ${process.versions.node} is too old: Node ${major} or later is needed. https://nodejs.org`);
  process.exit(2);
}

/**
 * True when the folder's node_modules holds what its package-lock.json asks for. Compares contents rather than times:
 * a checkout or a branch change touches the lock file without changing it.
 */
export function nodeModulesAreCurrent(folder) {
  const installedFile = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const packagesOf = file => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(path.join(folder, 'package-lock.json'))).every(([name, wanted]) => {
    if (name === '' || wanted.link) return true;
    const present = installed[name];
    if (!present) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return present.version === wanted.version;
  });
}

/** Puts node_modules/.bin first: there lies Node 24, for us and for all that we start. */
export function useInstalledNode(root) {
  const bin = path.join(root, 'node_modules/.bin');
  if (process.env.PATH?.split(path.delimiter)[0] !== bin) {
    process.env.PATH = `${bin}${path.delimiter}${process.env.PATH ?? ''}`;
  }
  const version = output('node', ['--version']) ?? 'none';
  if (Number(version.slice(1).split('.')[0]) < 24) {
    throw new Error(`Node 24 is needed and ${version} was found: install it (https://nodejs.org), or run npm ci again`);
  }
}

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Each program: how we know it is there, and the Debian package that brings it. */
export const programs = {
  chromium: {
    name: 'Chromium',
    debian: 'chromium',
    found: () => (process.env.E2E_CHROMIUM ? existsSync(process.env.E2E_CHROMIUM) : chromiumNames.some(isOnPath)),
  },
  kcat: { name: 'kcat', debian: 'kcat', found: () => isOnPath('kcat') },
  jdk: { name: 'a JDK of version 17 or later', debian: 'default-jdk-headless', found: () => javacVersion() >= 17 },
  maven: { name: 'Maven', debian: 'maven', found: () => isOnPath('mvn') },
};

let packageListsAreFresh = false;

/** Installs what is missing where we may (root on Debian); elsewhere throws, naming the command to run. */
export async function requirePrograms(...wanted) {
  const missing = wanted.filter(program => !program.found());
  if (missing.length === 0) return;
  const names = missing.map(program => program.name).join(' and ');
  const install = ['install', '-y', '--no-install-recommends', ...missing.map(program => program.debian)];
  const asRootOnDebian = process.platform === 'linux' && process.getuid?.() === 0 && isOnPath('apt-get');
  if (!asRootOnDebian) {
    throw new Error(`${names} missing. On Debian or Ubuntu: sudo apt-get update && sudo apt-get ${install.join(' ')}`);
  }
  console.log(`  ${names} missing: apt-get ${install.join(' ')}`);
  const aptGet = args =>
    run('apt-get', ['-qq', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 10 * 60_000 });
  if (!packageListsAreFresh) packageListsAreFresh = (await aptGet(['update'])).code === 0;
  await aptGet(install);
  const still = missing.filter(program => !program.found());
  if (still.length > 0) {
    throw new Error(
      `${still.map(program => program.name).join(' and ')} missing, and apt-get ${install.join(' ')} did not bring it`,
    );
  }
}

function isOnPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.some(folder => endings.some(ending => existsSync(path.join(folder, name + ending))));
}

function javacVersion() {
  return Number(/javac (\d+)/.exec(output('javac', ['-version']) ?? '')?.[1] ?? 0);
}
