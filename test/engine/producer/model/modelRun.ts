import assert from 'node:assert/strict';
import type { KafkaError } from '../../../../engine/common/kafkaError.ts';
import type { ProducerBatch } from '../../../../engine/producer/producerBatch.ts';
import type { RecordMetadata } from '../../../../engine/producer/produceRequestResult.ts';
import type { RecordFuture } from '../../../../engine/producer/recordFuture.ts';
import { TestProducer, settled } from '../../../support/testProducer.ts';
import { nodes, partitions } from './commands.ts';
import type { Command } from './commands.ts';
import { ModelBroker, take } from './modelBroker.ts';
import { SequenceWatch } from './sequenceWatch.ts';

const deliveryTimeoutMs = 2000;
/** Backoffs, a request that is lost, one more round for metadata. */
const healedWithinMs = 1000;

export interface ModelOptions {
  readonly maxInFlight: number;
  readonly idempotent: boolean;
  readonly lingerMs: number;
  readonly compression: string;
  /** Connected, with metadata and a producer id, before the first command. */
  readonly warm: boolean;
}

export interface Sent {
  readonly id: number;
  readonly future: RecordFuture;
  readonly answers: { readonly atMs: number; readonly metadata: RecordMetadata; readonly error: KafkaError | null }[];
}

/** One run: the producer, the brokers' logs, and what was sent. After each command everything that must always hold is looked at. */
export class ModelRun {
  readonly fixture: TestProducer;
  readonly broker: ModelBroker;
  readonly sent: Sent[] = [];
  readonly flushes: Promise<void>[] = [];
  readonly #batches = new Set<ProducerBatch>();
  readonly #maxInFlight: number;
  readonly #warm: boolean;
  readonly #sequences: SequenceWatch | null;

  constructor(options: ModelOptions) {
    this.#maxInFlight = options.maxInFlight;
    this.#warm = options.warm;
    this.fixture = new TestProducer({
      nodes,
      topics: { orders: [1, 2, 1], audit: [2] },
      properties: {
        'batch.size': '300',
        'buffer.memory': '1500',
        'linger.ms': String(options.lingerMs),
        'max.block.ms': '1500',
        'delivery.timeout.ms': String(deliveryTimeoutMs),
        'request.timeout.ms': '500',
        'retry.backoff.max.ms': '200',
        'reconnect.backoff.max.ms': '200',
        'max.in.flight.requests.per.connection': String(options.maxInFlight),
        'enable.idempotence': String(options.idempotent),
        'compression.type': options.compression,
      },
    });
    this.broker = new ModelBroker(this.fixture.cluster, options.idempotent);
    this.#sequences = options.idempotent ? new SequenceWatch(this.fixture.cluster) : null;
  }

  async applyAll(each: readonly Command[]): Promise<void> {
    if (this.#warm) {
      this.#sendEverywhere();
      await this.#untilAnswered();
    }
    for (const one of each) await this.apply(one);
  }

  async apply(each: Command): Promise<void> {
    const { fixture, broker } = this;
    switch (each.kind) {
      case 'send':
        this.#send(each.topic, each.partition, each.bytes);
        break;
      case 'tick':
        fixture.time.advance(each.ms);
        break;
      case 'step':
        await this.#step();
        break;
      case 'answer':
        broker.answer(each.node, each.verdict);
        break;
      case 'disconnect':
        if (each.processed) broker.processAll(each.node);
        for (const id of fixture.selector.openConnections)
          if (fixture.cluster.nodeOf(id) === each.node) fixture.selector.deliverDisconnected(id);
        break;
      case 'flush':
        this.flushes.push(fixture.producer.flush());
        break;
      default:
        this.#change(each);
        if (each.told) fixture.producer.metadata.requestUpdate(true);
    }
    await settled();
    this.check();
  }

  /**
   * Everything is there again and brokers take everything, until all that was sent is answered, one more record a partition included.
   * What has time enough left must then be acknowledged.
   */
  async heal(): Promise<void> {
    const { cluster, time } = this.fixture;
    if (!cluster.has('audit')) cluster.createTopic('audit', [1]);
    if (cluster.partitionCount('orders') === partitions) cluster.addPartition('orders', 1);
    for (let partition = 0; partition < partitions; partition++)
      if (cluster.leaderOf('orders', partition) < 0) cluster.moveLeader('orders', partition, 1);
    this.#sendEverywhere();
    const startMs = time.milliseconds();
    await this.#untilAnswered();
    if (this.fixture.producer.transactionManager?.fatalError) return;
    for (const { id, answers } of this.sent)
      for (const { atMs, error } of answers)
        assert.ok(
          error === null || atMs <= startMs + healedWithinMs,
          `record ${id} failed ${atMs - startMs} ms after all was well again: ${error?.message}`,
        );
  }

