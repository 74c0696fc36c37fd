import { seededRandom } from '../../engine/common/seededRandom.ts';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import type { ProducerRecord } from '../../engine/producer/producerRecord.ts';
import type { RecordMetadata } from '../../engine/producer/produceRequestResult.ts';
import type { ProducerInterceptor } from '../../engine/producer/producerInterceptors.ts';
import type { RecordFuture } from '../../engine/producer/recordFuture.ts';
import type { NameService } from '../../engine/network/bootstrapNames.ts';
import type { KafkaError } from '../../engine/common/kafkaError.ts';
import { stringSerializer } from '../../engine/producer/serializer.ts';
import type { Transition } from '../../engine/snapshot/transition.ts';
import { MockTime } from './mockTime.ts';
import { ScriptedCluster } from './scriptedCluster.ts';
import type { ScriptedClusterOptions } from './scriptedCluster.ts';
import { ScriptedSelector } from './scriptedSelector.ts';

export interface TestProducerOptions extends ScriptedClusterOptions {
  readonly properties?: Readonly<Record<string, string>>;
  /** The seed of everything drawn by chance: jitter, sticky partitions, the order of nodes. */
  readonly seed?: number;
  readonly observed?: boolean;
  /** For bootstrap.servers whose names are resolved first. */
  readonly names?: NameService;
  /** Hears of each transition after it is noted; what it throws leaves the observer. */
  readonly onTransition?: (transition: Transition) => void;
  readonly interceptors?: readonly ProducerInterceptor<string | null, string | null>[];
}

export type TextRecord = Omit<ProducerRecord<string | null, string | null>, 'key' | 'value'> & {
  readonly key?: string | null;
  readonly value?: string | null;
};

/** How one send ended, and when. */
export interface Completion {
  readonly atMs: number;
  readonly value: string | null;
  readonly metadata: RecordMetadata;
  readonly error: KafkaError | null;
}

/**
 * A KafkaProducer on mock time against a scripted cluster, whose sender moves only when the test calls `step` (Kafka: `SenderTest`).
 * The producer's own loop is held until `close`.
 */
export class TestProducer {
  readonly time = new MockTime();
  readonly selector = new ScriptedSelector(this.time);
  readonly cluster: ScriptedCluster;
  readonly producer: KafkaProducer<string | null, string | null>;
  readonly transitions: Transition[] = [];
  readonly completions: Completion[] = [];
  readonly #gate = Promise.withResolvers<void>();
  #held = true;

  constructor(options: TestProducerOptions = {}) {
    this.cluster = new ScriptedCluster(this.selector, { topics: { orders: [1] }, ...options });
    this.producer = new KafkaProducer({
      properties: {
        'bootstrap.servers': this.cluster.bootstrapServers,
        'client.id': 'test',
        'linger.ms': '0',
        ...options.properties,
      },
      keySerializer: stringSerializer,
      valueSerializer: stringSerializer,
      time: this.time,
      random: seededRandom(options.seed ?? 1),
      selector: this.selector,
      ...(options.names ? { names: options.names } : {}),
      ...(options.interceptors ? { interceptors: options.interceptors } : {}),
      ...(options.observed === false
        ? {}
        : {
            observer: {
              on: transition => {
                this.transitions.push(transition);
                options.onTransition?.(transition);
              },
              requestBytes: undefined,
              responseBytes: undefined,
            },
          }),
      beforePass: () => (this.#held ? this.#gate.promise : null),
    });
  }

  /** Sends, and notes how it ended in `completions`. */
  send(record: TextRecord): RecordFuture {
    const { key = null, value = null } = record;
    return this.producer.send({ ...record, key, value }, (metadata, error) =>
      this.completions.push({ atMs: this.time.milliseconds(), value, metadata, error }),
    );
  }

  /** Runs so many passes of the sender, and after each what waited for it (granted memory, settled promises). */
  async step(passes = 1): Promise<void> {
    for (let i = 0; i < passes; i++) {
      await this.producer.sender.runOnce();
      await settled();
    }
  }

  async stepUntil(condition: () => boolean, maxPasses = 100): Promise<void> {
    for (let i = 0; !condition(); i++) {
      if (i === maxPasses) throw new Error(`Not after ${maxPasses} passes: ${condition.toString()}`);
      await this.step();
    }
  }

  /** Passes until a produce request waits for its answer. */
  async stepUntilSent(requests = 1): Promise<void> {
    await this.stepUntil(() => this.cluster.unanswered().length >= requests);
  }

  /** Connected, with the topics' metadata and a producer id, and no time spent waiting. */
  async warmUp(...topics: readonly string[]): Promise<void> {
    for (const topic of topics.length > 0 ? topics : ['orders']) {
      const future = this.producer.send({ topic, key: null, value: 'warm-up' });
      await this.stepUntilSent();
      this.cluster.respondToAll();
      await this.stepUntil(() => future.isDone());
    }
    this.transitions.length = 0;
    this.cluster.produces.length = 0;
  }

  /** Lets the producer's own loop go, which then ends as `close` says. */
  async close(timeoutMs?: number): Promise<void> {
    const closed = this.producer.close(timeoutMs);
    this.#held = false;
    this.#gate.resolve();
    await closed;
  }

  of<T extends Transition['type']>(type: T): Extract<Transition, { type: T }>[] {
    return this.transitions.filter((each): each is Extract<Transition, { type: T }> => each.type === type);
  }
}

/** Lets promises and microtasks that are due run. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
