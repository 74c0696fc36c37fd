import { Metadata, invalidTopic } from '../client/metadata.ts';
import { NetworkClient } from '../client/networkClient.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { murmur2, toPositive } from '../common/murmur2.ts';
import type { Random } from '../common/random.ts';
import { systemRandom } from '../common/systemRandom.ts';
import { systemTime } from '../common/systemTime.ts';
import type { Time } from '../common/time.ts';
import type { Selectable } from '../network/selectable.ts';
import { DEFAULT_MAX_FRAME_BYTES, SocketSelector } from '../network/socketSelector.ts';
import type { Header } from '../record/header.ts';
import { noHeaders } from '../record/header.ts';
import { estimateSizeInBytesUpperBound } from '../record/recordSizes.ts';
import { BlockedSends } from './blockedSends.ts';
import type { Obstacle } from './blockedSends.ts';
import { BufferPool } from './bufferPool.ts';
import { BuiltInPartitioner } from './builtInPartitioner.ts';
import { parseProducerConfig } from './producerConfig.ts';
import type { ProducerConfig } from './producerConfig.ts';
import { nobody } from './producerObserver.ts';
import type { ProducerObserver } from './producerObserver.ts';
import { RecordAccumulator } from './recordAccumulator.ts';
import { RecordFuture } from './recordFuture.ts';
import type { Callback } from './recordFuture.ts';
import type { RecordJourney } from './recordJourney.ts';
import { ensureNotNegative, metadataTimeout, RecordTooLarge } from './sendErrors.ts';
import { RoundRobinPartitioner } from './roundRobinPartitioner.ts';
import { Sender } from './sender.ts';
import { newTotals } from './senderTotals.ts';
import type { Serializer } from './serializer.ts';
import { TransactionManager } from './transactionManager.ts';

export interface ProducerRecord<K, V> {
  readonly topic: string;
  readonly partition?: number | undefined;
  /** Epoch ms; without it, the time of the send. */
  readonly timestampMs?: number | undefined;
  readonly key: K;
  readonly value: V;
  readonly headers?: readonly Header[] | undefined;
}

export interface KafkaProducerOptions<K, V> {
  /** Java's keys and values, as in a .properties file. */
  readonly properties: Readonly<Record<string, string>>;
  readonly keySerializer: Serializer<K>;
  readonly valueSerializer: Serializer<V>;
  readonly time?: Time;
  readonly random?: Random;
  readonly selector?: Selectable;
  readonly observer?: ProducerObserver;
  /** Asked before each pass of the sender; a promise holds it until it resolves. That is how pause and step are made. */
  readonly beforePass?: () => Promise<void> | null;
}

let generatedClientIds = 0;

/**
 * Sends records to Kafka (Kafka: `KafkaProducer`). `send` returns at once; a loop of its own takes batches to the brokers. Where
 * Java's caller would have to wait, the future waits and `whenUnblocked` says until when.
 */
export class KafkaProducer<K, V> {
  readonly config: ProducerConfig;
  readonly clientId: string;
  readonly metadata: Metadata;
  readonly pool: BufferPool;
  readonly accumulator: RecordAccumulator;
  readonly transactionManager: TransactionManager | null;
  readonly client: NetworkClient;
  readonly sender: Sender;
  readonly blockedSends: BlockedSends;
  readonly totals = newTotals();
  readonly selector: Selectable;
  readonly time: Time;

  /** Chooses every partition that the caller leaves open; null: by key, else sticky. */
  readonly roundRobin: RoundRobinPartitioner | null;

  readonly #keySerializer: Serializer<K>;
  readonly #valueSerializer: Serializer<V>;
  readonly #observer: ProducerObserver;
  readonly #beforePass: () => Promise<void> | null;
  readonly #finished: Promise<void>;
  #running = true;
  #closeDeadlineMs = Infinity;
  #inCallback = false;

