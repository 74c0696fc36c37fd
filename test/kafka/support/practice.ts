// The practice cluster on real sockets, as clients that nobody here wrote see it.
import type { TestContext } from 'node:test';
import { systemRandom } from '../../../engine/common/systemRandom.ts';
import { systemTime } from '../../../engine/common/systemTime.ts';
import { listen } from '../../../engine/network/serverSocket.ts';
import { systemTimers } from '../../../engine/network/timers.ts';
import { PracticeCluster } from '../../../engine/practice/practiceCluster.ts';
import type { PracticeSettings } from '../../../engine/practice/practiceSettings.ts';
import { practiceMechanisms } from '../../../engine/practice/security/practiceSecurity.ts';
import type { PracticeSecurity } from '../../../engine/practice/security/practiceSecurity.ts';

/** Started; `complaints` gets what it has to say of its clients. */
export async function startPractice(
  brokers: number,
  complaints: string[] = [],
  settings: Partial<PracticeSettings> = {},
): Promise<PracticeCluster> {
  const cluster = new PracticeCluster(
    {
      brokers,
      port: 0,
      autoCreateTopics: true,
      defaultPartitions: 3,
      retentionBytes: 256 * 1024 * 1024,
      topics: [],
      ...settings,
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

export const securedTopic = 'secured';

/** Protected, and stopped after the test. It knows alice. */
export async function startSecuredPractice(
  t: TestContext,
  security: Partial<PracticeSecurity>,
  brokers = 2,
): Promise<PracticeCluster> {
  const cluster = new PracticeCluster(
    {
      brokers,
      port: 0,
      autoCreateTopics: true,
      defaultPartitions: 1,
      retentionBytes: 64 * 1024 * 1024,
      topics: [{ name: securedTopic, partitions: 1, replicationFactor: brokers }],
      security: {
        protocol: 'SSL',
        users: [{ name: 'alice', password: 'se"cr\\et' }],
        mechanisms: practiceMechanisms,
        clientCertificates: false,
        maxReauthMs: 0,
        ...security,
      },
    },
    {
      time: systemTime,
      timers: systemTimers,
      random: systemRandom,
      listen,
      log: () => undefined,
      onChanged: () => undefined,
    },
  );
  await cluster.start();
  t.after(() => cluster.stop());
  return cluster;
}
