// What the README promises is there: its links, its pictures, the settings with their defaults.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
    readonly commands: readonly { readonly title: string }[];
  };
};
const words = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;

test('every file the README names is there', () => {
  const names = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, name = '']) => name);
  assert.ok(names.length >= 6, `${names.length} links`);
  assert.deepEqual(
    names.filter(name => !existsSync(path.join(root, name))),
    [],
  );
});

test('its pictures are light, and say in words what they show', () => {
  const pictures = [...readme.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
  assert.equal(pictures.length, 3);
  for (const [, alternative = '', name = ''] of pictures) {
    assert.ok(alternative.length > 40, `${name}: "${alternative}"`);
    assert.ok(statSync(path.join(root, name)).size < 150_000, `${name} has 150 KB or more`);
  }
});

test('its settings are those of the manifest, with their defaults', () => {
  const rows = [...readme.matchAll(/^\| `(kafkaInspector\.[\w.]+)` \| (.+?) \|/gm)];
  const { properties } = manifest.contributes.configuration;
  assert.deepEqual(
    rows.map(([, name]) => name),
    Object.keys(properties),
  );
  for (const [, name = '', shown = ''] of rows) {
    const value = properties[name]?.default;
    const expected =
      typeof value === 'boolean' ? (value ? 'on' : 'off') : JSON.stringify(value).replace(/^[[{][\]}]$/, 'none');
    assert.equal(shown.trim().replaceAll('`', ''), expected.replaceAll('"', ''), name);
  }
});

test('the commands of its tour exist', () => {
  const titles = manifest.contributes.commands.map(({ title }) => words[title.slice(1, -1)]);
  const named = [...readme.matchAll(/_Kafka Inspector: ([^_]+)_/g)].map(([, title]) => title);
  assert.ok(named.length >= 6, `${named.length} commands`);
  assert.deepEqual(
    named.filter(title => !titles.includes(title)),
    [],
  );
});
