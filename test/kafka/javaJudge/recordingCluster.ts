// A practice cluster of one broker that keeps every request as the client wrote it.
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { systemTime } from '../../../engine/common/systemTime.ts';
import { listen } from '../../../engine/network/serverSocket.ts';
import type { Listen } from '../../../engine/network/serverSocket.ts';
import { systemTimers } from '../../../engine/network/timers.ts';
import { PracticeCluster } from '../../../engine/practice/practiceCluster.ts';
import type { Outcome, Run, Script } from './script.ts';

export interface Stage {
  readonly bootstrap: string;
  /** The step `release`. */
  release(): void;
}

/** Plays a script against a new cluster. The same script gets the same topic ids and producer ids each time. */
export async function record(script: Script, play: (stage: Stage) => Promise<Outcome[]>): Promise<Run> {
  const frames: Buffer[] = [];
  const gate = new Gate(script.heldApi);
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
      listen: recorded(frames, gate),
      log: () => undefined,
      onChanged: () => undefined,
    },
  );
  await cluster.start();
  try {
    for (const { api, errorCode, count } of script.faults ?? []) cluster.failNext(null, api, errorCode, count);
    return { outcomes: await play({ bootstrap: cluster.bootstrapServers, release: () => gate.open() }), frames };
  } finally {
    await cluster.stop();
  }
}

/** Keeps back the requests of a connection, in their order. */
class Gate {
  #heldApi: number | undefined;
  readonly #held: (() => void)[] = [];

  constructor(heldApi: number | undefined) {
    this.#heldApi = heldApi;
  }

  closesAt(payload: Buffer): boolean {
    return payload.readInt16BE(0) === this.#heldApi;
  }

  hold(read: () => void): void {
    this.#held.push(read);
  }

  open(): void {
    this.#heldApi = undefined;
    for (const read of this.#held.splice(0)) read();
  }

  get isOpen(): boolean {
    return this.#heldApi === undefined;
  }
}

function recorded(frames: Buffer[], gate: Gate): Listen {
  return options =>
    listen({
      ...options,
      onConnection: connection => {
        const handler = options.onConnection(connection);
        let held = false;
        return {
          onFrame: payload => {
            const frame = Buffer.from(payload);
            frames.push(frame);
            held = !gate.isOpen && (held || gate.closesAt(frame));
            if (held) gate.hold(() => handler.onFrame(frame));
            else handler.onFrame(payload);
          },
          onDrained: () => handler.onDrained(),
          onClosed: error => handler.onClosed(error),
        };
      },
    });
}
