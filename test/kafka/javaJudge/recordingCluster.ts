// A practice cluster of one broker that keeps every request as the client wrote it.
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { systemTime } from '../../../engine/common/systemTime.ts';
import { listen } from '../../../engine/network/serverSocket.ts';
import type { Listen } from '../../../engine/network/serverSocket.ts';
import { systemTimers } from '../../../engine/network/timers.ts';
import { PracticeCluster } from '../../../engine/practice/practiceCluster.ts';
import { decodeRequestHeader } from '../../../engine/protocol/codec.ts';
import type { EncodedFrame } from '../../../engine/protocol/codec.ts';
import type { Outcome, OwnAnswer, Run, Script } from './script.ts';

export interface Stage {
  readonly bootstrap: string;
  /** The steps of those names. */
  held(): Promise<void>;
  release(): void;
}

/** Plays a script against a new cluster. The same script gets the same topic ids and producer ids each time. */
export async function record(script: Script, play: (stage: Stage) => Promise<Outcome[]>): Promise<Run> {
  const frames: Buffer[] = [];
  const gate = new Gate(script.heldApi);
  const answers = new OwnAnswers(script.answers ?? []);
  const cluster = new PracticeCluster(
    {
      brokers: 1,
      port: 0,
      autoCreateTopics: script.autoCreateTopics ?? false,
      ...(script.transactionVersion !== undefined && { transactionVersion: script.transactionVersion }),
      defaultPartitions: 1,
      retentionBytes: 256 * 1024 * 1024,
      topics: Object.entries(script.topics).map(([name, partitions]) => ({ name, partitions, replicationFactor: 1 })),
    },
    {
      time: systemTime,
      timers: systemTimers,
      random: seededRandom(4),
      listen: recorded(frames, gate, answers),
      log: () => undefined,
      onChanged: () => undefined,
    },
  );
  await cluster.start();
  try {
    for (const { api, errorCode, count } of script.faults ?? []) cluster.failNext(null, api, errorCode, count);
    const { bootstrapServers: bootstrap } = cluster;
    const outcomes = await play({ bootstrap, held: () => gate.held, release: () => gate.open() });
    return { outcomes, frames };
  } finally {
    await cluster.stop();
  }
}

/** Keeps back the requests of a connection, in their order. */
class Gate {
  #heldApi: number | undefined;
  readonly #waiting: (() => void)[] = [];
  readonly #firstHeld = Promise.withResolvers<void>();

  constructor(heldApi: number | undefined) {
    this.#heldApi = heldApi;
  }

  closesAt(payload: Buffer): boolean {
    return payload.readInt16BE(0) === this.#heldApi;
  }

  /** Resolves when there is something that it keeps back. */
  get held(): Promise<void> {
    return this.#firstHeld.promise;
  }

  hold(read: () => void): void {
    this.#waiting.push(read);
    this.#firstHeld.resolve();
  }

  open(): void {
    this.#heldApi = undefined;
    for (const read of this.#waiting.splice(0)) read();
  }

  get isOpen(): boolean {
    return this.#heldApi === undefined;
  }
}

/** A request with an answer of our own never reaches the broker. No other may be under way on its connection. */
class OwnAnswers {
  readonly #answers: readonly OwnAnswer[];
  readonly #seen = new Map<number, number>();

  constructor(answers: readonly OwnAnswer[]) {
    this.#answers = answers;
  }

  to(payload: Buffer): EncodedFrame | undefined {
    const { apiKey, apiVersion, correlationId } = decodeRequestHeader(payload);
    const before = this.#seen.get(apiKey) ?? 0;
    this.#seen.set(apiKey, before + 1);
    return this.#answers
      .find(({ api, after }) => api === apiKey && after === before)
      ?.encode(apiVersion, correlationId);
  }
}

function recorded(frames: Buffer[], gate: Gate, answers: OwnAnswers): Listen {
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
            const answer = answers.to(frame);
            const read = (): void => (answer ? connection.send(answer.chunks) : handler.onFrame(frame));
            if (held) gate.hold(read);
            else read();
          },
          onDrained: () => handler.onDrained(),
          onClosed: error => handler.onClosed(error),
        };
      },
    });
}
