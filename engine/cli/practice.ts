/** `npm run --silent practice -- …`: the practice cluster without an editor, until Ctrl-C. */
import { systemRandom } from '../common/systemRandom.ts';
import { systemTime } from '../common/systemTime.ts';
import { listen } from '../network/serverSocket.ts';
import { systemTimers } from '../network/timers.ts';
import { PracticeCluster } from '../practice/practiceCluster.ts';
import type { PracticeSettings } from '../practice/practiceSettings.ts';
import { clientPropertyLines } from './clientProperties.ts';
import { parsePracticeArguments, usage } from './practiceArguments.ts';
import type { PracticeFiles } from './practiceArguments.ts';

const usageError = 2;

const parsed = parsePracticeArguments(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'wrong':
    refuse(parsed.problem);
    break;
  case 'run':
    await run(parsed.settings, parsed.files);
}

async function run(settings: PracticeSettings, files: PracticeFiles): Promise<void> {
  try {
    const cluster = new PracticeCluster(settings, {
      time: systemTime,
      timers: systemTimers,
      random: systemRandom,
      listen,
      log: (level, message) => void process.stderr.write(`${level}: ${message}\n`),
      onChanged: () => undefined,
    });
    const forClients = clientPropertyLines(cluster.clientProperties, files);
    await cluster.start();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void cluster.stop());
    const lines = [`bootstrap.servers=${cluster.bootstrapServers}`, ...forClients];
    process.stdout.write(lines.map(line => `${line}\n`).join(''));
  } catch (error) {
    process.stderr.write(`practice: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function refuse(problem: string): void {
  process.stderr.write(`practice: ${problem}\n\n${usage}`);
  process.exitCode = usageError;
}
