// Apache Kafka's producer: test/kafka/java/ProducerJudge.java, one JVM for all scripts.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { java, quickJvm } from '../support/java.ts';
import { serverClassPath } from '../support/maven.ts';
import { endWithUs } from '../support/programs.ts';
import type { Stage } from './recordingCluster.ts';
import type { Outcome, Script } from './script.ts';

const program = path.resolve(import.meta.dirname, '../java/ProducerJudge.java');

export interface JavaProducer {
  play(script: Script, stage: Stage): Promise<Outcome[]>;
  stop(): void;
}

export async function startJava(): Promise<JavaProducer> {
  const silent = '-Dorg.slf4j.simpleLogger.defaultLogLevel=off';
  const child = spawn(java, [...quickJvm, '-Xmx256m', silent, '-cp', await serverClassPath(), program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  endWithUs(child);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async play({ name, properties, steps }, stage) {
      const everything = { properties: { ...properties, 'bootstrap.servers': stage.bootstrap }, steps };
      child.stdin.write(`${JSON.stringify(everything)}\n`);
      for (;;) {
        const { value, done } = await answers.next();
        if (done === true) throw new Error(`Java's side ended in the script "${name}"; its words are above`);
        if (value !== 'held' && value !== 'release') return JSON.parse(value) as Outcome[];
        await stage[value]();
        child.stdin.write('\n');
      }
    },
    stop: () => child.stdin.end(),
  };
}
