import { KafkaError } from '../common/kafkaError.ts';
import type { ApiVersions } from '../protocol/messages/apiVersions.ts';
import type { Api, ResponseBody } from '../protocol/schema.ts';

export type ApiVersionsResponse = ResponseBody<typeof ApiVersions>;

/** What one broker speaks (Kafka: `NodeApiVersions`). */
export class NodeApiVersions {
  readonly #ranges: ReadonlyMap<number, { readonly min: number; readonly max: number }>;

  constructor(response: ApiVersionsResponse) {
    this.#ranges = new Map(
      response.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { min: minVersion, max: maxVersion }]),
    );
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
