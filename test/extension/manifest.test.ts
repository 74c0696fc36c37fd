// package.json, its texts and the code tell the same story.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { commands, contextKeys, inspectorPanelType, views } from '../../extension/common/ids.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const manifestText = read('package.json');

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
}
interface Setting {
  readonly type: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly order?: number;
  readonly scope?: string;
  readonly markdownDescription?: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings: readonly (MenuEntry & { readonly key: string })[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command);

test('every command stands in package.json and in the code', () => {
  assert.deepEqual([...declared].sort(), Object.values(commands).sort());
});

test('every command has the one category', () => {
  assert.deepEqual(new Set(contributes.commands.map(({ category }) => category)), new Set(['%category%']));
  assert.equal(texts['category'], 'Kafka Inspector');
});

test('menus and keys name commands that exist', () => {
  const entries = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
  assert.deepEqual(
    entries.filter(({ command }) => !declared.includes(command)),
    [],
  );
});

test('commands that need an item are not in the palette', () => {
  const hidden = contributes.menus['commandPalette']
    ?.filter(({ when }) => when === 'false')
    .map(({ command }) => command);
  assert.deepEqual(hidden?.sort(), [commands.copyTopicName, commands.showRecord].sort());
});

test('keys work only in the inspector, with a producer running', () => {
  for (const { when, key } of contributes.keybindings) {
    assert.match(when ?? '', /kafkaInspector\.(paused|session)/, key);
    assert.ok(when?.includes(views.inspector) && when.includes(`'${inspectorPanelType}'`), key);
  }
});

test('conditions use context keys that are set', () => {
  const known = new Set<string>([...contextKeys, inspectorPanelType, ...Object.values(views)]);
  const used = [
    ...contributes.commands.map(({ enablement }) => enablement),
    ...[...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ when }) => when),
  ].flatMap(condition => condition?.match(/kafkaInspector\.\w+/g) ?? []);
  assert.deepEqual(
    [...new Set(used)].filter(key => !known.has(key)),
    [],
  );
});

test('views stand in package.json and in the code', () => {
  const ids = Object.values(contributes.views)
    .flat()
    .map(({ id }) => id);
  assert.deepEqual(ids.sort(), Object.values(views).sort());
});

test('every %text% exists, and none is left over', () => {
  const used = new Set([...manifestText.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key ?? ''));
  assert.deepEqual(
    [...used].filter(key => !Object.hasOwn(texts, key)),
    [],
  );
  assert.deepEqual(
    Object.keys(texts).filter(key => !used.has(key)),
    [],
  );
});

test('what a user reads in package.json goes through package.nls.json', () => {
  const literal = [
    ...manifestText.matchAll(
      /"(title|shortTitle|contents|markdownDescription|altText|contextualTitle)": "([^%][^"]*)"/g,
    ),
  ];
  assert.deepEqual(
    literal.map(([whole]) => whole),
    [],
  );
});

test('every setting has a description, an order and a default; numbers have a range', () => {
  const orders = new Set<number>();
  for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
    assert.match(setting.markdownDescription ?? '', /^%.+%$/, name);
    assert.notEqual(setting.default, undefined, name);
    assert.ok(setting.order !== undefined && !orders.has(setting.order), `${name}: order`);
    orders.add(setting.order);
    if (setting.type === 'integer') assert.ok(setting.minimum !== undefined && setting.maximum !== undefined, name);
  }
});

test('the settings that are read are those declared', () => {
  const sources = ['extension/common/settings.ts', 'extension/connections/connectionStore.ts'].map(read).join('');
  const names = [...sources.matchAll(/(?:whole|flag|word|get|inspect)\('([\w.]+)'/g)].map(
    ([, name]) => `kafkaInspector.${name}`,
  );
  assert.deepEqual([...new Set(names)].sort(), Object.keys(contributes.configuration.properties).sort());
});

test('a workspace that is not trusted sets no address and no property', () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, 'limited');
  for (const name of ['connections', 'producer.properties', 'startup']) {
    assert.ok(restrictedConfigurations.includes(`kafkaInspector.${name}`), name);
  }
  assert.equal(contributes.configuration.properties['kafkaInspector.connections']?.scope, 'machine');
});

test('it activates after startup and for a restored inspector, never for everything', () => {
  assert.deepEqual(manifest.activationEvents, ['onStartupFinished', `onWebviewPanel:${inspectorPanelType}`]);
});

test('files the manifest names exist', () => {
  const files = [...manifestText.matchAll(/"(?:\.\/)?(extension\/[\w./-]+\.(?:svg|png|json))"/g)].map(
    ([, file]) => file ?? '',
  );
  assert.ok(files.length > 8);
  assert.deepEqual(
    files.filter(file => !existsSync(path.join(root, file))),
    [],
  );
});

test('every text of the code is in the bundle of translations, and none is left over', async () => {
  const collector = (await import(pathToFileURL(path.join(root, 'l10n/collect.mjs')).href)) as {
    collect: () => { bundle: Record<string, string>; problems: string[] };
  };
  const { bundle, problems } = collector.collect();
  assert.deepEqual(problems, []);
  assert.deepEqual(JSON.parse(read('l10n/bundle.l10n.json')), bundle, 'run `npm run l10n`');
});

test('the setting for producer properties completes and explains them from the table of the engine', async () => {
  const writer = (await import(pathToFileURL(path.join(root, 'l10n/propertySettings.mjs')).href)) as {
    withPropertySettings: () => { manifest: unknown; texts: unknown };
  };
  const { manifest: written, texts } = writer.withPropertySettings();
  assert.deepEqual(JSON.parse(manifestText), written, 'run `npm run l10n`');
  assert.deepEqual(JSON.parse(read('package.nls.json')), texts, 'run `npm run l10n`');
  assert.match(JSON.stringify(written), /"linger\.ms":\{"type":\["integer","string"\],"minimum":0,"default":5/);
});
