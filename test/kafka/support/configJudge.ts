// What the Java producer itself says about configurations: test/kafka/java/ConfigJudge.java on the jars of Apache Kafka.
import path from 'node:path';
import { java, quickJvm } from './java.ts';
import { serverClassPath } from './maven.ts';
import { run } from './programs.ts';

const source = path.join(import.meta.dirname, '../java/ConfigJudge.java');
const pairEnd = '\u001f';

async function judge(args: readonly string[], input = ''): Promise<string> {
  const silent = '-Dorg.slf4j.simpleLogger.defaultLogLevel=off';
  const jvm = [...quickJvm, silent, '-cp', await serverClassPath(), source];
  return (await run(java, [...jvm, ...args], { input })).stdout.toString('utf8');
}

/** Every key in the columns name, type, default, valid values, importance; lists' own rules are left out. */
export function javaKeys(): Promise<string> {
  return judge(['keys']);
}

/** What java.util.Properties reads from each file; null where it refuses the file. */
export async function javaProperties(files: readonly string[]): Promise<(Record<string, string> | null)[]> {
  const text = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
  return (await judge(['properties', ...files]))
    .split('\n')
    .slice(0, -1)
    .map(line => {
      if (line === 'refused') return null;
      const pairs = line.split(' ').filter(pair => pair !== '');
      return Object.fromEntries(pairs.map(pair => pair.split(':').map(text) as [string, string]));
    });
}

export interface JavaVerdict {
  readonly taken: boolean;
  /** Java's message, or `IDEMPOTENT RECONNECT_BACKOFF_MAX_MS` of what was taken. */
  readonly text: string;
  /** Of what was taken: each key that was given, as it was understood. */
  readonly values: Readonly<Record<string, string>>;
}

/** Whether `new ProducerConfig(…)` takes each of these. */
export async function javaVerdicts(configs: readonly Readonly<Record<string, string>>[]): Promise<JavaVerdict[]> {
  const lines = configs.map(config =>
    Object.entries(config)
      .map(([key, value]) => `${key}=${value}`)
      .join(pairEnd),
  );
  return (await judge(['parse'], `${lines.join('\n')}\n`))
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const taken = line.startsWith('taken ');
      const [text = '', ...pairs] = line.slice(line.indexOf(' ') + 1).split(pairEnd);
      const values = pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
      return { taken, text, values: taken ? Object.fromEntries(values) : {} };
    });
}
