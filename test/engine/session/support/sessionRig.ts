import { seededRandom } from '../../../../engine/common/seededRandom.ts';
import type { SocketSelectorOptions } from '../../../../engine/network/socketSelector.ts';
import { Session } from '../../../../engine/session/session.ts';
import type { SessionEvent, SessionMethods } from '../../../../engine/session/sessionProtocol.ts';
import type { Frame } from '../../../../engine/snapshot/frame.ts';
import type { OutgoingRecord } from '../../../../engine/snapshot/outgoing.ts';
import type { StepAction, StepPreview } from '../../../../engine/snapshot/session.ts';
import { MockTime } from '../../../support/mockTime.ts';
import { MockTimers, turn } from '../../../support/mockTimers.ts';
import { ScriptedCluster } from '../../../support/scriptedCluster.ts';
import type { ScriptedClusterOptions } from '../../../support/scriptedCluster.ts';
import { WaitingSelector } from '../../../support/waitingSelector.ts';

export interface SessionRigOptions extends ScriptedClusterOptions {
  readonly properties?: Readonly<Record<string, string>>;
}

/** A session on mock time between a scripted cluster and a test that plays the editor. Time passes only in `run`. */
export class SessionRig {
  readonly time = new MockTime();
  readonly timers = new MockTimers(this.time);
  readonly selector = new WaitingSelector(this.time, this.timers);
  readonly cluster: ScriptedCluster;
  readonly events: SessionEvent[] = [];
  readonly session: Session;
  readonly methods: SessionMethods;
  /** What the producer's and the admin client's selector were made with. */
  readonly selectorOptions: SocketSelectorOptions[] = [];
  readonly #options: SessionRigOptions;

  constructor(options: SessionRigOptions = {}) {
    this.#options = options;
    const cluster = { topics: { orders: [1] }, ...options };
    const adminSelector = new WaitingSelector(this.time, this.timers);
    this.cluster = new ScriptedCluster(this.selector, cluster);
    new ScriptedCluster(adminSelector, cluster);
    const selectors = [this.selector, adminSelector];
    this.session = new Session({
      time: this.time,
      timers: this.timers,
      random: seededRandom(1),
      emit: event => this.events.push(event),
      newSelector: options => {
        this.selectorOptions.push(options);
        const next = selectors.shift();
        if (!next) throw new Error('A session has two selectors: one for the producer, one for the admin client.');
        return next;
      },
    });
    this.methods = this.session.methods;
  }

  async connect(): Promise<void> {
    await this.methods.connect({
      name: 'scripted',
      bootstrapServers: this.cluster.bootstrapServers,
      properties: { 'linger.ms': '5', ...this.#options.properties },
    });
    await this.run(0);
  }

  /** Connected to every leader, with metadata and a producer id; what was sent for that is acknowledged. */
  async warmUp(topic = 'orders', partitions = 1): Promise<void> {
    await this.connect();
    this.cluster.answersProduce = true;
    const records = Array.from({ length: partitions }, (_, partition) => record('warm-up', { topic, partition }));
    const sent = this.methods.send({ records });
    await this.runUntil(sent);
    this.cluster.answersProduce = false;
    this.cluster.produces.length = 0;
  }

  /** So much real time passes. */
  run(ms: number): Promise<void> {
    return this.timers.run(ms);
  }

  /** Time passes until it is settled. */
  async runUntil<T>(promise: Promise<T>, maxMs = 300_000): Promise<T> {
    let settled = false;
    const mark = (): void => void (settled = true);
    promise.then(mark, mark);
    await this.timers.run(maxMs, () => settled);
    if (!settled) throw new Error(`Not after ${maxMs} ms.`);
    return promise;
  }

  /** One step, and the time it took of the user. */
  async step(): Promise<number> {
    const startMs = this.time.milliseconds();
    await this.runUntil(this.methods.step(null));
    return this.time.milliseconds() - startMs;
  }

  /** What the page would show now. */
  async frame(): Promise<Frame> {
    const before = this.frames.length;
    await this.methods.watch({ framesPerSecond: 10, payloads: true });
    const frame = this.frames[before];
    await this.methods.unwatch(null);
    if (!frame) throw new Error('Watching brought no frame.');
    return frame;
  }

  async preview(): Promise<StepPreview> {
    const { stepPreview } = (await this.frame()).session;
    if (!stepPreview) throw new Error('There is a preview only while paused.');
    return stepPreview;
  }

  /** Steps until the preview names such an action; gives the preview. */
  async stepUntilPreview(kind: StepAction['kind'], maxSteps = 50): Promise<StepPreview> {
    for (let i = 0; i < maxSteps; i++) {
      const preview = await this.preview();
      if (preview.actions.some(action => action.kind === kind)) return preview;
      await this.step();
    }
    throw new Error(`No preview of ${kind} in ${maxSteps} steps.`);
  }

  get frames(): readonly Frame[] {
    return this.events.flatMap(event => (event.type === 'frame' ? [event.frame] : []));
  }

  /** Values of the records that brokers were sent, in order. */
  get produced(): readonly string[] {
    return this.cluster.produces.flatMap(({ batches }) =>
      batches.flatMap(({ records }) => records.map(({ value }) => String(value))),
    );
  }

  async close(): Promise<void> {
    this.cluster.answersProduce = true;
    this.cluster.respondToAll();
    await this.runUntil(this.methods.close({ timeoutMs: 1000 }));
    await turn();
  }
}

export function record(value: string | null, more: Partial<OutgoingRecord> = {}): OutgoingRecord {
  return { topic: 'orders', key: null, value, ...more };
}
