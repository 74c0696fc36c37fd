// The configuration held against the jar of the Java client: its keys, what it refuses, and how it reads .properties files.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { listConfig } from '../../engine/cli/listConfig.ts';
import { checkTogether } from '../../engine/config/crossKeyRules.ts';
import { Secret } from '../../engine/common/secret.ts';
import { parseKeys, shownValue } from '../../engine/config/parseKeys.ts';
import { allKeys } from '../../engine/config/producerKeys.ts';
import { parsePropertiesFile } from '../../engine/config/propertiesFile.ts';
import { javaKeys, javaProperties, javaVerdicts } from './support/configJudge.ts';
import type { JavaVerdict } from './support/configJudge.ts';
import { removeFolder, temporaryFolder } from './support/programs.ts';

test('every key of ProducerConfig.configDef() with its type, default, valid values and importance', async () => {
  assert.equal(listConfig(), await javaKeys());
});

const values = [
  '',
  ' ',
  'ten',
  '1.5',
  '1e3',
  '0x10',
  '+7',
  ' 7 ',
  '-1',
  '-2',
  '0',
  '1',
  '5000',
  'true',
  'FALSE',
  'none',
  'NONE',
  'all',
  'a,b',
  'a,a',
  'a,,b',
  ',',
  '32767',
  '32768',
  '2147483647',
  '2147483648',
  '9223372036854775807',
  '9223372036854775808',
  '0.25',
  '1.0',
  '.5',
  '5.',
  '1d',
  // Numbers as Java's parsers have them, or just not.
  'NaN',
  '+NaN',
  'nan',
  'Infinity',
  '-Infinity',
  '1e0',
  '5E-1',
  '1e',
  '1e400',
  '1e-400',
  '0x1p-1',
  '0x.8P0',
  '0x1',
  '0x.p1',
  '0x1.p1f',
  '9223372036854775808L',
  '0.5f',
  '0.5D',
  '.5F',
  '0.50000000000000000001',
  '1.0000000000000000001',
  '1L',
  '1_000',
  '1,000',
  '0b1',
  '007',
  '-0',
  '-0.0',
  '+-1',
  '+',
  '-',
  '.',
  '１２',
  '٣',
  '𝟗',
  '३.५',
  '−1',
  '½',
  '00000000000000000000000000000001',
  // Blanks that Java's trim takes off, and others.
  '\t7\t',
  '\u00007\u0001',
  '\u00a07',
  '\u20037',
  '\ufeff7',
  ' 0.5 ',
  '\u00a00.5',
  '\v0.5\f',
  ' true ',
  '\u00a0true',
  // Words in the wrong letters.
  'tRuE',
  'yes',
  'ｔｒｕｅ',
  'fal\u017fe',
  ' all ',
  'ALL',
  'Gzip',
  'gzip ',
  ' a , b ',
  'a, a',
  '[a]',
  'TLSv1.3',
  'tlsv1.3',
  'TLSv1.2, TLSv1.3',
];
const together: readonly Readonly<Record<string, string>>[] = [
  { acks: '1' },
  { acks: '1', 'enable.idempotence': 'true' },
  { retries: '0' },
  { retries: '0', 'enable.idempotence': 'TRUE' },
  { 'max.in.flight.requests.per.connection': '6' },
  { 'max.in.flight.requests.per.connection': '6', acks: '0' },
  { 'max.in.flight.requests.per.connection': '6', 'enable.idempotence': 'false' },
  { 'transactional.id': 'tx' },
  { 'transactional.id': 'tx', acks: '1' },
  { 'transactional.id': 'tx', 'enable.idempotence': 'false' },
  { 'transaction.two.phase.commit.enable': 'true' },
  { 'transaction.two.phase.commit.enable': 'true', 'transaction.timeout.ms': '60000' },
  { 'transaction.two.phase.commit.enable': 'false', 'transaction.timeout.ms': '60000' },
  { 'security.protocol': 'SASL_SSL' },
  { 'security.protocol': 'sasl_ssl', 'sasl.mechanism': '' },
  { 'security.protocol': 'SSL', 'sasl.mechanism': '' },
  { 'reconnect.backoff.ms': '70' },
  { 'reconnect.backoff.ms': '70', 'reconnect.backoff.max.ms': '80' },
  { 'retry.backoff.ms': '2000' },
];

