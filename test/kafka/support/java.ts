// The Java programs that judge us: Apache Kafka's own command line tools, one JVM (about 1.5 s) a call.
import { run, type Output, type RunOptions } from './programs.ts';
import { toolsClassPath } from './maven.ts';

export const java = process.env['JAVA_HOME'] ? `${process.env['JAVA_HOME']}/bin/java` : 'java';

/** Started once and short: the first compiler is enough, and the second would take a core from the brokers. */
export const quickJvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
export const quietLogging = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error';

export async function runTool(mainClass: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const jvm = [...quickJvm, '-Xmx256m', quietLogging, '-cp', await toolsClassPath()];
  return run(java, [...jvm, mainClass, ...args], options);
}