  constructor(options: KafkaProducerOptions<K, V>) {
    const config = parseProducerConfig(options.properties);
    const { time = systemTime, random = systemRandom, observer = nobody } = options;
    this.config = config;
    this.time = time;
    this.clientId = config.clientId || `producer-${++generatedClientIds}`;
    this.#observer = observer;
    this.roundRobin = config.partitionerClass === null ? null : new RoundRobinPartitioner();
    this.#keySerializer = options.keySerializer;
    this.#valueSerializer = options.valueSerializer;
    this.#beforePass = options.beforePass ?? (() => null);

    this.metadata = new Metadata({
      refreshBackoffMs: config.retryBackoffMs,
      refreshBackoffMaxMs: config.retryBackoffMaxMs,
      maxAgeMs: config.metadataMaxAgeMs,
      maxIdleMs: config.metadataMaxIdleMs,
      random,
      observer,
    });
    this.metadata.bootstrap(config.bootstrapServers);
    this.transactionManager = config.enableIdempotence ? new TransactionManager(observer) : null;
    this.pool = new BufferPool(config.bufferMemory, config.batchSize);
    this.accumulator = new RecordAccumulator({
      batchSize: config.batchSize,
      lingerMs: config.lingerMs,
      retryBackoffMs: config.retryBackoffMs,
      retryBackoffMaxMs: config.retryBackoffMaxMs,
      deliveryTimeoutMs: config.deliveryTimeoutMs,
      compression: config.compression,
      adaptivePartitioning: config.partitionerAdaptive && this.roundRobin === null,
      availabilityTimeoutMs: config.partitionerAvailabilityTimeoutMs,
      rack: config.partitionerRackAware ? config.clientRack : null,
      pool: this.pool,
      transactionManager: this.transactionManager,
      random,
      observer,
      runCallback: (callback, metadata, error) => this.#runCallback(() => callback(metadata, error)),
    });
    this.blockedSends = new BlockedSends(this.pool, () => time.milliseconds());
    this.metadata.onChange = () => this.blockedSends.retryMetadata();
    this.selector =
      options.selector ??
      new SocketSelector({ maxIdleMs: config.connectionsMaxIdleMs, maxFrameBytes: DEFAULT_MAX_FRAME_BYTES });
    this.client = new NetworkClient({
      selector: this.selector,
      metadata: this.metadata,
      clientId: this.clientId,
      maxInFlightRequestsPerConnection: config.maxInFlight,
      reconnectBackoffMs: config.reconnectBackoffMs,
      reconnectBackoffMaxMs: config.reconnectBackoffMaxMs,
      connectionSetupTimeoutMs: config.connectionSetupTimeoutMs,
      connectionSetupTimeoutMaxMs: config.connectionSetupTimeoutMaxMs,
      requestTimeoutMs: config.requestTimeoutMs,
      metadataRecoveryStrategy: config.metadataRecoveryStrategy,
      rebootstrapTriggerMs: config.rebootstrapTriggerMs,
      clusterCheckEnable: config.clusterCheckEnable,
      time,
      random,
      observer,
    });
    this.sender = new Sender({
      client: this.client,
      metadata: this.metadata,
      accumulator: this.accumulator,
      transactionManager: this.transactionManager,
      guaranteeMessageOrder: config.maxInFlight === 1,
      maxRequestSize: config.maxRequestSize,
      acks: config.acks,
      retries: config.retries,
      requestTimeoutMs: config.requestTimeoutMs,
      deliveryTimeoutMs: config.deliveryTimeoutMs,
      retryBackoffMs: config.retryBackoffMs,
      retryBackoffMaxMs: config.retryBackoffMaxMs,
      time,
      observer,
      totals: this.totals,
      waitingSends: {
        expire: nowMs => this.blockedSends.expire(nowMs),
        nextDeadlineMs: () => Math.min(this.blockedSends.nextDeadlineMs(), this.#closeDeadlineMs),
      },
    });
    this.#finished = this.#run();
  }

  /**
   * Kafka: `send`. What Java would put into the future (an ApiException) is in ours; what it would throw is thrown: a closed
   * producer, a value no serializer takes, a partition below 0. The callback runs exactly once in the first case, never in the second.
   */
  send(record: ProducerRecord<K, V>, callback?: Callback, journey?: RecordJourney): RecordFuture {
    if (!this.#running)
      throw new KafkaError('IllegalStateException', 'Cannot perform operation after producer has been closed');
    ensureNotNegative('partition', 'Partition number', record.partition);
    ensureNotNegative('timestamp', 'Timestamp', record.timestampMs);
    const nowMs = this.time.milliseconds();
    const future = new RecordFuture(record.topic, record.partition ?? -1, callback);
    if (this.blockedSends.holds(record.topic)) {
      this.#block(record, future, null, nowMs, journey);
    } else {
      try {
        const obstacle = this.#doSend(record, future, nowMs, null, journey);
        if (obstacle) this.#block(record, future, obstacle, nowMs, journey);
      } catch (error) {
        this.#refuse(future, error, nowMs);
      }
    }
    this.totals.sentRecords++;
    return future;
  }

  /** Resolves when sends can be taken without waiting again, null if they can now. */
  whenUnblocked(): Promise<void> | null {
    return this.blockedSends.whenUnblocked();
  }

  /** Kafka: `flush`: everything sent before is sent without linger; resolves when all of it is answered. */
  async flush(): Promise<void> {
    if (this.#inCallback)
      throw new KafkaError('KafkaException', 'flush() inside a callback would wait for itself. Call it outside.');
    const startMs = this.time.milliseconds();
    const sent = this.#whenIncompleteDone(); // Now: what is sent after this call is not waited for.
    const blocked = this.blockedSends.whenThoseUnblocked();
    this.accumulator.flushesInProgress++;
    try {
      this.#observer.on?.({ type: 'flushStarted', atMs: startMs, batches: this.accumulator.incomplete.size });
      this.sender.wakeup();
      if (blocked) {
        await blocked;
        this.sender.wakeup();
        await this.#whenIncompleteDone();
      }
      await sent;
    } finally {
      this.accumulator.flushesInProgress--;
      this.#observer.on?.({
        type: 'flushEnded',
        atMs: this.time.milliseconds(),
        waitedMs: this.time.milliseconds() - startMs,
      });
    }
  }

  /**
   * Kafka: `close`. Takes no more records, sends what it has for up to `timeoutMs`, then fails the rest. Resolves when every record
   * has been answered and every socket is closed. From inside a callback the timeout is 0.
   */
  async close(timeoutMs = Infinity): Promise<void> {
    if (this.#running) {
      this.#running = false;
      this.accumulator.closed = true;
      this.blockedSends.failAll(closedWhileWaiting);
    }
    const deadlineMs = this.time.milliseconds() + (this.#inCallback ? 0 : timeoutMs);
    this.#closeDeadlineMs = Math.min(this.#closeDeadlineMs, deadlineMs);
    this.sender.wakeup();
    await this.#finished;
  }

  #whenIncompleteDone(): Promise<unknown> {
    return Promise.all([...this.accumulator.incomplete].map(batch => batch.result.completed()));
  }

  get isClosed(): boolean {
    return !this.#running;
  }

  /** Kafka: `Sender.run`: passes until closed, then until nothing is left or the time for that is over. */
  async #run(): Promise<void> {
    try {
      while (this.#running || (!this.sender.isIdle && this.time.milliseconds() < this.#closeDeadlineMs)) {
        const hold = this.#beforePass();
        if (hold) await hold;
        await this.sender.runOnce();
      }
    } finally {
      // A pass that throws is our mistake. Java logs it and goes on with whatever state it left; here the producer ends, every
      // record is answered, and the error goes to whoever watches the process.
      this.#end();
    }
  }

