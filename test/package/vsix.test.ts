// What a user installs: the packaged VSIX, its contents and its weight.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { crc32cFoldWasm } from '../../engine/common/crc32cFold.ts';
import { readZip } from '../support/zip.ts';

const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, '.build/kafka-producer-inspector.vsix');
const entries = readZip(readFileSync(file));
const names = entries.map(entry => entry.name).sort();

const required = [
  'extension.vsixmanifest',
  '[Content_Types].xml',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/dist/extension.cjs',
  'extension/dist/server.cjs',
  'extension/dist/sessionWorker.cjs',
  'extension/dist/practiceWorker.cjs',
  'extension/dist/webview/main.js',
  'extension/dist/webview/main.css',
  'extension/dist/webview/codicon.css',
  'extension/dist/webview/codicon.ttf',
  'extension/dist/NOTICES.txt',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/NOTICE',
];

/** May be there besides: what grows with languages and pictures. */
const allowed = [
  /^extension\/extension\/language-configuration\.json$/,
  /^extension\/package\.nls(\.[a-z-]+)?\.json$/i,
  /^extension\/l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/i,
  /^extension\/extension\/media\/[\w.-]+\.(svg|png|css)$/,
  /^extension\/extension\/(syntaxes|snippets)\/[\w.-]+\.json$/,
];

test('the VSIX holds every part', () => {
  assert.deepEqual(
    required.filter(name => !names.includes(name)),
    [],
  );
});

test('the VSIX holds nothing that is not on the list', () => {
  const strangers = names.filter(name => !required.includes(name) && !allowed.some(pattern => pattern.test(name)));
  assert.deepEqual(strangers, []);
});

test('the VSIX is one for all platforms: no native module, no sourcemap', () => {
  assert.deepEqual(
    names.filter(name => /\.(node|wasm|dll|so|dylib|map)$/.test(name)),
    [],
  );
  assert.doesNotMatch(textOf('extension.vsixmanifest'), /TargetPlatform/);
});

test('the session worker holds the compressors of the two packages that the notices name, whole', () => {
  const worker = textOf('extension/dist/sessionWorker.cjs');
  const modules = [...worker.matchAll(/["'`](AGFzb[\w+/]+=*)["'`]/g)].map(([, base64]) =>
    Buffer.from(base64 ?? '', 'base64'),
  );
  const files = ['lz4-wasm-nodejs/lz4_wasm_nodejs_bg.wasm', 'snappy-wasm/es/snappy_bg.wasm'];
  for (const file of files) {
    assert.ok(
      modules.some(bytes => bytes.equals(readFileSync(path.join(root, 'node_modules', file)))),
      file,
    );
    assert.ok(textOf('extension/dist/NOTICES.txt').includes(file.slice(0, file.indexOf('/'))), file);
  }
  const others = modules.map(bytes => bytes.toString('base64')).filter(base64 => base64 !== crc32cFoldWasm);
  assert.equal(others.length, files.length, 'and of others only our own checksum');
});

test('no file of the VSIX names a folder of the machine it was built on', () => {
  const places = [root, os.homedir(), os.tmpdir()].filter(place => place.length > 1);
  // A short path such as /tmp or /root may be part of an ordinary string; followed by a name it is a place.
  const traces = entries.filter(entry => places.some(place => entry.bytes.includes(`${place}${path.sep}`)));
  assert.deepEqual(
    traces.map(entry => entry.name),
    [],
  );
});

test('the VSIX weighs at most 1 MB', () => {
  const { size } = statSync(file);
  const heaviest = [...entries]
    .sort((a, b) => b.compressedBytes - a.compressedBytes)
    .slice(0, 5)
    .map(entry => `${entry.name} ${entry.compressedBytes}`);
  assert.ok(size <= 1_000_000, `${size} bytes; heaviest: ${heaviest.join(', ')}`);
});

test('every file and folder the manifest names is in the VSIX, and no run-time dependency is asked for', () => {
  const manifest = JSON.parse(textOf('extension/package.json')) as Record<string, unknown>;
  const named = [...pathsIn(manifest)].map(file => `extension/${file.replace(/^\.\//, '').replace(/\/$/, '')}`);
  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter(file => !names.includes(file) && !names.some(name => name.startsWith(`${file}/`))),
    [],
  );
  assert.equal(manifest['dependencies'], undefined);
});

/** Every value that VS Code reads as a path: they all begin with "./", or are called icon, light, dark or fontPath. */
function* pathsIn(value: unknown, key = ''): Generator<string> {
  if (typeof value === 'string') {
    const isPicture = ['icon', 'light', 'dark', 'fontPath'].includes(key) && /\.\w+$/.test(value);
    if (value.startsWith('./') || isPicture) yield value;
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* pathsIn(inner, name);
  }
}

function textOf(name: string): string {
  const entry = entries.find(candidate => candidate.name === name);
  assert.ok(entry, `${name} is missing`);
  return entry.bytes.toString('utf8');
}
