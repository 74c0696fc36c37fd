import type { TestContext } from 'node:test';
import { once } from 'node:events';
import net from 'node:net';
import { seededRandom } from '../../../../engine/common/seededRandom.ts';
import { systemTime } from '../../../../engine/common/systemTime.ts';
import { listen } from '../../../../engine/network/serverSocket.ts';
import { systemTimers } from '../../../../engine/network/timers.ts';
import { PracticeCluster } from '../../../../engine/practice/practiceCluster.ts';
import type { PracticeSecurity } from '../../../../engine/practice/security/practiceSecurity.ts';
import { Session } from '../../../../engine/session/session.ts';
import type { SessionEvent, SessionMethods } from '../../../../engine/session/sessionProtocol.ts';
import type { Frame } from '../../../../engine/snapshot/frame.ts';

export async function startPractice(
  t: TestContext,
  brokers = 2,
  security: PracticeSecurity | null = null,
  log: (line: string) => void = () => undefined,
): Promise<PracticeCluster> {
  const cluster = new PracticeCluster(
    {
      brokers,
      port: 0,
      autoCreateTopics: true,
      defaultPartitions: 3,
      retentionBytes: 64 * 1024 * 1024,
      topics: [{ name: 'orders', partitions: 4, replicationFactor: brokers }],
      security,
    },
    {
      time: systemTime,
      timers: systemTimers,
      random: seededRandom(1),
      listen,
      log: (level, message) => log(`${level}: ${message}`),
      onChanged: () => undefined,
    },
  );
  await cluster.start();
  t.after(() => cluster.stop());
  return cluster;
}

export interface LiveSession {
  readonly methods: SessionMethods;
  readonly events: readonly SessionEvent[];
  readonly frames: readonly Frame[];
}

/** A session on sockets, and a page that draws each frame as it comes. Closed when the test ends. */
export async function startSession(
  t: TestContext,
  bootstrapServers: string,
  properties: Readonly<Record<string, string>> = {},
): Promise<LiveSession> {
  const events: SessionEvent[] = [];
  const frames: Frame[] = [];
  const { methods } = new Session({
    time: systemTime,
    timers: systemTimers,
    random: seededRandom(1),
    emit: event => {
      events.push(event);
      if (event.type !== 'frame') return;
      frames.push(event.frame);
      queueMicrotask(() => void methods.frameShown({ seq: event.frame.seq }));
    },
  });
  t.after(() => methods.close({ timeoutMs: 0 }));
  await methods.connect({ name: 'live', bootstrapServers, properties });
  return { methods, events, frames };
}

/** Looks every few milliseconds, at most 20 s long. */
export async function until<T>(look: () => T | undefined | null | false, what: string): Promise<T> {
  for (let round = 0; round < 2000; round++) {
    const seen = look();
    if (seen) return seen;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw new Error(`Not within 20 s: ${what}`);
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
