import { KafkaError } from '../common/kafkaError.ts';
import type { ApiVersions } from '../protocol/messages/apiVersions.ts';
import type { Api, ResponseBody } from '../protocol/schema.ts';

export type ApiVersionsResponse = ResponseBody<typeof ApiVersions>;

/** Feature levels that the cluster has agreed on (KIP-584). */
export interface FinalizedFeatures {
  /** Rises with each change; -1: no broker has told. */
  readonly epoch: bigint;
  readonly levels: ReadonlyMap<string, number>;
}

export const noFeatures: FinalizedFeatures = { epoch: -1n, levels: new Map() };

/** What one broker speaks (Kafka: `NodeApiVersions`). */
export class NodeApiVersions {
  readonly features: FinalizedFeatures;
  readonly #ranges: ReadonlyMap<number, { readonly min: number; readonly max: number }>;

  constructor(response: ApiVersionsResponse) {
    this.features = {
      epoch: response.finalizedFeaturesEpoch,
      levels: new Map(response.finalizedFeatures.map(({ name, maxVersionLevel }) => [name, maxVersionLevel])),
    };
    this.#ranges = new Map(
      response.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { min: minVersion, max: maxVersion }]),
    );
  }

  /** The newest version of it that the broker speaks; -1: none. */
  maxVersion(apiKey: number): number {
    return this.#ranges.get(apiKey)?.max ?? -1;
  }

  /** The highest version both sides speak. Throws UnsupportedVersionException naming both ranges. */
  latestUsableVersion(
    api: Api,
    min = api.minVersion,
    max = api.latestVersionUnstable ? api.maxVersion - 1 : api.maxVersion,
  ): number {
    const range = this.#ranges.get(api.key);
    if (!range)
      throw new KafkaError('UnsupportedVersionException', `The broker does not support ${api.name}.`, { code: 35 });
    const version = Math.min(max, range.max);
    if (version < Math.max(min, range.min))
      throw new KafkaError(
        'UnsupportedVersionException',
        `The broker supports ${api.name} versions ${range.min} to ${range.max}, we need ${min} to ${max}.`,
        { code: 35 },
      );
    return version;
  }
}
