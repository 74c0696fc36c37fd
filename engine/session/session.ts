import { AdminClient } from '../admin/adminClient.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Random } from '../common/random.ts';
import type { Time } from '../common/time.ts';
import { Inspector } from '../inspect/inspector.ts';
import { previewStep } from '../inspect/stepPreview.ts';
import type { Selectable } from '../network/selectable.ts';
import { DEFAULT_MAX_FRAME_BYTES, SocketSelector } from '../network/socketSelector.ts';
import type { SocketSelectorOptions } from '../network/socketSelector.ts';
import type { Timers } from '../network/timers.ts';
import { BuiltInPartitioner } from '../producer/builtInPartitioner.ts';
import { KafkaProducer } from '../producer/kafkaProducer.ts';
import { parseProducerConfig } from '../producer/producerConfig.ts';
import { byteArraySerializer } from '../producer/serializer.ts';
import type { Frame } from '../snapshot/frame.ts';
import type { MetricView } from '../snapshot/metrics.ts';
import type { StepPreview } from '../snapshot/session.ts';
import { FrameStream } from './frameStream.ts';
import { LoadGenerator } from './loadGenerator.ts';
import { PassGate } from './passGate.ts';
import { PausableTime } from './pausableTime.ts';
import { payloadBytes } from './payload.ts';
import type { Bytes } from './payload.ts';
import { RecordSender } from './recordSender.ts';
import type {
  ConnectParams,
  LoadOptions,
  LoadReport,
  Prediction,
  SendParams,
  SendReport,
  SessionEvent,
  SessionMethods,
  SessionStatus,
  TopicSummary,
} from './sessionProtocol.ts';
import { StallMeter } from './stallMeter.ts';
import { TransactionOperations } from './transactionOperations.ts';
import type { TransactionOperation } from './transactionOperations.ts';

export interface SessionOptions {
  readonly time: Time;
  readonly timers: Timers;
  readonly random: Random;
  readonly emit: (event: SessionEvent) => void;
  /** Sockets, unless a test puts something else in their place. Called for the producer, then for the admin client. */
  readonly newSelector?: (options: SocketSelectorOptions) => Selectable;
}

const STATUS_INTERVAL_MS = 500;
/** A step waits so long for an answer that may be on its way. */
const STEP_PATIENCE_MS = 30;

/** What exists only while connected. */
interface Connection {
  readonly params: ConnectParams;
  readonly producer: KafkaProducer<Bytes, Bytes>;
  readonly admin: AdminClient;
  readonly inspector: Inspector;
  readonly sender: RecordSender;
  readonly transactions: TransactionOperations;
  readonly frames: FrameStream;
  readonly stopStatus: () => void;
  topics: readonly TopicSummary[];
  announced: boolean;
  load: LoadGenerator | null;
}

