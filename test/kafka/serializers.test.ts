// The fixture that our serializers are held against, printed anew by Java's.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { fixtureLines } from '../support/javaSerialized.ts';
import { java, quickJvm } from './support/java.ts';
import { serverClassPath, toolsClassPath } from './support/maven.ts';
import { run } from './support/programs.ts';

test("Java's serializers make the bytes of the fixture", async () => {
  const lines = fixtureLines();
  const questions = lines.map(line => line.split('\t').slice(0, 2).join('\t'));
  // The serializers of the client's own version first; the tools bring Kafka Connect's for JSON.
  const classPath = [await serverClassPath(), await toolsClassPath()].join(path.delimiter);
  const silent = '-Dorg.slf4j.simpleLogger.defaultLogLevel=off';
  const judge = path.join(import.meta.dirname, 'java/SerializerJudge.java');
  const { stdout } = await run(java, [...quickJvm, silent, '-cp', classPath, judge], {
    input: `${questions.join('\n')}\n`,
  });
  assert.deepEqual(stdout.toString('latin1').split('\n').slice(0, -1), lines);
});
