// The table of messages against the definitions inside the Java client's jar, field by field and version by version.
import assert from 'node:assert/strict';
import test from 'node:test';
import { apis } from '../../../engine/protocol/messages/index.ts';
import { ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import type { AnyField, Api, Fields } from '../../../engine/protocol/schema.ts';
import { messageDefinitions } from '../../kafka/support/clientJar.ts';
import { kafkaVersion } from '../../kafka/support/maven.ts';

interface JsonField {
  readonly name: string;
  readonly type: string;
  readonly versions: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly flexibleVersions?: string;
  readonly tag?: number;
  readonly default?: string | number | boolean;
  readonly ignorable?: boolean;
  readonly fields?: readonly JsonField[];
}
interface JsonMessage {
  readonly apiKey: number;
  readonly name: string;
  readonly validVersions: string;
  readonly flexibleVersions: string;
  readonly latestVersionUnstable?: boolean;
  readonly fields: readonly JsonField[];
  readonly commonStructs?: readonly JsonField[];
}

const definitions = (await messageDefinitions()) as ReadonlyMap<string, JsonMessage>;

for (const api of apis)
  for (const side of ['request', 'response'] as const)
    test(`${api.name} ${side} is as kafka-clients ${kafkaVersion} defines it`, () => {
      const name = api.name + (side === 'request' ? 'Request' : 'Response');
      const definition = definitions.get(name);
      assert.ok(definition, `the jar has no ${name}.json`);
      assert.equal(api.key, definition.apiKey);
      assert.deepEqual([api.minVersion, api.maxVersion], rangeOf(definition.validVersions));
      assert.equal(api.flexibleFrom, rangeOf(definition.flexibleVersions)[0]);
      if (side === 'request') assert.equal(api.latestVersionUnstable, definition.latestVersionUnstable === true);
      for (let version = api.minVersion; version <= api.maxVersion; version++)
        assert.deepEqual(
          oursAt(api[side], version),
          theirsAt(definition, definition.fields, version),
          `version ${version}`,
        );
    });

test('request and response headers are as the jar defines them', () => {
  const names = (name: string): string[] =>
    (definitions.get(name)?.fields ?? []).map(f => `${f.name}: ${f.type} ${f.versions}`);
  assert.deepEqual(names('RequestHeader'), [
    'RequestApiKey: int16 0+',
    'RequestApiVersion: int16 0+',
    'CorrelationId: int32 0+',
    'ClientId: string 1+',
  ]);
  assert.deepEqual(names('ResponseHeader'), ['CorrelationId: int32 0+']);
  const clientId = definitions.get('RequestHeader')?.fields.find(({ name }) => name === 'ClientId');
  assert.equal(clientId?.nullableVersions, '1+');
  assert.equal(clientId?.flexibleVersions, 'none', 'the client id keeps its int16 length in header v2');
});

test('every API key of the jar has its number in ApiKeys', () => {
  const inJar = [...definitions.values()].filter(d => d.name.endsWith('Request')).map(d => d.apiKey);
  const removed = [ApiKeys.LEADER_AND_ISR, ApiKeys.STOP_REPLICA, ApiKeys.UPDATE_METADATA, ApiKeys.CONTROLLED_SHUTDOWN];
  assert.deepEqual(new Set<number>(Object.values(ApiKeys)), new Set([...inJar, ...removed]));
});

/** What one version of a struct looks like; both sides are brought to this form. */
interface FieldAt {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly tag: number | null;
  readonly default: string;
  readonly ignorable: boolean;
  readonly fields: readonly FieldAt[] | null;
}

function oursAt(fields: Fields, version: number): FieldAt[] {
  return Object.entries(fields)
    .filter(([, { options }]) => version >= (options.since ?? 0) && version <= (options.until ?? Infinity))
    .map(([name, field]) => {
      const { options } = field;
      return {
        name,
        type: ourType(field),
        nullable: options.nullableSince !== undefined && version >= options.nullableSince,
        tag: options.tag ?? null,
        default: options.default === undefined || options.default === false ? '' : String(options.default),
        ignorable: options.ignorable === true,
        fields: ourFields(field, version),
      };
    });
}

function ourType({ type }: AnyField): string {
  return type.kind === 'array' ? `[]${ourType(type.element)}` : type.kind;
}

function ourFields({ type }: AnyField, version: number): readonly FieldAt[] | null {
  if (type.kind === 'array') return ourFields(type.element, version);
  return type.kind === 'struct' ? oursAt(type.fields, version) : null;
}

function theirsAt(message: JsonMessage, fields: readonly JsonField[], version: number): FieldAt[] {
  return fields
    .filter(field => isIn(field.versions, version))
    .map(field => {
      const inner = innerFields(message, field);
      return {
        name: field.name.charAt(0).toLowerCase() + field.name.slice(1),
        type: inner === null ? field.type : field.type.startsWith('[]') ? '[]struct' : 'struct',
        nullable: isIn(field.nullableVersions, version),
        tag: field.tag !== undefined && isIn(field.taggedVersions, version) ? field.tag : null,
        default: theirDefault(field),
        ignorable: field.ignorable === true,
        fields: inner === null ? null : theirsAt(message, inner, version),
      };
    });
}

function innerFields(message: JsonMessage, { type, fields }: JsonField): readonly JsonField[] | null {
  const typeName = type.replace('[]', '');
  if (!/^[A-Z]/.test(typeName)) return null;
  const inner = fields ?? message.commonStructs?.find(({ name }) => name === typeName)?.fields;
  assert.ok(inner, `${message.name}: no struct ${typeName}`);
  return inner;
}

/** The definitions write down some defaults that go without saying, and numbers in two bases. */
function theirDefault({ type, default: given }: JsonField): string {
  const text = String(given ?? '');
  if (text === 'null') return text;
  if (/^u?int/.test(type)) return text === '' || BigInt(text) === 0n ? '' : String(BigInt(text));
  return text === 'false' ? '' : text;
}

function isIn(range: string | undefined, version: number): boolean {
  if (range === undefined) return false;
  const [min, max] = rangeOf(range);
  return min !== null && version >= min && version <= max;
}

function rangeOf(range: string): [min: number | null, max: number] {
  if (range === 'none') return [null, -1];
  if (range.endsWith('+')) return [Number(range.slice(0, -1)), Infinity];
  const [min, max] = range.split('-').map(Number);
  return [min ?? null, max ?? min ?? -1];
}

test('the comparison notices a field that differs', () => {
  const api: Api | undefined = apis.find(({ name }) => name === 'Produce');
  const definition = definitions.get('ProduceRequest');
  assert.ok(api && definition);
  const [first, ...rest] = definition.fields;
  assert.ok(first);
  for (const change of [
    { type: 'int64' },
    { nullableVersions: '13+' },
    { versions: '10+' },
    { default: 'x' },
    { name: 'Other' },
  ])
    assert.notDeepEqual(oursAt(api.request, 9), theirsAt(definition, [{ ...first, ...change }, ...rest], 9));
});
