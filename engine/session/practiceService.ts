import type { Random } from '../common/random.ts';
import type { Time } from '../common/time.ts';
import type { Listen } from '../network/serverSocket.ts';
import type { Timers } from '../network/timers.ts';
import { PracticeCluster } from '../practice/practiceCluster.ts';
import type { PracticeEvent, PracticeMethods } from './practiceProtocol.ts';

export interface PracticeServiceOptions {
  readonly time: Time;
  readonly timers: Timers;
  readonly random: Random;
  readonly listen: Listen;
  readonly emit: (event: PracticeEvent) => void;
}

/** At most four `changed` events a second. */
const changedIntervalMs = 250;

/** The practice cluster behind PracticeMethods: at most one at a time, and its changes as a trickle. */
export class PracticeService {
  readonly methods: PracticeMethods;
  readonly #options: PracticeServiceOptions;
  #cluster: PracticeCluster | null = null;
  #changedWaits = false;

  constructor(options: PracticeServiceOptions) {
    this.#options = options;
    this.methods = {
      start: settings => this.#start(settings),
      stop: () => this.#stop(),
      describe: () => Promise.resolve(this.#running().describe()),
      stopBroker: ({ node }) => this.#running().stopBroker(node),
      startBroker: ({ node }) => this.#running().startBroker(node),
      delayResponses: async ({ node, delayMs }) => this.#running().delayResponses(node, delayMs),
      failNext: async ({ node, api, errorCode, count }) => this.#running().failNext(node, api, errorCode, count),
      setAutoCreateTopics: async ({ enabled }) => this.#running().setAutoCreateTopics(enabled),
    };
  }

  async #start(settings: Parameters<PracticeMethods['start']>[0]): ReturnType<PracticeMethods['start']> {
    if (this.#cluster !== null)
      throw new Error(`The practice cluster runs already, on ${this.#cluster.bootstrapServers}; stop it first.`);
    const { emit, ...environment } = this.#options;
    const cluster = new PracticeCluster(settings, {
      ...environment,
      log: (level, message) => emit({ type: 'log', level, message }),
      onChanged: () => this.#changed(),
    });
    this.#cluster = cluster;
    try {
      await cluster.start();
    } catch (error) {
      this.#cluster = null;
      throw error;
    }
    return { bootstrapServers: cluster.bootstrapServers, clientProperties: cluster.clientProperties };
  }

  async #stop(): Promise<void> {
    const cluster = this.#cluster;
    this.#cluster = null;
    await cluster?.stop();
  }

  #running(): PracticeCluster {
    if (this.#cluster === null) throw new Error('The practice cluster does not run; start it first.');
    return this.#cluster;
  }

  // The event comes at the end of the interval, so that the last change is never missed.
  #changed(): void {
    if (this.#changedWaits) return;
    this.#changedWaits = true;
    this.#options.timers.schedule(changedIntervalMs, () => {
      this.#changedWaits = false;
      this.#options.emit({ type: 'changed' });
    });
  }
}
