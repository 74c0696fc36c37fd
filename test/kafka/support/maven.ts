// Apache Kafka's jars from Maven Central into .build/kafka: 43 MB, once.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './programs.ts';

export const kafkaVersion = '4.4.0';
/** The last of the line before 4: what many clusters run. */
export const olderKafkaVersion = '3.9.2';
/** The newest that Maven Central has of the tools; they work against later brokers. */
const toolsVersion = '4.3.1';
const store = path.resolve(import.meta.dirname, '../../../.build/kafka');

type Artefact = readonly [group: string, artefact: string, version: string];

// Prints warnings and errors on stderr: with slf4j-nop a broker that cannot start would die without a word.
const logging: Artefact = ['org.slf4j', 'slf4j-simple', '1.7.36'];

/** The class path of a broker and of the Java producer of that version. */
export async function serverClassPath(version = kafkaVersion): Promise<string> {
  return jars(`server-${version}`, [['org.apache.kafka', 'kafka_2.13', version], logging]);
}

/** The class path of the command line tools. */
export async function toolsClassPath(): Promise<string> {
  return jars(`tools-${toolsVersion}`, [
    ['org.apache.kafka', 'kafka-tools', toolsVersion],
    ['org.apache.kafka', 'kafka_2.13', toolsVersion],
    logging,
  ]);
}

/** The file of kafka-clients, which also holds the message definitions under common/message. */
export async function clientsJar(version = kafkaVersion): Promise<string> {
  const folder = path.dirname(await serverClassPath(version));
  return path.join(folder, `kafka-clients-${version}.jar`);
}

async function jars(name: string, artefacts: readonly Artefact[]): Promise<string> {
  const folder = path.join(store, name);
  if (!existsSync(folder)) await fetch(folder, name, artefacts);
  return path.join(folder, '*');
}

/** Into a folder of its own, renamed when complete: an interrupted or concurrent fetch leaves no half set of jars. */
async function fetch(folder: string, name: string, artefacts: readonly Artefact[]): Promise<void> {
  mkdirSync(store, { recursive: true });
  const work = mkdtempSync(path.join(store, 'fetching-'));
  writeFileSync(path.join(work, 'pom.xml'), pom(name, artefacts));
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const args = ['-B', '-q', goal, '-DincludeScope=runtime', `-DoutputDirectory=${path.join(work, 'jars')}`];
  try {
    await run('mvn', args, { cwd: work, timeoutMs: 300_000 });
    if (!existsSync(folder)) renameSync(path.join(work, 'jars'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function pom(name: string, artefacts: readonly Artefact[]): string {
  const dependencies = artefacts.map(
    ([group, artefact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artefact}</artifactId><version>${version}</version></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>fetch</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies.join('\n')}</dependencies>
</project>
`;
}
