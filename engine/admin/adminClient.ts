import { Metadata } from '../client/metadata.ts';
import { nobody } from '../client/clientObserver.ts';
import { NetworkClient } from '../client/networkClient.ts';
import { ErrorCodes, Errors } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Random } from '../common/random.ts';
import type { Time } from '../common/time.ts';
import { ZERO_UUID } from '../common/uuid.ts';
import { saslLogin } from '../network/saslLogin.ts';
import type { Selectable } from '../network/selectable.ts';
import { CreateTopics } from '../protocol/messages/createTopics.ts';
import { DeleteTopics } from '../protocol/messages/deleteTopics.ts';
import { Metadata as MetadataApi } from '../protocol/messages/metadata.ts';
import type { SaslConfig } from '../security/securityConfig.ts';
import type { Api, RequestInput, ResponseBody } from '../protocol/schema.ts';

export interface AdminClientOptions {
  readonly bootstrapServers: readonly { readonly host: string; readonly port: number }[];
  readonly selector: Selectable;
  readonly time: Time;
  readonly random: Random;
  /** How long a call may take over all its tries (Kafka: `default.api.timeout.ms`). */
  readonly apiTimeoutMs?: number;
  /** Left out: connections are used without telling who we are. TLS is the selector's. */
  readonly sasl?: SaslConfig | null;
}

export interface TopicDescription {
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: readonly {
    readonly partition: number;
    readonly leader: number;
    readonly replicas: readonly number[];
    readonly inSync: readonly number[];
  }[];
}

/** One call: where it may go, what it asks, and what an answer means. */
interface Call {
  readonly name: string;
  readonly deadlineMs: number;
  readonly toController: boolean;
  readonly send: (nodeId: number, nowMs: number) => void;
  readonly reject: (error: Error) => void;
  lastProblem: string;
}

const RETRY_BACKOFF_MS = 100;
/** Answers after which the same call may go well; others, retriable for a producer, are the answer (Kafka: `handleNotControllerError`). */
const RETRIED: ReadonlySet<number> = new Set([ErrorCodes.NOT_CONTROLLER, ErrorCodes.THROTTLING_QUOTA_EXCEEDED]);

/**
 * What "my topics" needs of a cluster (Kafka: `KafkaAdminClient`, a small part): on connections of its own, so that a busy or
 * paused producer does not hold it up. It works only while a call is open; between calls it does nothing.
 */
export class AdminClient {
  readonly #options: AdminClientOptions;
  readonly #metadata: Metadata;
  readonly #client: NetworkClient;
  #waiting: Call[] = [];
  /** Sent, not answered. */
  readonly #open = new Set<Call>();
  #running = false;
  #notBeforeMs = 0;
  #closed = false;

