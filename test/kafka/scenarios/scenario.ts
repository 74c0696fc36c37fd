// Scenarios run on one real cluster after another, and each is judged in the same way: by the ledger, and by what is on the disks.
import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import { byteArraySerializer } from '../../../engine/producer/serializer.ts';
import type { CompressionType } from '../../../engine/record/compression.ts';
import type { Transition } from '../../../engine/snapshot/transition.ts';
import { dumpLogSegments } from '../support/dumpLogSegments.ts';
import { kcatConsume, type ConsumedRecord } from '../support/kcat.ts';
import type { KafkaCluster } from '../support/kafkaCluster.ts';
import { assertQuiet, type BytesProducer, type Ledger } from '../support/ledger.ts';
import { kafkaVersion, olderKafkaVersion } from '../support/maven.ts';
import { createTopicByHand } from '../support/topicsByHand.ts';

export interface Scenario {
  readonly name: string;
  readonly run: (rig: Rig) => Promise<void>;
}

export const judgedVersions: readonly string[] = [kafkaVersion, olderKafkaVersion];

/** What every cluster of the scenarios is told: short internal topics come up sooner, and a topic that is gone stays gone. */
export const judgedConfig = {
  'auto.create.topics.enable': false,
  'offsets.topic.num.partitions': 3,
  'transaction.state.log.num.partitions': 3,
} as const;

/** One cluster, all scenarios in a row; nodes that a scenario left stopped are started again. */
export function judge(
  what: string,
  cluster: { readonly start: () => Promise<KafkaCluster>; readonly stop: () => Promise<void> },
  scenarios: readonly Scenario[],
): void {
  describe(what, () => {
    let kafka: KafkaCluster;
    const codecs = new Map<string, CompressionType>();
    before(async () => {
      kafka = await cluster.start();
    });
    after(() => cluster.stop());
    for (const { name, run } of scenarios)
      test(`${name}, on ${what}`, async () => {
        const rig = new Rig(kafka, codecs);
        try {
          await run(rig);
        } finally {
          await rig.close();
        }
      });
    test(`every batch is valid on the disks of ${what}, with the codec it was written with`, () =>
      judgeDisks(kafka, codecs));
  });
}

export interface Watched {
  readonly producer: BytesProducer;
  readonly transitions: readonly Transition[];
}

/** What a scenario needs of its cluster. */
export class Rig {
  readonly kafka: KafkaCluster;
  readonly #codecs: Map<string, CompressionType>;
  readonly #producers: BytesProducer[] = [];

  constructor(kafka: KafkaCluster, codecs: Map<string, CompressionType>) {
    this.kafka = kafka;
    this.#codecs = codecs;
  }

  /** Any node. */
  get address(): string {
    return this.kafka.address(this.kafka.nodeIds[0] ?? 1);
  }

  /** In sync on as many replicas as the cluster has nodes, up to three. `codec`: of all that will be written to it. */
  async topic(
    topic: string,
    { partitions = 3, codec = 'none', config = {} }: { partitions?: number; codec?: CompressionType; config?: Readonly<Record<string, string | number>> } = {}, // prettier-ignore
  ): Promise<string> {
    this.#codecs.set(topic, codec);
    await createTopicByHand(this.address, { topic, partitions, config });
    await this.kafka.untilInSync(topic);
    return topic;
  }

  producer(properties: Readonly<Record<string, string>> = {}): Watched {
    const transitions: Transition[] = [];
    const producer = new KafkaProducer({
      properties: { 'bootstrap.servers': this.kafka.bootstrap, ...properties },
      keySerializer: byteArraySerializer,
      valueSerializer: byteArraySerializer,
      observer: { on: each => transitions.push(each), requestBytes: undefined, responseBytes: undefined },
    });
    this.#producers.push(producer);
    return { producer, transitions };
  }

  /** All of a topic, or what was committed of it. */
  read(topic: string, level: 'read_uncommitted' | 'read_committed' = 'read_uncommitted'): Promise<ConsumedRecord[]> {
    return kcatConsume({ bootstrap: this.kafka.bootstrap, topic, properties: { 'isolation.level': level } });
  }

  /** The end of most scenarios: all that was sent to a topic of its own by one producer is answered, and as it should be in the log. */
  async judge(producer: BytesProducer, topic: string, ledger: Ledger): Promise<void> {
    await producer.flush();
    assertQuiet(producer, ledger);
    await producer.close();
    ledger.compare(await this.read(topic));
  }

  async close(): Promise<void> {
    await Promise.all(this.#producers.map(producer => producer.close(0)));
    await this.kafka.restartAll();
  }
}

/** One call for all nodes and topics: a JVM each would take minutes. */
async function judgeDisks(kafka: KafkaCluster, codecs: ReadonlyMap<string, CompressionType>): Promise<void> {
  const folders = kafka.nodeIds.flatMap(id => [...codecs.keys()].flatMap(topic => kafka.partitionFolders(id, topic)));
  const batches = await dumpLogSegments(...folders);
  assert.ok(batches.length > 0);
  for (const { partition, isValid, isControl, magic, compressCodec, baseOffset } of batches) {
    const where = `${partition} at ${baseOffset}`;
    assert.deepEqual([isValid, magic], [true, 2], where);
    if (!isControl) assert.equal(compressCodec, codecs.get(partition.replace(/-\d+$/, '')), where);
  }
}
