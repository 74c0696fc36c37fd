import { Errors } from '../../engine/common/errors.ts';
import type { ErrorName } from '../../engine/common/errors.ts';
import { topicPartitionName } from '../../engine/common/topicPartition.ts';
import { AddOffsetsToTxn } from '../../engine/protocol/messages/addOffsetsToTxn.ts';
import { AddPartitionsToTxn } from '../../engine/protocol/messages/addPartitionsToTxn.ts';
import { EndTxn } from '../../engine/protocol/messages/endTxn.ts';
import { FindCoordinator } from '../../engine/protocol/messages/findCoordinator.ts';
import { InitProducerId } from '../../engine/protocol/messages/initProducerId.ts';
import { TxnOffsetCommit } from '../../engine/protocol/messages/txnOffsetCommit.ts';
import type { Api, RequestBody, ResponseInput } from '../../engine/protocol/schema.ts';
import type { RecordedSend } from './scriptedSelector.ts';

const apis = { FindCoordinator, InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, TxnOffsetCommit, EndTxn } as const;
export type CoordinatedApi = keyof typeof apis;
const names = Object.keys(apis) as CoordinatedApi[];

export interface CoordinatedRequest {
  readonly api: CoordinatedApi;
  readonly version: number;
  readonly nodeId: number;
  readonly atMs: number;
  readonly body: RequestBody<Api>;
}

/**
 * Coordinators that a test plays: every request of a transaction succeeds unless the test says otherwise (`fail`), and is noted in
 * `seen`. The producer id is 7000, its epoch rises with each InitProducerId and, under V2, with each EndTxn.
 */
export class ScriptedCoordinator {
  readonly producerId = 7000n;
  readonly seen: CoordinatedRequest[] = [];
  /** Where both coordinators are. */
  nodeId = 1;
  /** The finalized level of transaction.version; 0: the feature is not there. */
  transactionVersion = 0;
  featuresEpoch = 1n;
  epoch = -1;
  /** A transaction has ended: its markers are written before the answer leaves. */
  onEnd: (committed: boolean) => void = () => undefined;
  /** Partitions that AddPartitionsToTxn has put into the transaction of now, as `topic-partition`. */
  readonly added = new Set<string>();
  readonly #maxVersions = new Map<string, number>();
  readonly #failures = new Map<CoordinatedApi, number[]>();

  /** The next `times` answers of the API carry this error. */
  fail(api: CoordinatedApi, error: ErrorName, times = 1): void {
    const codes = this.#failures.get(api) ?? [];
    for (let i = 0; i < times; i++) codes.push(Errors.forName(error).code);
    this.#failures.set(api, codes);
  }

  speaksUpTo(api: CoordinatedApi, version: number): void {
    this.#maxVersions.set(api, version);
  }

  of(api: CoordinatedApi): readonly CoordinatedRequest[] {
    return this.seen.filter(each => each.api === api);
  }

  get apisSeen(): readonly string[] {
    return this.seen.map(({ api }) => api);
  }

  apiVersions(): { apiKey: number; minVersion: number; maxVersion: number }[] {
    return names.map(name => ({
      apiKey: apis[name].key,
      minVersion: 0,
      maxVersion: this.#maxVersions.get(name) ?? (name === 'InitProducerId' ? 5 : apis[name].maxVersion),
    }));
  }

  features() {
    if (this.transactionVersion === 0) return {};
    const level = this.transactionVersion;
    return {
      finalizedFeaturesEpoch: this.featuresEpoch,
      finalizedFeatures: [{ name: 'transaction.version', maxVersionLevel: level, minVersionLevel: level }],
    };
  }

  answer(
    { key, header, body }: RecordedSend['request'],
    nodeId: number,
    atMs: number,
  ): { readonly api: Api; readonly body: ResponseInput<Api> } | null {
    const api = names.find(name => apis[name].key === key);
    if (!api) return null;
    this.seen.push({ api, version: header.apiVersion, nodeId, atMs, body: body as RequestBody<Api> });
    const errorCode = this.#failures.get(api)?.shift() ?? 0;
    return { api: apis[api], body: this.#body(api, header.apiVersion, body, errorCode) as ResponseInput<Api> };
  }

  #body(api: CoordinatedApi, version: number, body: unknown, errorCode: number): object {
    switch (api) {
      case 'FindCoordinator':
        return this.#found(version, body as RequestBody<typeof FindCoordinator>, errorCode);
      case 'InitProducerId':
        if (errorCode === 0) this.epoch++;
        return { errorCode, producerId: errorCode === 0 ? this.producerId : -1n, producerEpoch: this.epoch };
      case 'AddPartitionsToTxn':
        if (errorCode === 0)
          for (const { name, partitions } of (body as RequestBody<typeof AddPartitionsToTxn>).v3AndBelowTopics)
            for (const partition of partitions) this.added.add(topicPartitionName(name, partition));
        return {
          throttleTimeMs: 0,
          resultsByTopicV3AndBelow: (body as RequestBody<typeof AddPartitionsToTxn>).v3AndBelowTopics.map(
            ({ name, partitions }) => ({
              name,
              resultsByPartition: partitions.map(partitionIndex => ({ partitionIndex, partitionErrorCode: errorCode })),
            }),
          ),
        };
      case 'AddOffsetsToTxn':
        return { throttleTimeMs: 0, errorCode };
      case 'TxnOffsetCommit':
        return {
          throttleTimeMs: 0,
          topics: (body as RequestBody<typeof TxnOffsetCommit>).topics.map(({ name, topicId, partitions }) => ({
            ...(version >= 6 ? { topicId } : { name }),
            partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
          })),
        };
      case 'EndTxn':
        if (errorCode === 0) {
          this.added.clear();
          this.onEnd((body as RequestBody<typeof EndTxn>).committed);
        }
        if (errorCode === 0 && version >= 5) this.epoch++;
        return {
          throttleTimeMs: 0,
          errorCode,
          ...(version >= 5 && errorCode === 0 ? { producerId: this.producerId, producerEpoch: this.epoch } : {}),
        };
    }
  }

  #found(version: number, { coordinatorKeys: [key] }: RequestBody<typeof FindCoordinator>, errorCode: number) {
    const where = { nodeId: this.nodeId, host: `broker-${this.nodeId}`, port: 9092, errorCode, errorMessage: null };
    return version < 4 ? where : { coordinators: [{ key: key ?? '', ...where }] };
  }
}
