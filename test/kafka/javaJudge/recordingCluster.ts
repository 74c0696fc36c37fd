// A practice cluster of one broker that keeps every request as the client wrote it.
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { systemTime } from '../../../engine/common/systemTime.ts';
import { listen } from '../../../engine/network/serverSocket.ts';
import type { Listen } from '../../../engine/network/serverSocket.ts';
import { systemTimers } from '../../../engine/network/timers.ts';
import { PracticeCluster } from '../../../engine/practice/practiceCluster.ts';
import type { Outcome, Run, Script } from './script.ts';

/** Plays a script against a new cluster. The same script gets the same topic ids and producer ids each time. */
export async function record(script: Script, play: (bootstrap: string) => Promise<Outcome[]>): Promise<Run> {
  const frames: Buffer[] = [];
  const cluster = new PracticeCluster(
    {
      brokers: 1,
      port: 0,
      autoCreateTopics: script.autoCreateTopics ?? false,
      defaultPartitions: 1,
      retentionBytes: 256 * 1024 * 1024,
      topics: Object.entries(script.topics).map(([name, partitions]) => ({ name, partitions, replicationFactor: 1 })),
    },
    {
      time: systemTime,
      timers: systemTimers,
      random: seededRandom(4),
      listen: recorded(frames),
      log: () => undefined,
      onChanged: () => undefined,
    },
  );
  await cluster.start();
  try {
    for (const { api, errorCode, count } of script.faults ?? []) cluster.failNext(null, api, errorCode, count);
    return { outcomes: await play(cluster.bootstrapServers), frames };
  } finally {
    await cluster.stop();
  }
}

function recorded(frames: Buffer[]): Listen {
  return options =>
    listen({
      ...options,
      onConnection: connection => {
        const handler = options.onConnection(connection);
        return {
          onFrame: payload => {
            frames.push(Buffer.from(payload));
            handler.onFrame(payload);
          },
          onDrained: () => handler.onDrained(),
          onClosed: error => handler.onClosed(error),
        };
      },
    });
}
