// What Kafka's Java client makes of compressed bytes: test/kafka/java/CodecJudge.java on its own jars.
import path from 'node:path';
import { java, quickJvm } from './java.ts';
import { serverClassPath } from './maven.ts';
import { run } from './programs.ts';

const source = path.join(import.meta.dirname, '../java/CodecJudge.java');

export interface CodecQuestion {
  readonly what: 'read' | 'write';
  /** For reading a type, for writing a format of CodecJudge. */
  readonly format: string;
  readonly bytes: Buffer;
}

/** One answer a question, in order: the bytes, or why Java refuses. One JVM for all. */
export async function askCodecs(questions: readonly CodecQuestion[]): Promise<(Buffer | string)[]> {
  const silent = '-Dorg.slf4j.simpleLogger.defaultLogLevel=off';
  const input = questions.map(({ what, format, bytes }) => `${what} ${format} ${bytes.toString('base64')}\n`).join('');
  const { stdout } = await run(java, [...quickJvm, silent, '-cp', await serverClassPath(), source], { input });
  const answers = stdout.toString('utf8').split('\n').slice(0, -1);
  if (answers.length !== questions.length)
    throw new Error(`the judge answered ${answers.length} of ${questions.length} questions`);
  return answers.map(line => (line.startsWith('refused') ? line : Buffer.from(line, 'base64')));
}