test('Java takes and refuses the same values, key by key and together', async () => {
  // Java wants to load a class; here it is the name that counts.
  const keys = allKeys.filter(({ type, name }) => type !== 'CLASS' && name !== 'config.providers');
  const configs = [...keys.flatMap(({ name }) => values.map(value => ({ [name]: value }))), ...together].map(
    config => ({
      'bootstrap.servers': 'localhost:9092',
      ...config,
    }),
  );
  const java = await javaVerdicts(configs);
  assert.equal(java.length, configs.length);
  const differing = configs.flatMap((config, n) => {
    const ours = ourVerdict(config);
    const theirs = java[n] as JavaVerdict;
    const same = ours.taken === theirs.taken && (!ours.taken || ours.text === theirs.text);
    const understood = ours.taken ? Object.entries(config).filter(given => !meansTheSame(given, theirs)) : [];
    return same && understood.length === 0 ? [] : [{ config, ours, theirs, understood }];
  });
  assert.deepEqual(differing, []);
});

function ourVerdict(properties: Readonly<Record<string, string>>): Omit<JavaVerdict, 'values'> {
  try {
    // A rewritten delivery.timeout.ms is not ProducerConfig's to look at, but KafkaProducer's.
    const { values } = checkTogether(
      { ...parseKeys(properties), deliveryTimeoutMs: 2147483647, partitionerRackAware: false },
      properties,
    );
    return { taken: true, text: `${values.enableIdempotence} ${javaLong(properties, values.reconnectBackoffMaxMs)}` };
  } catch (error) {
    return { taken: false, text: error instanceof Error ? error.message : String(error) };
  }
}

/** Java rewrites these when it has read them all (acks=all is -1 then); the text of the verdict tells of them. */
const rewritten: readonly string[] = ['acks', 'enable.idempotence', 'reconnect.backoff.max.ms', 'reconnect.backoff.ms'];

function meansTheSame([name, text]: readonly [string, string], { values }: JavaVerdict): boolean {
  const key = allKeys.find(each => each.name === name);
  const read = key?.read(text);
  const theirs = values[name];
  if (!key || !read || !('value' in read) || rewritten.includes(name)) return true;
  const { value } = read;
  if (value instanceof Secret) return value.reveal() === theirs;
  if (key.valid?.kind === 'oneOf' && key.valid.ignoreCase) return String(value).toLowerCase() === theirs?.toLowerCase();
  if (typeof value !== 'number') return shownValue(value) === theirs;
  if (Math.abs(value) === Number.MAX_SAFE_INTEGER) return Math.abs(Number(theirs)) >= value;
  return Object.is(value, Number(theirs)) || value === Number(theirs);
}

/** A LONG beyond 2^53 is kept as 2^53 - 1 here. */
function javaLong(properties: Readonly<Record<string, string>>, value: number): string {
  if (value < Number.MAX_SAFE_INTEGER) return String(value);
  return properties['reconnect.backoff.max.ms'] ?? properties['reconnect.backoff.ms'] ?? '';
}

const files: readonly string[] = [
  'a=1\nb: 2\nc 3\nd\t=\t4\ne',
  'a\f=\f1\n\f#c\nb==1\nc =: 2\nd: = 3',
  '# x=1\n! y=2\n\n   \n a=1\n  # z=3',
  'a=1\r\nb=2\rc=3\r\r\nd=4',
  'a=1,\\\n   2,\\\r\n\t3\nb=4',
  'a=1\\\n#2\nb=1\\\n\nc=3',
  '\\\n\\\n\na=1\n\\\n# b=2\n\\\n  \\\n c=3',
  'a=c:\\\\\nb=2\nc=\\\\\\\n3',
  'a=1\\',
  'a\\=b=\\u00e4\\t\\q\\n\\r\\f\\"\\\'\\ ',
  'a\\:b\\ c\\#d = e\\\n',
  'a=1\na=2',
  '=1\n:2\n = 3',
  'a=b=c:d e  ',
  'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\\n  username="alice" \\\n  password="a=b;#c\\\\d";',
  'a=\\u12',
  'a=\\u12g4',
  'a=\\u00E4\\u20ac\\\\u12',
  'a=\u00e4\u0085\u2028 b',
  '',
  '\n\n',
];

test('a .properties file is read as java.util.Properties reads it', async () => {
  const folder = temporaryFolder('properties-');
  try {
    const paths = files.map((text, n) => {
      const file = path.join(folder, `${n}.properties`);
      writeFileSync(file, text, 'latin1');
      return file;
    });
    const java = await javaProperties(paths);
    for (const [n, text] of files.entries())
      assert.deepEqual(ourProperties(Buffer.from(text, 'latin1').toString('latin1')), java[n], JSON.stringify(text));
  } finally {
    removeFolder(folder);
  }
});

function ourProperties(text: string): Record<string, string> | null {
  try {
    return Object.fromEntries(parsePropertiesFile(text));
  } catch {
    return null;
  }
}