  #sendEverywhere(): void {
    for (let partition = 0; partition < partitions; partition++) this.#send('orders', partition, 8);
    this.#send('audit', 0, 8);
  }

  async #untilAnswered(): Promise<void> {
    const open = (): number => this.sent.filter(({ answers }) => answers.length === 0).length;
    for (let pass = 0; open() > 0; pass++) {
      assert.ok(pass < 400, `${open()} records are never answered`);
      for (const node of nodes) while (this.fixture.cluster.unanswered(node).length > 0) this.broker.answer(node, take);
      await this.#step();
      this.check();
    }
  }

  #change(each: Extract<Command, { told: boolean }>): void {
    const { cluster } = this.fixture;
    switch (each.kind) {
      case 'moveLeader':
        return cluster.moveLeader('orders', each.partition ?? this.#partitionOnItsWay(), each.node);
      case 'addPartition':
        return cluster.addPartition('orders', each.node);
      case 'deleteTopic':
        return cluster.deleteTopic('audit');
      case 'createTopic':
        cluster.deleteTopic('audit');
        cluster.createTopic('audit', [1]);
    }
  }

  #partitionOnItsWay(): number {
    const batches = this.fixture.cluster.unanswered().flatMap(seen => seen.batches);
    return batches.find(({ topic }) => topic === 'orders')?.partition ?? 0;
  }

  /** After a fatal error a send throws; until then each is answered once. */
  #send(topic: string, partition: number, bytes: number): void {
    const { producer, time } = this.fixture;
    const id = this.sent.length;
    const answers: Sent['answers'] = [];
    const record = { topic, key: null, value: `${id}`.padEnd(bytes, '.') };
    const isOpen = topic === 'audit' || partition < 0;
    const wasFatal = producer.transactionManager?.fatalError != null;
    try {
      const future = producer.send(isOpen ? record : { ...record, partition }, (metadata, error) =>
        answers.push({ atMs: time.milliseconds(), metadata, error }),
      );
      this.sent.push({ id, future, answers });
    } catch (error) {
      assert.ok(wasFatal, `send threw ${String(error)}`);
      assert.deepEqual(answers, [], 'what throws does not call back, too');
    }
  }

  async #step(): Promise<void> {
    const startMs = this.fixture.time.milliseconds();
    await this.fixture.step();
    for (const batch of this.fixture.producer.accumulator.incomplete)
      assert.ok(startMs - batch.createdMs < deliveryTimeoutMs, `${batch.lane.name}#${batch.id} outlived its deadline`);
  }

  // ── what always holds ─────────────────────────────────────────────────────────────────────────────────────────────

  check(): void {
    for (const batch of this.fixture.producer.accumulator.incomplete) this.#batches.add(batch);
    this.#checkMemory();
    this.#checkPlaces();
    this.#checkAnswers();
    this.#checkRequests();
    this.#sequences?.check(this.#batches);
  }

  #checkMemory(): void {
    const { pool } = this.fixture.producer;
    const gathered = pool.waiters.reduce((sum, { gatheredBytes }) => sum + gatheredBytes, 0);
    let held = 0;
    for (const batch of this.#batches) {
      assert.ok(!batch.isInFlight || !batch.isBufferDeallocated, 'memory that a request reads is not given away');
      if (!batch.isSplitBatch && !batch.isBufferDeallocated) held += batch.buffer.length;
    }
    assert.equal(pool.nonPooledBytes + pool.freeListBytes + gathered + held, pool.totalMemory, 'memory is conserved');
  }

  #checkPlaces(): void {
    const { accumulator, sender, transactionManager } = this.fixture.producer;
    const places = new Map<ProducerBatch, number>();
    const note = (batch: ProducerBatch): unknown => places.set(batch, (places.get(batch) ?? 0) + 1);
    for (const { batches } of accumulator.queues()) {
      batches.forEach(note);
      checkQueue(batches, transactionManager !== null);
    }
    for (const batches of sender.inFlightBatches().values()) batches.forEach(note);
    for (const batch of accumulator.incomplete) assert.equal(places.get(batch), 1, 'a batch is in exactly one place');
    for (const batch of places.keys()) assert.ok(accumulator.incomplete.has(batch), 'what is done is nowhere');
  }

  #checkAnswers(): void {
    for (const { future, answers } of this.sent) {
      assert.ok(answers.length <= 1, 'a callback runs once');
      assert.equal(future.isDone(), answers.length === 1, 'callback and future agree');
    }
  }

  #checkRequests(): void {
    const { cluster } = this.fixture;
    const lanesOf = (seen: (typeof unanswered)[number]): string[] => seen.batches.map(({ lane }) => lane);
    const unanswered = cluster.unanswered();
    for (const seen of unanswered)
      assert.equal(new Set(lanesOf(seen)).size, seen.batches.length, 'one batch of a partition in a request');
    for (const node of nodes)
      assert.ok(cluster.unanswered(node).length <= this.#maxInFlight, 'no more in flight than allowed');
    // Its leader may have moved: the old one has not answered, so the new one gets nothing (Kafka: `muted`).
    const lanes = unanswered.flatMap(lanesOf);
    if (this.#maxInFlight === 1)
      assert.equal(new Set(lanes).size, lanes.length, `one batch of a partition on its way, not ${lanes.join()}`);
  }
}

function checkQueue(batches: readonly ProducerBatch[], idempotent: boolean): void {
  const firstWithout = batches.findIndex(batch => !batch.hasSequence);
  batches.forEach((batch, index) => {
    const before = batches[index - 1];
    if (index < batches.length - 1) assert.ok(batch.isFull || batch.builder.isClosed, 'only the last is open');
    if (!idempotent || !before) return;
    if (batch.hasSequence) {
      assert.ok(firstWithout < 0 || index < firstWithout, 'those with a sequence stand first');
      assert.ok(before.baseSequence < batch.baseSequence, 'in the order of their sequences');
    } else assert.ok(before.hasSequence || before.id < batch.id, 'then those without, as they were opened');
  });
}