  #end(): void {
    this.#running = false;
    this.accumulator.closed = true;
    this.blockedSends.failAll(closedWhileWaiting);
    const nowMs = this.time.milliseconds();
    const unfinishedRecords = [...this.accumulator.incomplete].reduce((sum, batch) => sum + batch.recordCount, 0);
    if (unfinishedRecords > 0)
      this.sender.abortIncomplete(
        new KafkaError('KafkaException', 'The producer was closed before the record was acknowledged.'),
        nowMs,
      );
    this.pool.close();
    this.sender.close();
    this.#observer.on?.({ type: 'closed', atMs: nowMs, unfinishedRecords });
  }

  /** Kafka: `doSend`, up to where something is missing. `buffer`: memory asked for before. */
  #doSend(
    record: ProducerRecord<K, V>,
    future: RecordFuture,
    nowMs: number,
    buffer: Buffer | null,
    journey: RecordJourney | undefined,
  ): Obstacle | null {
    const partitionCount = this.#partitionCount(record, nowMs);
    if (partitionCount === null) return { kind: 'metadata' };
    const { key, value } = this.#serialize(record);
    if (journey) journey.serializedMs ??= this.time.milliseconds();
    future.serializedKeySize = key?.length ?? -1;
    future.serializedValueSize = value?.length ?? -1;
    const partition = this.#partition(record, key, partitionCount, future, journey);
    const headers = record.headers ?? noHeaders;
    this.#ensureValidRecordSize(estimateSizeInBytesUpperBound(key, value, headers));
    const timestampMs = record.timestampMs ?? this.time.wallMilliseconds();
    const keptBuffers = this.pool.freeListBuffers;
    const result = this.accumulator.append(
      { topic: record.topic, partition, timestampMs, key, value, headers, future },
      this.metadata.snapshot,
      nowMs,
      buffer,
    );
    if (result.kind === 'needsMemory') {
      this.roundRobin?.keep(future, partition);
      return { kind: 'memory', lane: result.lane, bytes: result.bytes };
    }
    if (record.partition !== undefined) this.totals.partitionedExplicit++;
    else if (this.roundRobin) this.totals.partitionedRoundRobin++;
    else if (partition >= 0) this.totals.partitionedByKey++;
    else this.totals.partitionedSticky++;
    if (journey) {
      const wasPooled = result.newBatchCreated && this.pool.freeListBuffers < keptBuffers;
      noteAppended(journey, result.batch, result.newBatchCreated, wasPooled, this.time.milliseconds());
    }
    if (result.batchIsFull || result.newBatchCreated) this.sender.wakeup();
    return null;
  }

  /** Kafka: `waitOnMetadata`. Null: the topic, or the partition asked for, is not known yet. */
  #partitionCount({ topic, partition }: ProducerRecord<K, V>, nowMs: number): number | null {
    const { metadata } = this;
    if (metadata.snapshot.data.invalidTopics.has(topic)) throw invalidTopic(topic);
    metadata.add(topic, nowMs);
    const count = metadata.snapshot.partitionCount(topic);
    return count === undefined || (partition !== undefined && partition >= count) ? null : count;
  }

  #serialize(record: ProducerRecord<K, V>): { key: Uint8Array | null; value: Uint8Array | null } {
    try {
      return {
        key: this.#keySerializer.serialize(record.topic, record.key),
        value: this.#valueSerializer.serialize(record.topic, record.value),
      };
    } catch (cause) {
      throw new KafkaError(
        'SerializationException',
        `The record for ${record.topic} could not be serialized: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }

  /** Explicit, else the round robin's if there is one, else by key, else -1: the sticky one, chosen while appending. */
  #partition(
    record: ProducerRecord<K, V>,
    key: Uint8Array | null,
    partitionCount: number,
    future: RecordFuture,
    journey: RecordJourney | undefined,
  ): number {
    const { roundRobin } = this;
    const isOpen = record.partition === undefined;
    const byKey = isOpen && !roundRobin && key !== null && !this.config.partitionerIgnoreKeys;
    if (journey) {
      journey.partitionedBy = !isOpen ? 'explicit' : roundRobin ? 'roundRobin' : byKey ? 'keyHash' : 'sticky';
      journey.keyHash = byKey ? toPositive(murmur2(key)) : null;
      journey.partitions = partitionCount;
      journey.partitionedMs = this.time.milliseconds();
    }
    if (record.partition !== undefined) return record.partition;
    if (roundRobin) return roundRobin.partition(record.topic, this.metadata.snapshot, future);
    return byKey ? BuiltInPartitioner.partitionForKey(key, partitionCount) : -1;
  }

  #ensureValidRecordSize(bytes: number): void {
    const { maxRequestSize, bufferMemory } = this.config;
    if (bytes > maxRequestSize) throw new RecordTooLarge(bytes, 'max.request.size', maxRequestSize);
    if (bytes > bufferMemory) throw new RecordTooLarge(bytes, 'buffer.memory', bufferMemory);
  }

  #block(
    given: ProducerRecord<K, V>,
    future: RecordFuture,
    obstacle: Obstacle | null,
    startMs: number,
    journey: RecordJourney | undefined,
  ): void {
    const { maxBlockMs } = this.config;
    // Java's caller stands still meanwhile; ours may change its record or its headers for the next send.
    const record = given.headers ? { ...given, headers: [...given.headers] } : { ...given };
    const startedAs = obstacle?.kind;
    let waitingSinceMs = startMs;
    let current = obstacle;
    this.#reportWait(record, obstacle, startMs);
    if (startedAs === 'metadata') this.metadata.requestUpdateForTopic(record.topic);
    this.blockedSends.add({
      topic: record.topic,
      sinceMs: startMs,
      deadlineMs: startMs + maxBlockMs,
      obstacle,
      attempt: (nowMs, buffer) => {
        try {
          if (current?.kind === 'metadata') this.#throwMetadataError(record.topic);
          const next = this.#doSend(record, future, nowMs, buffer, journey);
          if (next && buffer) this.pool.deallocate(buffer); // The partition is gone from metadata: it waits for that now.
          if (next?.kind !== current?.kind) this.#noteWaited(record, current, waitingSinceMs, true, journey, nowMs);
          if (next?.kind === 'metadata') this.metadata.requestUpdateForTopic(record.topic);
          if (next && next.kind !== current?.kind) this.#reportWait(record, next, nowMs);
          if (next?.kind !== current?.kind) waitingSinceMs = nowMs;
          current = next;
          return next;
        } catch (error) {
          if (buffer) this.pool.deallocate(buffer);
          this.#noteWaited(record, current, waitingSinceMs, false, journey, nowMs);
          this.#refuseQueued(future, error, nowMs);
          return null;
        }
      },
      fail: error => {
        const nowMs = this.time.milliseconds();
        this.#noteWaited(record, current, waitingSinceMs, false, journey, nowMs);
        this.#refuseQueued(future, error, nowMs);
      },
      timedOut: at => this.#timeoutError(record, at ?? current),
    });
    this.sender.wakeup();
  }

  #throwMetadataError(topic: string): void {
    const error = this.metadata.takeErrorFor(topic);
    if (error) throw error;
  }

  #timeoutError(record: ProducerRecord<K, V>, obstacle: Obstacle | null): KafkaError {
    const { maxBlockMs } = this.config;
    if (obstacle?.kind === 'memory') return this.pool.exhausted(obstacle.bytes, maxBlockMs);
    const { snapshot } = this.metadata;
    const cause = this.metadata.topicError(record.topic);
    return metadataTimeout(record, snapshot.partitionCount(record.topic), cause, maxBlockMs);
  }

  #reportWait(record: ProducerRecord<K, V>, obstacle: Obstacle | null, atMs: number): void {
    if (obstacle?.kind === 'metadata') this.#observer.on?.({ type: 'metadataWaitStarted', atMs, topic: record.topic });
    else if (obstacle)
      this.#observer.on?.({
        type: 'poolWaitStarted',
        atMs,
        lane: obstacle.lane,
        bytes: obstacle.bytes,
        waiting: this.pool.waiters.length + 1,
      });
  }

  #noteWaited(
    record: ProducerRecord<K, V>,
    obstacle: Obstacle | null,
    sinceMs: number,
    ok: boolean,
    journey: RecordJourney | undefined,
    atMs: number,
  ): void {
    if (!obstacle) return;
    const waitedMs = atMs - sinceMs;
    if (obstacle.kind === 'metadata') {
      if (journey) journey.metadataWaitMs = waitedMs;
      this.#observer.on?.({ type: 'metadataWaitEnded', atMs, topic: record.topic, waitedMs, ok });
    } else {
      if (journey) journey.memoryWaitMs = waitedMs;
      const { lane, bytes } = obstacle;
      this.#observer.on?.({ type: 'poolWaitEnded', atMs, lane, bytes, waitedMs, ok });
    }
  }

  /** An error of the API goes into the future, callback first; anything else is thrown at the caller. */
  #refuse(future: RecordFuture, error: unknown, nowMs: number): void {
    if (!(error instanceof KafkaError) || !error.api) throw error;
    this.#refuseQueued(future, error, nowMs);
  }

  /** Also what Java would have thrown: its caller has long returned. */
  #refuseQueued(future: RecordFuture, error: unknown, nowMs: number): void {
    const reason =
      error instanceof KafkaError ? error : new KafkaError('KafkaException', String(error), { cause: error });
    this.totals.failedRecords++;
    this.totals.lastError = reason.kind;
    this.#observer.on?.({
      type: 'sendRefused',
      atMs: nowMs,
      topic: future.topic,
      error: reason.kind,
      sizeBytes:
        reason instanceof RecordTooLarge
          ? reason.sizeBytes
          : Math.max(0, future.serializedKeySize) + Math.max(0, future.serializedValueSize),
      limitBytes: this.config.maxRequestSize,
    });
    if (future.callback) {
      const { callback } = future;
      this.#runCallback(() => callback(future.metadata(), reason));
    }
    future.fail(reason);
  }

  /** A callback that throws is its author's affair: the others still get theirs. */
  #runCallback(run: () => void): void {
    const outer = this.#inCallback;
    this.#inCallback = true;
    try {
      run();
    } catch (error) {
      this.#observer.on?.({
        type: 'callbackThrew',
        atMs: this.time.milliseconds(),
        error: error instanceof Error ? error.message : String(error),
      });
    } finally {
      this.#inCallback = outer;
    }
  }
}

function noteAppended(
  journey: RecordJourney,
  batch: RecordJourney['batch'],
  openedBatch: boolean,
  memoryWasPooled: boolean,
  atMs: number,
): void {
  journey.batch = batch;
  journey.openedBatch = openedBatch;
  journey.memoryWasPooled = memoryWasPooled;
  journey.memoryWaitMs ??= 0;
  journey.appendedMs = atMs;
}

function closedWhileWaiting(): KafkaError {
  return new KafkaError('KafkaException', 'The producer was closed while a send was in progress.', {
    mayBeWritten: false,
  });
}