  constructor(options: AdminClientOptions) {
    const { selector, time, random } = options;
    this.#options = options;
    this.#metadata = new Metadata({
      refreshBackoffMs: 100,
      refreshBackoffMaxMs: 1000,
      maxAgeMs: 300_000,
      maxIdleMs: 300_000,
      random,
      observer: nobody,
    });
    this.#metadata.bootstrap(options.bootstrapServers);
    this.#client = new NetworkClient({
      selector,
      metadata: this.#metadata,
      clientId: 'kafka-producer-inspector-admin',
      maxInFlightRequestsPerConnection: 5,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1000,
      connectionSetupTimeoutMs: 10_000,
      connectionSetupTimeoutMaxMs: 30_000,
      requestTimeoutMs: 15_000,
      metadataRecoveryStrategy: 'rebootstrap',
      rebootstrapTriggerMs: 300_000,
      clusterCheckEnable: true,
      sasl: saslLogin(options.sasl ?? null, time),
      time,
      random,
      observer: nobody,
    });
  }

  /** All topics this client may see, by name. */
  async listTopics(): Promise<readonly TopicDescription[]> {
    const { topics } = await this.#call(
      'list topics',
      MetadataApi,
      false,
      () => ({ topics: null, allowAutoTopicCreation: false }),
      () => ErrorCodes.NONE,
    );
    return topics
      .filter(({ errorCode }) => errorCode === 0)
      .map(({ name, isInternal, partitions }) => ({
        name: name ?? '',
        internal: isInternal,
        partitions: partitions
          .map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
            partition: partitionIndex,
            leader: leaderId,
            replicas: replicaNodes,
            inSync: isrNodes,
          }))
          .sort((a, b) => a.partition - b.partition),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** -1 for either number: the broker's default. Rejects with the broker's reason, e.g. TopicExistsException. */
  async createTopic(name: string, partitions: number, replicationFactor: number): Promise<void> {
    const body = {
      topics: [{ name, numPartitions: partitions, replicationFactor, assignments: [], configs: [] }],
      timeoutMs: 15_000,
      validateOnly: false,
    };
    const response = await this.#call(
      'create topic',
      CreateTopics,
      true,
      () => body,
      ({ topics }) => topics[0]?.errorCode ?? 0,
    );
    const { errorCode = 0, errorMessage = null } = response.topics[0] ?? {};
    throwIfError(`Topic ${name} was not created`, errorCode, errorMessage);
  }

  async deleteTopic(name: string): Promise<void> {
    const body = (version: number): RequestInput<typeof DeleteTopics> =>
      version >= 6
        ? { topics: [{ name, topicId: ZERO_UUID }], timeoutMs: 15_000 }
        : { topicNames: [name], timeoutMs: 15_000 };
    const response = await this.#call(
      'delete topic',
      DeleteTopics,
      true,
      body,
      ({ responses }) => responses[0]?.errorCode ?? 0,
    );
    const { errorCode = 0, errorMessage = null } = response.responses[0] ?? {};
    throwIfError(`Topic ${name} was not deleted`, errorCode, errorMessage);
  }

  /** Open calls fail; sockets close. */
  close(): void {
    this.#closed = true;
    this.#failAll(new KafkaError('KafkaException', 'The connection was closed while a call was open.'));
    this.#client.close();
  }

  #call<A extends Api>(
    name: string,
    api: A,
    toController: boolean,
    body: (version: number) => RequestInput<A>,
    codeOf: (response: ResponseBody<A>) => number,
  ): Promise<ResponseBody<A>> {
    return new Promise((resolve, reject) => {
      if (this.#closed)
        return reject(new KafkaError('IllegalStateException', `Cannot ${name}: the connection is closed.`));
      const again = (call: Call, problem: string, nowMs: number): void => {
        call.lastProblem = problem;
        this.#notBeforeMs = nowMs + RETRY_BACKOFF_MS;
        this.#waiting.push(call);
      };
      const call: Call = {
        name,
        toController,
        deadlineMs: this.#options.time.milliseconds() + (this.#options.apiTimeoutMs ?? 15_000),
        reject,
        lastProblem: '',
        send: (nodeId, nowMs) => {
          this.#open.add(call);
          this.#client.send(
            {
              nodeId,
              api,
              body,
              createdMs: nowMs,
              expectResponse: true,
              onComplete: response => {
                this.#open.delete(call);
                if (this.#closed) return;
                if (response.kind === 'unsupportedVersion' || response.kind === 'malformed')
                  return reject(response.error);
                if (response.kind !== 'answered')
                  return again(call, response.kind === 'disconnected' ? response.reason : '', response.receivedMs);
                const code = codeOf(response.body);
                if (code === ErrorCodes.NOT_CONTROLLER) this.#metadata.requestUpdate(true);
                if (RETRIED.has(code) && this.#options.time.milliseconds() < call.deadlineMs)
                  return again(call, Errors.forCode(code).name, response.receivedMs);
                resolve(response.body);
              },
            },
            nowMs,
          );
        },
      };
      this.#waiting.push(call);
      this.#client.wakeup();
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (!this.#closed && (this.#waiting.length > 0 || this.#open.size > 0)) {
        const nowMs = this.#options.time.milliseconds();
        this.#failLate(nowMs);
        if (nowMs >= this.#notBeforeMs) this.#sendWaiting(nowMs);
        await this.#client.poll(RETRY_BACKOFF_MS, nowMs);
        this.#failUnauthenticated(this.#options.time.milliseconds());
      }
    } finally {
      this.#running = false;
    }
  }

  #sendWaiting(nowMs: number): void {
    this.#waiting = this.#waiting.filter(call => {
      const { controllerId } = this.#metadata.snapshot.data;
      const controller =
        call.toController && controllerId !== null ? this.#metadata.snapshot.node(controllerId) : undefined;
      const node = controller ?? this.#client.leastLoadedNode(nowMs).node;
      if (!node || !this.#client.ready(node, nowMs)) return true;
      call.send(node.id, nowMs);
      return false;
    });
  }

  /** More tries would hardly go better, and may lock the account. */
  #failUnauthenticated(nowMs: number): void {
    const failure = this.#client.authenticationFailure(nowMs);
    if (failure) for (const { reject } of this.#waiting.splice(0)) reject(failure);
  }

  #failLate(nowMs: number): void {
    const late = this.#waiting.filter(({ deadlineMs }) => deadlineMs <= nowMs);
    this.#waiting = this.#waiting.filter(call => !late.includes(call));
    for (const { name, reject, lastProblem } of late)
      reject(
        new KafkaError(
          'TimeoutException',
          `Could not ${name} within ${this.#options.apiTimeoutMs ?? 15_000} ms. ${lastProblem || this.#client.connections.lastProblem() || 'No broker answered.'}`,
        ),
      );
  }

  #failAll(error: KafkaError): void {
    for (const { reject } of [...this.#waiting.splice(0), ...this.#open]) reject(error);
    this.#open.clear();
  }
}

function throwIfError(what: string, code: number, brokerMessage: string | null): void {
  if (code === 0) return;
  const { name, exception, message } = Errors.forCode(code);
  throw new KafkaError(exception, `${what}: ${brokerMessage ?? message} (${name}, ${code})`, { code });
}
