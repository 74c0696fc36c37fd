import type { Metadata } from '../client/metadata.ts';
import type { NetworkClient } from '../client/networkClient.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Random } from '../common/random.ts';
import { systemRandom } from '../common/systemRandom.ts';
import { systemTime } from '../common/systemTime.ts';
import type { Time } from '../common/time.ts';
import type { NameService } from '../network/bootstrapNames.ts';
import type { Selectable } from '../network/selectable.ts';
import { DEFAULT_MAX_FRAME_BYTES, SocketSelector } from '../network/socketSelector.ts';
import {
  accumulatorOf,
  bootstrapOf,
  clientOf,
  metadataOf,
  metricsOf,
  poolOf,
  senderOf,
  transactionManagerOf,
} from './assembly.ts';
import { BlockedSends } from './blockedSends.ts';
import type { Obstacle } from './blockedSends.ts';
import type { BufferPool } from './bufferPool.ts';
import { CallbackRunner } from './callbackRunner.ts';
import { MeteredSelector } from './metrics/meteredSelector.ts';
import type { ProducerMetric } from './metrics/metricRegistry.ts';
import type { ProducerMetrics } from './metrics/producerMetrics.ts';
import { parseProducerConfig } from './producerConfig.ts';
import type { ProducerConfig } from './producerConfig.ts';
import { nobody } from './producerObserver.ts';
import type { ProducerObserver } from './producerObserver.ts';
import { InterceptedFuture, ProducerInterceptors } from './producerInterceptors.ts';
import type { ProducerInterceptor } from './producerInterceptors.ts';
import type { ProducerRecord } from './producerRecord.ts';
import type { RecordAccumulator } from './recordAccumulator.ts';
import { ProduceRequestResult } from './produceRequestResult.ts';
import { RecordFuture } from './recordFuture.ts';
import type { Callback } from './recordFuture.ts';
import type { RecordJourney } from './recordJourney.ts';
import { RoundRobinPartitioner } from './roundRobinPartitioner.ts';
import { ensureNotNegative, ensureTopic, RecordTooLarge } from './sendErrors.ts';
import type { Sender } from './sender.ts';
import { newTotals } from './senderTotals.ts';
import { SendSteps } from './sendSteps.ts';
import type { Serializer } from './serializer.ts';
import type { TransactionManager } from './transactionManager.ts';
import type { ConsumerGroupMetadata, OffsetToCommit } from './transactions/offsetsToCommit.ts';
import { TransactionalApi } from './transactions/transactionalApi.ts';
import { WaitingSend } from './waitingSend.ts';
import type { WaitingSendContext } from './waitingSend.ts';

export interface KafkaProducerOptions<K, V> {
  /** Java's keys and values, as in a .properties file. */
  readonly properties: Readonly<Record<string, string>>;
  readonly keySerializer: Serializer<K>;
  readonly valueSerializer: Serializer<V>;
  /** In the order in which they see a record. */
  readonly interceptors?: readonly ProducerInterceptor<K, V>[];
  readonly time?: Time;
  readonly random?: Random;
  readonly selector?: Selectable;
  /** Where the names of bootstrap.servers are looked up, if that is to be done before anything else; the selector has its own. */
  readonly names?: NameService;
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
  /** Null: the built-in partitioner chooses. */
  readonly roundRobin: RoundRobinPartitioner | null;

  readonly #steps: SendSteps<K, V>;
  readonly #waitingSends: WaitingSendContext<K, V>;
  readonly #transactions: TransactionalApi;
  readonly #callbacks: CallbackRunner;
  readonly #interceptors: ProducerInterceptors<K, V> | null;
  readonly #metrics: ProducerMetrics;
  readonly #observer: ProducerObserver;
  readonly #beforePass: () => Promise<void> | null;
  readonly #finished: Promise<void>;
  #running = true;
  #closeDeadlineMs = Infinity;