/** One producer, watched, and what a user can do with it: the whole of what runs in the session's worker. */
export class Session {
  readonly #options: SessionOptions;
  readonly #time: PausableTime;
  readonly #gate = new PassGate();
  readonly #stalls: StallMeter;
  #connection: Connection | null = null;
  #pausedAtWallMs: number | null = null;
  #lastStep: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#time = new PausableTime(options.time);
    this.#stalls = new StallMeter(options.time, options.timers);
  }

  /** The session as the other side of a protocol sees it. */
  readonly methods: SessionMethods = {
    connect: params => this.#connect(params),
    close: params => this.#close(params.timeoutMs),
    send: params => this.#send(params),
    startLoad: params => this.#startLoad(params),
    stopLoad: () => Promise.resolve(this.#connection?.load?.stop()),
    pause: () => this.#pause(),
    resume: () => this.#resume(),
    step: () => this.#stepInTurn(),
    flush: () => this.#flush(),
    transaction: params => this.#transaction(params.operation),
    watch: params => this.#watch(params.framesPerSecond, params.payloads),
    unwatch: () => this.#unwatch(),
    frameShown: params => Promise.resolve(this.#connection?.frames.shown(params.seq)),
    describe: params => Promise.resolve(this.#connection?.inspector.describe(params.selection) ?? { kind: 'gone' }),
    predict: params => Promise.resolve(this.#predict(params.record)),
    metrics: () => Promise.resolve(this.#metrics()),
    status: () => Promise.resolve(this.#status()),
    listTopics: () => this.#listTopics(),
    createTopic: async params => {
      await this.#connected().admin.createTopic(params.name, params.partitions, params.replicationFactor);
      await this.#topicsChanged();
    },
    deleteTopic: async params => {
      await this.#connected().admin.deleteTopic(params.name);
      await this.#topicsChanged();
    },
  };

  async #connect(params: ConnectParams): Promise<void> {
    if (this.#connection)
      throw new KafkaError(
        'IllegalStateException',
        `Already connected to ${this.#connection.params.name}. Disconnect first.`,
      );
    const properties = { ...params.properties, 'bootstrap.servers': params.bootstrapServers };
    const inspector = new Inspector({ time: this.#time });
    const { connectionsMaxIdleMs, security } = parseProducerConfig(properties);
    const newSelector = this.#options.newSelector ?? (options => new SocketSelector(options));
    const limits = { maxIdleMs: connectionsMaxIdleMs, maxFrameBytes: DEFAULT_MAX_FRAME_BYTES, tls: security.tls };
    // The producer's connections are idle by the producer's time: a pause of an hour must not cost what it was waiting for.
    const selector = newSelector({ ...limits, time: this.#time });
    const producer = new KafkaProducer<Bytes, Bytes>({
      properties,
      keySerializer: byteArraySerializer,
      valueSerializer: byteArraySerializer,
      time: this.#time,
      random: this.#options.random,
      selector,
      observer: inspector.observer,
      beforePass: this.#gate.beforePass,
    });
    inspector.attach(producer);
    for (const warning of producer.config.warnings)
      this.#options.emit({ type: 'log', level: 'warning', message: warning });
    const admin = new AdminClient({
      bootstrapServers: producer.config.bootstrapServers,
      selector: newSelector({ ...limits, time: this.#options.time }),
      time: this.#options.time,
      random: this.#options.random,
      sasl: security.sasl,
    });
    const connection: Connection = {
      params,
      producer,
      admin,
      inspector,
      sender: new RecordSender({
        producer,
        inspector,
        time: this.#time,
        timers: this.#options.timers,
        onTaken: recordId => this.#options.emit({ type: 'recordTaken', recordId }),
      }),
      transactions: new TransactionOperations(producer),
      frames: new FrameStream(
        this.#options.timers,
        () => this.#frame(connection),
        frame => this.#options.emit({ type: 'frame', frame }),
      ),
      stopStatus: this.#reportStatus(() => connection),
      topics: [],
      announced: false,
      load: null,
    };
    this.#connection = connection;
    this.#refreshTopics(connection);
  }

  async #close(timeoutMs: number): Promise<{ unfinishedRecords: number }> {
    const connection = this.#connection;
    if (!connection) return { unfinishedRecords: 0 };
    connection.load?.stop();
    await this.#resume();
    // Those were told when they failed; what the end itself gives up is told by its caller.
    const { failedRecords } = connection.producer.totals;
    await connection.producer.close(timeoutMs);
    connection.stopStatus();
    connection.frames.stop();
    this.#stalls.stop();
    connection.admin.close();
    if (this.#connection === connection) this.#connection = null;
    this.#options.emit({ type: 'status', status: this.#status() });
    const { sentRecords, ackedRecords } = connection.producer.totals;
    return { unfinishedRecords: sentRecords - ackedRecords - failedRecords };
  }

  #send(params: SendParams): Promise<SendReport> {
    const connection = this.#connected();
    const report = connection.sender.send(params);
    const known = new Set(connection.topics.map(({ name }) => name));
    if (params.records.some(({ topic }) => !known.has(topic))) void report.then(() => this.#refreshTopics(connection));
    return report;
  }

  async #startLoad(options: LoadOptions): Promise<LoadReport> {
    const connection = this.#connected();
    if (connection.load) throw new KafkaError('IllegalStateException', 'A load is running already. Stop it first.');
    const load = new LoadGenerator(connection.producer, options, this.#time, this.#options.timers);
    connection.load = load;
    try {
      return await load.run();
    } finally {
      connection.load = null;
      this.#refreshTopics(connection);
    }
  }

  async #pause(): Promise<void> {
    const { producer, frames } = this.#connected();
    if (this.#time.isPaused) return;
    this.#gate.close();
    this.#time.pause();
    this.#pausedAtWallMs = this.#time.wallMilliseconds();
    producer.sender.wakeup();
    frames.now();
  }

  async #resume(): Promise<void> {
    this.#time.resume();
    this.#pausedAtWallMs = null;
    this.#gate.open();
    this.#connection?.frames.now();
  }

  /** Steps asked for at once are made one after the other: what a step is depends on what the one before has done. */
  #stepInTurn(): Promise<void> {
    const step = this.#lastStep.then(() => this.#step());
    this.#lastStep = step.catch(() => undefined);
    return step;
  }

  /** One pass of the sender. Time moves as far as the preview said; an answer that is due is waited for, briefly. */
  async #step(): Promise<void> {
    const { producer, frames } = this.#connected();
    if (!this.#time.isPaused)
      throw new KafkaError('IllegalStateException', 'Pause the sender first; then it can be stepped.');
    this.#time.advance(this.#preview().advancesMs);
    const passed = this.#gate.release();
    const stopWaiting = this.#options.timers.schedule(STEP_PATIENCE_MS, () => producer.sender.wakeup());
    await passed;
    stopWaiting();
    frames.now();
  }

  async #flush(): Promise<{ waitedMs: number }> {
    const { producer } = this.#connected();
    const startMs = this.#time.milliseconds();
    await producer.flush();
    return { waitedMs: this.#time.milliseconds() - startMs };
  }

  async #transaction(operation: TransactionOperation): Promise<void> {
    const { transactions, frames } = this.#connected();
    try {
      await transactions.run(operation);
    } finally {
      frames.now();
    }
  }

  async #watch(framesPerSecond: number, payloads: boolean): Promise<void> {
    const { inspector, frames } = this.#connected();
    inspector.watch({ payloads });
    this.#stalls.start();
    frames.start(framesPerSecond);
  }

  async #unwatch(): Promise<void> {
    this.#connection?.frames.stop();
    this.#connection?.inspector.unwatch();
    this.#stalls.stop();
  }

  #frame(connection: Connection): Frame {
    const { params, producer, inspector, load, topics } = connection;
    return inspector.nextFrame({
      connectionName: params.name,
      bootstrapServers: params.bootstrapServers.split(',').map(server => server.trim()),
      securityProtocol: producer.config.securityProtocol,
      connected: connection.announced,
      run: this.#time.isPaused ? 'paused' : 'running',
      pausedAtWallMs: this.#pausedAtWallMs,
      stepPreview: this.#time.isPaused ? this.#preview() : null,
      load: load?.view() ?? null,
      clusterTopics: topics
        .filter(({ internal }) => !internal)
        .map(({ name, partitions }) => ({ name, partitions: partitions.length })),
      stallMs: this.#stalls.longestMs(),
    });
  }

  #preview(): StepPreview {
    const { producer } = this.#connected();
    return previewStep(producer, this.#time.milliseconds(), producer.client.hasPendingEvents());
  }

  /** Where the record would go now, without sending it or moving the sticky partition. */
  /** NaN is no JSON. */
  #metrics(): readonly MetricView[] {
    const metrics = this.#connection?.producer.metrics() ?? [];
    return metrics.map(metric => ({ ...metric, value: Number.isNaN(metric.value) ? null : metric.value }));
  }

  #predict(record: SendParams['records'][number]): Prediction {
    const { producer, topics } = this.#connected();
    const count =
      producer.metadata.snapshot.partitionCount(record.topic) ??
      topics.find(({ name }) => name === record.topic)?.partitions.length;
    if (count === undefined) return { kind: 'unknownTopic' };
    if (record.partition !== undefined) return { kind: 'partition', partition: record.partition, by: 'explicit' };
    if (producer.roundRobin && producer.metadata.snapshot.partitionCount(record.topic) === undefined)
      return { kind: 'unknownTopic' }; // How many are available is asked at the first send.
    if (producer.roundRobin)
      return {
        kind: 'partition',
        partition: producer.roundRobin.peek(record.topic, producer.metadata.snapshot),
        by: 'roundRobin',
      };
    const key = payloadBytes(record.key, 'The key');
    if (key !== null && !producer.config.partitionerIgnoreKeys)
      return { kind: 'partition', partition: BuiltInPartitioner.partitionForKey(key, count), by: 'keyHash' };
    const partitioner = producer.accumulator.partitioner(record.topic);
    return {
      kind: 'sticky',
      partition: partitioner?.currentPartition ?? -1,
      producedBytes: partitioner?.producedBytes ?? 0,
      batchSizeBytes: producer.config.batchSize,
    };
  }

  async #listTopics(): Promise<readonly TopicSummary[]> {
    const connection = this.#connected();
    connection.topics = await connection.admin.listTopics();
    return connection.topics;
  }

  async #topicsChanged(): Promise<void> {
    await this.#listTopics();
    this.#options.emit({ type: 'topicsChanged' });
  }

  /** In the background; a failure shows in the connection's own state. */
  #refreshTopics(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#topicsChanged().catch((error: unknown) =>
      this.#options.emit({
        type: 'log',
        level: 'warning',
        message: `Topics could not be listed: ${error instanceof Error ? error.message : String(error)}`,
      }),
    );
  }

  /** Twice a second while connected: the status bar's numbers, and once the first answer of the cluster. */
  #reportStatus(connection: () => Connection): () => void {
    let cancel: () => void = () => undefined;
    let last = '';
    const report = (): void => {
      cancel = this.#options.timers.schedule(STATUS_INTERVAL_MS, report);
      const status = this.#status();
      if (!connection().announced && status.state === 'connected') this.#announce(connection());
      const text = JSON.stringify(status);
      if (text !== last) this.#options.emit({ type: 'status', status });
      last = text;
    };
    cancel = this.#options.timers.schedule(20, report);
    return () => cancel();
  }

  #announce(connection: Connection): void {
    connection.announced = true;
    const { nodes, data } = connection.producer.metadata.snapshot;
    this.#options.emit({ type: 'connected', brokers: nodes.length, clusterId: data.clusterId });
    if (connection.topics.length === 0) this.#refreshTopics(connection);
  }

  #status(): SessionStatus {
    const connection = this.#connection;
    if (!connection)
      return {
        state: 'idle',
        run: 'running',
        freePoolBytes: 0,
        totalPoolBytes: 0,
        inFlightRequests: 0,
        onTheWay: 0,
        transaction: null,
      };
    const state =
      connection.producer.metadata.snapshot.data.bootstrap && !connection.announced ? 'connecting' : 'connected';
    return { state, run: this.#time.isPaused ? 'paused' : 'running', ...connection.inspector.status() };
  }

  #connected(): Connection {
    if (!this.#connection)
      throw new KafkaError(
        'IllegalStateException',
        'Not connected. Connect to a cluster, or start the practice cluster.',
      );
    return this.#connection;
  }
}
