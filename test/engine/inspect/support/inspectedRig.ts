import { seededRandom } from '../../../../engine/common/seededRandom.ts';
import { Inspector } from '../../../../engine/inspect/inspector.ts';
import type { FrameExtra } from '../../../../engine/inspect/inspector.ts';
import type { NameService } from '../../../../engine/network/bootstrapNames.ts';
import { KafkaProducer } from '../../../../engine/producer/kafkaProducer.ts';
import { RecordJourney } from '../../../../engine/producer/recordJourney.ts';
import { stringSerializer } from '../../../../engine/producer/serializer.ts';
import type { BrokerView, LaneView } from '../../../../engine/snapshot/board.ts';
import type { Frame } from '../../../../engine/snapshot/frame.ts';
import type { PoolView } from '../../../../engine/snapshot/pool.ts';
import type { TopologyView } from '../../../../engine/snapshot/topology.ts';
import { MockTime } from '../../../support/mockTime.ts';
import { ScriptedCluster } from '../../../support/scriptedCluster.ts';
import type { ScriptedClusterOptions } from '../../../support/scriptedCluster.ts';
import { ScriptedSelector } from '../../../support/scriptedSelector.ts';
import { settled } from '../../../support/testProducer.ts';

export interface RigOptions extends ScriptedClusterOptions {
  readonly properties?: Readonly<Record<string, string>>;
  readonly seed?: number;
  /** Do not watch from the start. */
  readonly unwatched?: boolean;
  readonly payloads?: boolean;
  /** For bootstrap.servers whose names are resolved first. */
  readonly names?: NameService;
}

/**
 * A producer on mock time against a scripted cluster, with an inspector on it, and a page that puts the frames together as they come.
 * The sender moves only when the test calls `step`.
 */
export class InspectedRig {
  readonly time = new MockTime();
  readonly selector = new ScriptedSelector(this.time);
  readonly cluster: ScriptedCluster;
  readonly inspector: Inspector;
  readonly producer: KafkaProducer<string | null, string | null>;
  readonly page = new Page();
  /** By record id. */
  readonly journeys = new Map<number, RecordJourney>();
  paused = false;
  #nextRecordId = 1;

  constructor(options: RigOptions = {}) {
    this.cluster = new ScriptedCluster(this.selector, { topics: { orders: [1] }, ...options });
    this.inspector = new Inspector({ time: this.time });
    const held = new Promise<void>(() => undefined);
    this.producer = new KafkaProducer({
      properties: { 'bootstrap.servers': this.cluster.bootstrapServers, 'linger.ms': '5', ...options.properties },
      keySerializer: stringSerializer,
      valueSerializer: stringSerializer,
      time: this.time,
      random: seededRandom(options.seed ?? 1),
      selector: this.selector,
      observer: this.inspector.observer,
      beforePass: () => held,
      ...(options.names && { names: options.names }),
    });
    this.inspector.attach(this.producer);
    if (!options.unwatched) this.inspector.watch({ payloads: options.payloads ?? true });
  }

  send(value: string | null, key: string | null = null, topic = 'orders', partition?: number): void {
    this.producer.send({ topic, key, value, partition });
  }

  /** Sent by hand: its journey is followed. Returns its id. */
  follow(value: string, key: string | null = null, topic = 'orders', partition?: number): number {
    const recordId = this.#nextRecordId++;
    const journey = new RecordJourney(this.time.milliseconds());
    const future = this.producer.send(
      { topic, key, value, partition },
      (_metadata, error) => {
        journey.callbackMs = this.time.milliseconds();
        journey.error = error?.message ?? null;
      },
      journey,
    );
    this.journeys.set(recordId, journey);
    this.inspector.follow(journey, {
      recordId,
      topic,
      partition: partition ?? null,
      key,
      keyBytes: key === null ? -1 : Buffer.byteLength(key),
      valueBytes: Buffer.byteLength(value),
      source: 'orders.kafka, line 3',
      future,
    });
    return recordId;
  }

  async step(passes = 1): Promise<void> {
    for (let i = 0; i < passes; i++) {
      await this.producer.sender.runOnce();
      await settled();
    }
  }

  async stepUntil(condition: () => boolean, maxPasses = 200): Promise<void> {
    for (let i = 0; !condition(); i++) {
      if (i === maxPasses) throw new Error(`Not after ${maxPasses} passes: ${condition.toString()}`);
      await this.step();
    }
  }

  /** Connected to every leader, with metadata and a producer id; what was sent for that is acknowledged. */
  async warmUp(topic = 'orders', partitions = 1): Promise<void> {
    for (let partition = 0; partition < partitions; partition++) this.send('warm-up', null, topic, partition);
    await this.stepUntil(() => {
      this.cluster.respondToAll();
      return this.producer.totals.ackedRecords === partitions;
    });
  }

  /** Lets time pass in small bits without a pass of the sender, with a frame for each: a page that looks on. */
  watchFor(ms: number, everyMs = 100): Frame {
    let frame = this.frame();
    for (let passed = 0; passed < ms; passed += everyMs) {
      this.time.advance(Math.min(everyMs, ms - passed));
      frame = this.frame();
    }
    return frame;
  }

  frame(extra: Partial<FrameExtra> = {}): Frame {
    const frame = this.inspector.nextFrame({
      connectionName: 'scripted',
      bootstrapServers: [this.cluster.bootstrapServers],
      securityProtocol: 'PLAINTEXT',
      connected: true,
      run: this.paused ? 'paused' : 'running',
      pausedAtWallMs: this.paused ? this.time.wallMilliseconds() : null,
      stepPreview: null,
      load: null,
      clusterTopics: [],
      stallMs: 0,
      ...extra,
    });
    this.page.show(frame);
    return frame;
  }
}

/** What a page knows: each frame laid over the ones before. */
export class Page {
  readonly lanes = new Map<string, LaneView>();
  brokers: readonly BrokerView[] = [];
  pool: PoolView | null = null;
  topology: TopologyView | null = null;

  show(frame: Frame): void {
    if (frame.full) this.lanes.clear();
    for (const lane of frame.lanes?.changed ?? []) this.lanes.set(lane.lane, lane);
    for (const lane of frame.lanes?.removed ?? []) this.lanes.delete(lane);
    this.brokers = frame.brokers ?? this.brokers;
    this.pool = frame.pool ?? this.pool;
    this.topology = frame.topology ?? this.topology;
  }

  lane(name: string): LaneView {
    const lane = this.lanes.get(name);
    if (!lane) throw new Error(`No lane ${name}, only ${[...this.lanes.keys()].join(', ')}.`);
    return lane;
  }

  broker(node: number): BrokerView {
    const broker = this.brokers.find(each => each.node === node);
    if (!broker) throw new Error(`No broker ${node}, only ${this.brokers.map(each => each.node).join(', ')}.`);
    return broker;
  }
}
