// The files VS Code reads itself: grammar, snippets, language configuration.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { encodings, formatNames } from '../../../extension/language/service/formats.ts';
import { diagnose } from '../../../extension/language/service/diagnostics.ts';
import { noFacts } from '../../../extension/language/service/facts.ts';
import { consumerProperties, producerProperties } from '../../../extension/language/service/grammar.ts';
import { parse } from '../../../extension/language/service/parser.ts';
import { isPragmaKey } from '../../../extension/language/service/pragmas.ts';
import { english } from '../../../extension/language/service/translate.ts';

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../extension/${name}`, import.meta.url), 'utf8'));
}

interface Rule {
  readonly match?: string;
  readonly begin?: string;
  readonly while?: string;
}
const grammar = readJson('syntaxes/kafka.tmLanguage.json') as { scopeName: string; repository: Record<string, Rule> };
const snippets = readJson('snippets/kafka.json') as Record<string, { prefix: string; body: string[] }>;
const configuration = readJson('language-configuration.json') as {
  wordPattern: string;
  folding: { markers: { start: string; end: string } };
};

// The patterns use only what Oniguruma and ECMAScript read alike.
function rule(name: string, part: keyof Rule): RegExp {
  const source = grammar.repository[name]?.[part];
  assert.ok(source !== undefined, `${name}.${part}`);
  return new RegExp(source);
}

test('the grammar colours the properties the parser knows', () => {
  for (const name of producerProperties) {
    const known =
      rule('producer-property', 'match').test(`${name}: x`) || rule('format-property', 'match').test(`${name}: x`);
    assert.ok(known, name);
    assert.ok(!rule('producer-property', 'match').test(` ${name}: x`), `${name} with a leading blank is value`);
  }
  for (const name of consumerProperties) {
    const known =
      rule('consumer-property', 'match').test(`${name}: x`) || rule('format-property', 'match').test(`${name}: x`);
    assert.ok(known, name);
  }
});

test('the grammar knows every format and encoding', () => {
  const match = rule('format-property', 'match');
  for (const name of formatNames) assert.equal(match.exec(`key-format: ${name}`)?.[3], name);
  for (const name of encodings) assert.equal(match.exec(`value-format: string(${name})`)?.[5], name);
  assert.equal(match.exec('value-format: bytes')?.[7], 'bytes');
});

test('a producer reaches to ###, a consumer also to the next keyword', () => {
  for (const [line, inProducer, inConsumer] of [
    ['PRODUCER b', true, false],
    ['CONSUMER b', true, false],
    ['producer b', true, true],
    ['####', false, false],
    [' ###', true, true],
  ] as const) {
    assert.equal(rule('producer', 'while').test(line), inProducer, line);
    assert.equal(rule('consumer', 'while').test(line), inConsumer, line);
  }
});

test('the grammar tells pragmas from comments', () => {
  assert.deepEqual(rule('pragma', 'match').exec('--@ linger.ms: 5')?.slice(1), ['--@', 'linger.ms', ':', '5']);
  assert.ok(!rule('comment', 'match').test('--@ linger.ms: 5'));
  assert.ok(rule('comment', 'match').test('-- text'));
  assert.ok(!rule('comment', 'match').test(' -- text'));
});

for (const [name, { prefix, body }] of Object.entries(snippets)) {
  test(`snippet ${prefix}: valid as it is inserted`, () => {
    const text = body
      .join('\n')
      .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
      .replace(/\$\{\d+:([^}]*)\}/g, '$1')
      .replace(/\$\{?\d+\}?/g, '');
    const problems = diagnose(parse(text), noFacts, english).filter(found => found.code !== 'bad-config');
    assert.deepEqual(
      problems.map(found => found.message),
      [],
      name,
    );
  });
}

test('the pragma snippet offers pragmas that exist', () => {
  const choices = /\|(.*)\|/.exec(snippets['Pragma']?.body[0] ?? '')?.[1]?.split(',') ?? [];
  assert.ok(choices.length > 5);
  assert.deepEqual(
    choices.filter(key => !isPragmaKey(key)),
    [],
  );
});

test('one word is one name', () => {
  const words = (line: string): string[] =>
    [...line.matchAll(new RegExp(configuration.wordPattern, 'g'))].map(match => match[0]);
  assert.deepEqual(words('--@ linger.ms: 50'), ['--@', 'linger.ms', '50']);
  assert.deepEqual(words('topic: orders-v1_x'), ['topic', 'orders-v1_x']);
  assert.deepEqual(words('key-format: string(base64)'), ['key-format', 'string', 'base64']);
  assert.ok(new RegExp(configuration.folding.markers.start).test('PRODUCER a'));
});
