import type { PracticeSecurity } from '../practice/security/practiceSecurity.ts';

/** What the extension host and the practice cluster's worker say to each other. */
export type PracticeMethods = {
  /** Resolves once every broker answers. Port 0: any free one. `clientProperties`: what a client needs beside the addresses. */
  start: (params: PracticeOptions) => Promise<{
    readonly bootstrapServers: string;
    readonly clientProperties: Readonly<Record<string, string>>;
  }>;
  stop: (params: null) => Promise<void>;
  describe: (params: null) => Promise<PracticeView>;
  stopBroker: (params: { readonly node: number }) => Promise<void>;
  startBroker: (params: { readonly node: number }) => Promise<void>;
  /** Every response of this broker (null: of all) waits this long before it is written; 0 ends it. */
  delayResponses: (params: { readonly node: number | null; readonly delayMs: number }) => Promise<void>;
  /** The next `count` requests of the API are answered with the error code, in every partition or topic they name. */
  failNext: (params: {
    readonly node: number | null;
    readonly api: number;
    readonly errorCode: number;
    readonly count: number;
  }) => Promise<void>;
  setAutoCreateTopics: (params: { readonly enabled: boolean }) => Promise<void>;
};

export interface PracticeOptions {
  readonly brokers: number;
  readonly port: number;
  readonly autoCreateTopics: boolean;
  readonly defaultPartitions: number;
  readonly retentionBytes: number;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: number;
    readonly replicationFactor: number;
  }[];
  /** Left out or null: plaintext. */
  readonly security?: PracticeSecurity | null;
}

export interface PracticeView {
  readonly clusterId: string;
  readonly brokers: readonly {
    readonly node: number;
    readonly port: number;
    readonly up: boolean;
    readonly delayMs: number;
  }[];
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly leader: number;
      readonly epoch: number;
      readonly replicas: readonly number[];
      readonly inSync: readonly number[];
      readonly logStartOffset: number;
      readonly lastStableOffset: number;
      readonly highWatermark: number;
      readonly logEndOffset: number;
      readonly bytes: number;
    }[];
  }[];
  readonly groups: readonly {
    readonly groupId: string;
    /** The broker that coordinates it; −1: none is up. */
    readonly coordinator: number;
    readonly state: string;
    readonly generation: number;
    readonly members: readonly string[];
  }[];
  readonly transactions: readonly {
    readonly transactionalId: string;
    readonly coordinator: number;
    readonly state: string;
    readonly producerId: string;
    readonly producerEpoch: number;
    /** By name, as `orders-4`; empty while no transaction is open. */
    readonly partitions: readonly string[];
  }[];
}

export type PracticeEvent =
  | { readonly type: 'changed' }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warning' | 'error'; readonly message: string };