  constructor(options: KafkaProducerOptions<K, V>) {
    const config = parseProducerConfig(options.properties);
    const { time = systemTime, random = systemRandom, observer = nobody } = options;
    this.config = config;
    this.time = time;
    this.clientId = config.clientId || `producer-${++generatedClientIds}`;
    this.selector =
      options.selector ??
      new SocketSelector({
        maxIdleMs: config.connectionsMaxIdleMs,
        maxFrameBytes: DEFAULT_MAX_FRAME_BYTES,
        tls: config.security.tls,
      });
    this.#observer = observer;
    this.#callbacks = new CallbackRunner(time, observer);
    this.#interceptors = options.interceptors?.length
      ? new ProducerInterceptors(options.interceptors, time, observer)
      : null;
    this.#beforePass = options.beforePass ?? (() => null);

    this.metadata = metadataOf(config, { random, observer });
    this.transactionManager = transactionManagerOf(config, observer, {
      topics: {
        topicId: topic => this.metadata.snapshot.topic(topic)?.topicId ?? null,
        requestUpdate: () => this.metadata.requestUpdate(false),
      },
      features: () => this.client.finalizedFeatures,
      now: () => time.milliseconds(),
    });
    this.pool = poolOf(config);
    const { metadata, transactionManager, pool, clientId, totals } = this;
    const metrics = metricsOf(config, { clientId, time, metadata, pool, inFlight: () => this.client.inFlight });
    this.#metrics = metrics;
    this.accumulator = accumulatorOf(config, {
      pool,
      transactionManager,
      random,
      observer,
      callbacks: this.#callbacks,
    });
    const { accumulator } = this;
    this.client = clientOf(config, {
      selector: new MeteredSelector(this.selector, metrics.network, time),
      metadata,
      bootstrap: bootstrapOf(config, options.names),
      clientId,
      time,
      random,
      observer,
      meter: metrics.network,
    });
    this.blockedSends = new BlockedSends(pool, () => time.milliseconds());
    this.#transactions = new TransactionalApi({
      manager: transactionManager,
      metadata,
      blockedSends: this.blockedSends,
      maxBlockMs: config.maxBlockMs,
      time,
      wakeSender: () => this.sender.wakeup(),
    });
    metadata.onChange = () => {
      this.blockedSends.retryMetadata();
      this.#transactions.metadataChanged();
    };
    this.sender = senderOf(config, {
      client: this.client,
      metadata,
      accumulator,
      transactionManager,
      time,
      observer,
      totals,
      metrics: metrics.sender,
      waiting: {
        expire: nowMs => {
          this.blockedSends.expire(nowMs);
          this.#transactions.expire(nowMs);
        },
        nextDeadlineMs: () =>
          Math.min(this.blockedSends.nextDeadlineMs(), this.#transactions.nextDeadlineMs(), this.#closeDeadlineMs),
        hasSends: () => this.blockedSends.count > 0,
      },
    });
    this.roundRobin = config.partitionerClass === null ? null : new RoundRobinPartitioner();
    const { keySerializer, valueSerializer } = options;
    this.#steps = new SendSteps({
      config,
      keySerializer,
      valueSerializer,
      roundRobin: this.roundRobin,
      metadata,
      accumulator,
      transactionManager,
      totals,
      time,
      wakeSender: () => this.sender.wakeup(),
    });
    this.#waitingSends = {
      steps: this.#steps,
      metadata,
      pool,
      connectionProblem: () => this.client.lastProblem,
      maxBlockMs: config.maxBlockMs,
      observer,
      metrics,
      ensureStillOpen: config.transactionalId === null ? null : () => transactionManager?.calls.ensureStillOpen(),
      refuse: (record, future, error, nowMs) => this.#refuseQueued(record, future, error, nowMs),
    };
    this.#finished = this.#run();
  }

  /**
   * Kafka: `send`. What Java would put into the future (an ApiException) is in ours; what it would throw is thrown: a closed
   * producer, a value no serializer takes, a partition below 0. The callback runs exactly once in the first case, never in the second.
   */
  send(record: ProducerRecord<K, V>, callback?: Callback, journey?: RecordJourney): RecordFuture {
    ensureTopic(record.topic);
    ensureNotNegative('partition', 'Partition number', record.partition);
    ensureNotNegative('timestamp', 'Timestamp', record.timestampMs);
    if (!this.#interceptors) return this.#doSend(record, new RecordFuture(callback), journey);
    const intercepted = this.#interceptors.onSend(record);
    try {
      return this.#doSend(intercepted, new InterceptedFuture(this.#interceptors, intercepted, callback), journey);
    } catch (error) {
      this.#interceptors.onSendError(intercepted, error);
      throw error;
    }
  }

  #doSend(record: ProducerRecord<K, V>, future: RecordFuture, journey: RecordJourney | undefined): RecordFuture {
    this.#ensureOpen();
    const nowMs = this.time.milliseconds();
    try {
      if (this.config.transactionalId !== null) this.transactionManager?.calls.ensureReadyForSend();
      if (this.blockedSends.holds(record.topic)) this.#block(record, future, null, nowMs, journey);
      else {
        const obstacle = this.#steps.run(record, future, nowMs, null, journey);
        if (obstacle) this.#block(record, future, obstacle, nowMs, journey);
      }
    } catch (error) {
      this.#refuse(record, future, error, nowMs);
    }
    this.totals.sentRecords++;
    return future;
  }

  /** Resolves when sends can be taken without waiting again, null if they can now. */
  whenUnblocked(): Promise<void> | null {
    return this.blockedSends.whenUnblocked();
  }

  /** Kafka: `metrics`: every metric of Java's producer by its JMX name, with its value of this moment. */
  metrics(): readonly ProducerMetric[] {
    return this.#metrics.list();
  }

  /** Kafka: `flush`: everything sent before is sent without linger; resolves when all of it is answered. */
  async flush(): Promise<void> {
    if (this.#callbacks.isRunning)
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
      const atMs = this.time.milliseconds();
      this.#metrics.calls.took('flush', atMs - startMs, atMs);
      this.#observer.on?.({ type: 'flushEnded', atMs, waitedMs: atMs - startMs });
    }
  }

  /**
   * Kafka: `initTransactions`. Once, before the first transaction: fences whoever used this transactional.id before, and ends what that
   * left open. As with all calls here that give a promise: rejected with a TimeoutException after max.block.ms, and then only the same
   * call may follow.
   */
  async initTransactions(): Promise<void> {
    this.#ensureOpen();
    await this.#metrics.calls.of('init', () => this.#transactions.init());
  }

  /** Kafka: `beginTransaction`. Local; throws where Java does. */
  beginTransaction(): void {
    this.#ensureOpen();
    const startMs = this.time.milliseconds();
    this.#transactions.begin();
    this.#metrics.calls.took('begin', this.time.milliseconds() - startMs, startMs);
  }

  /** Kafka: `sendOffsetsToTransaction`: the group's offsets count when the transaction is committed. */
  async sendOffsetsToTransaction(offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata): Promise<void> {
    this.#ensureOpen();
    await this.#metrics.calls.of('sendOffsets', () => this.#transactions.sendOffsets(offsets, group));
  }

  /** Kafka: `commitTransaction`: sends what lingers, waits for its answers, then ends the transaction. */
  async commitTransaction(): Promise<void> {
    this.#ensureOpen();
    await this.#metrics.calls.of('commit', () => this.#transactions.commit());
  }

  /** Kafka: `abortTransaction`: what has not been sent never is, and fails with a TransactionAbortedException. */
  async abortTransaction(): Promise<void> {
    this.#ensureOpen();
    await this.#metrics.calls.of('abort', () => this.#transactions.abort());
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
    const deadlineMs = this.time.milliseconds() + (this.#callbacks.isRunning ? 0 : timeoutMs);
    this.#closeDeadlineMs = Math.min(this.#closeDeadlineMs, deadlineMs);
    this.sender.wakeup();
    await this.#finished;
  }

  #ensureOpen(): void {
    if (!this.#running)
      throw new KafkaError('IllegalStateException', 'Cannot perform operation after producer has been closed');
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
      while (this.#running || (this.time.milliseconds() < this.#closeDeadlineMs && this.#hasUnfinished())) {
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

  /** After close: also a transaction that is open, which is aborted. */
  #hasUnfinished(): boolean {
    if (!this.sender.isIdle) return true;
    const { transactionManager } = this;
    if (!transactionManager?.hasOngoingTransaction) return false;
    if (transactionManager.isCompleting) return true;
    try {
      transactionManager.calls.beginAbort();
      return true;
    } catch {
      return false; // Not in its state, for example because another call is not finished: the broker's timeout will abort it.
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
    this.transactionManager?.close();
    this.pool.close();
    this.sender.close();
    this.#interceptors?.close();
    this.#observer.on?.({ type: 'closed', atMs: nowMs, unfinishedRecords });
  }

  #block(
    record: ProducerRecord<K, V>,
    future: RecordFuture,
    obstacle: Obstacle | null,
    nowMs: number,
    journey: RecordJourney | undefined,
  ): void {
    this.blockedSends.add(new WaitingSend(this.#waitingSends, record, future, obstacle, nowMs, journey));
    this.sender.wakeup();
  }

  /** An error of the API goes into the future, callback first; anything else is thrown at the caller. */
  #refuse(record: ProducerRecord<K, V>, future: RecordFuture, error: unknown, nowMs: number): void {
    if (error instanceof KafkaError && error.api) return this.#refuseQueued(record, future, error, nowMs);
    this.#countFailure(error, nowMs);
    throw error;
  }

  /** Of what Java lets out of `send` only its own exceptions count as failed records. */
  #countFailure(error: unknown, nowMs: number): void {
    if (error instanceof KafkaError && !error.kind.startsWith('Illegal')) this.#metrics.sender.sendFailed(nowMs);
  }

  /** Also what Java would have thrown: its caller has long returned. */
  #refuseQueued({ topic, partition }: ProducerRecord<K, V>, future: RecordFuture, error: unknown, nowMs: number): void {
    const reason =
      error instanceof KafkaError ? error : new KafkaError('KafkaException', String(error), { cause: error });
    this.totals.failedRecords++;
    this.totals.lastError = reason.kind;
    this.#countFailure(error, nowMs);
    if (reason.api && this.transactionManager?.hasOngoingTransaction)
      this.transactionManager.transitionToErrorState(reason, 'user');
    this.#observer.on?.({
      type: 'sendRefused',
      atMs: nowMs,
      topic,
      error: reason.kind,
      sizeBytes: reason instanceof RecordTooLarge ? reason.sizeBytes : 0,
      limitBytes: this.config.maxRequestSize,
    });
    const refusal = ProduceRequestResult.refused(topic, partition ?? -1, reason);
    future.bind(refusal, 0);
    const callback = future.refusalCallback;
    if (callback) this.#callbacks.run(callback, future.metadata(), reason);
    refusal.release();
  }
}

function closedWhileWaiting(): KafkaError {
  return new KafkaError('KafkaException', 'The producer was closed while a send was in progress.', {
    mayBeWritten: false,
  });
}
