// The practice cluster on real sockets, as clients that nobody here wrote see it.
import { systemRandom } from '../../../engine/common/systemRandom.ts';
import { systemTime } from '../../../engine/common/systemTime.ts';
import { listen } from '../../../engine/network/serverSocket.ts';
import { systemTimers } from '../../../engine/network/timers.ts';
import { PracticeCluster } from '../../../engine/practice/practiceCluster.ts';

/** Started; `complaints` gets what it has to say of its clients. */
export async function startPractice(brokers: number, complaints: string[] = []): Promise<PracticeCluster> {
  const cluster = new PracticeCluster(
    {
      brokers,
      port: 0,
      autoCreateTopics: true,
      defaultPartitions: 3,
      retentionBytes: 256 * 1024 * 1024,
      topics: [],
    },
    {
      time: systemTime,
      timers: systemTimers,
      random: systemRandom,
      listen,
      log: (level, message) => {
        if (level === 'warning' || level === 'error') complaints.push(message);
      },
      onChanged: () => undefined,
    },
  );
  await cluster.start();
  return cluster;
}
