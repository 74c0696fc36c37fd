// The producer properties that the setting `kafkaInspector.producer.properties` completes and explains: written into package.json, their
// texts into package.nls.json, from the same table that the engine parses by. Part of `npm run l10n`; a test holds the files to it.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allKeys } from '../engine/config/producerKeys.ts';
import { configDocs } from '../extension/language/service/configDocs.ts';
import { belongsToConnection } from '../extension/language/service/configKeys.ts';
import { english } from '../extension/language/service/translate.ts';

const root = path.resolve(import.meta.dirname, '..');
const setting = 'kafkaInspector.producer.properties';
const prefix = 'property.';

/** @returns {{ manifest: object, texts: Record<string, string> }} package.json and package.nls.json as they should be */
export function withPropertySettings() {
  const manifest = readJson('package.json');
  const keys = allKeys.filter(key => !belongsToConnection(key) && key.noEffect === undefined);
  const docs = configDocs(english);
  const explained = new Map(keys.flatMap(({ name }) => (docs[name] === undefined ? [] : [[name, docs[name]]])));
  for (const { properties } of [manifest.contributes.configuration].flat())
    if (properties[setting])
      properties[setting].properties = Object.fromEntries(keys.map(key => [key.name, schemaOf(key, explained)]));
  const others = Object.entries(readJson('package.nls.json')).filter(([name]) => !name.startsWith(prefix));
  const own = [...explained].map(([name, text]) => [prefix + name, text]);
  return { manifest, texts: Object.fromEntries([...others, ...own]) };
}

function schemaOf(key, explained) {
  const standard = key.default == null ? {} : { default: valueOf(key) };
  const description = explained.has(key.name) ? { markdownDescription: `%${prefix}${key.name}%` } : {};
  return { ...shapeOf(key), ...standard, ...description };
}

/** A number or boolean may also stand in quotes, as in a .properties file. */
function shapeOf({ type, valid, classes }) {
  switch (type) {
    case 'BOOLEAN':
      return { type: ['boolean', 'string'], enum: [true, false, 'true', 'false'] };
    case 'SHORT':
    case 'INT':
    case 'LONG':
      return { type: ['integer', 'string'], ...rangeOf(valid) };
    case 'DOUBLE':
      return { type: ['number', 'string'], ...rangeOf(valid) };
    default: {
      const choices = classes ?? valid?.choices;
      if (choices === undefined) return { type: 'string' };
      const numbers = choices.filter(choice => /^-?\d+$/.test(choice)).map(Number);
      const spellings = valid?.ignoreCase ? [...choices, ...choices.map(choice => choice.toUpperCase())] : choices;
      return numbers.length === 0
        ? { type: 'string', enum: [...spellings] }
        : { type: ['string', 'integer'], enum: [...spellings, ...numbers] };
    }
  }
}

function rangeOf(valid) {
  if (valid === null) return {};
  return {
    minimum: Math.min(valid.min, valid.or ?? valid.min),
    ...(valid.max === undefined ? {} : { maximum: valid.max }),
  };
}

function valueOf({ type, default: standard }) {
  if (type === 'BOOLEAN') return standard === 'true';
  return ['SHORT', 'INT', 'LONG', 'DOUBLE'].includes(type) ? Number(standard) : standard;
}

function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

if (process.argv[1] === import.meta.filename) {
  const { manifest, texts } = withPropertySettings();
  writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest, null, 2) + '\n');
  writeFileSync(path.join(root, 'package.nls.json'), JSON.stringify(texts, null, 2) + '\n');
  console.log(`${Object.keys(texts).length} texts in package.nls.json`);
}
