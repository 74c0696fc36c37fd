import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, int64, string, struct } from '../schema.ts';

/**
 * The first request on a connection: which APIs and versions the peer speaks. A version the broker does not know is
 * answered as version 0 with error 35, list included. 3 names the client software, 4 allows features with minimum 0,
 * 5 carries cluster id and node id, so that a misrouted connection is noticed (error 129).
 */
export const ApiVersions = defineApi({
  key: ApiKeys.API_VERSIONS,
  name: 'ApiVersions',
  versions: [0, 5],
  flexibleFrom: 3,
  request: {
    clientSoftwareName: string({ since: 3, ignorable: true }),
    clientSoftwareVersion: string({ since: 3, ignorable: true }),
    clusterId: string({ since: 5, nullableSince: 5, default: null, ignorable: true }),
    nodeId: int32({ since: 5, default: -1, ignorable: true }),
  },
  response: {
    errorCode: int16(),
    apiKeys: array(
      struct({
        apiKey: int16(),
        minVersion: int16(),
        maxVersion: int16(),
      }),
    ),
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    supportedFeatures: array(
      struct({
        name: string(),
        minVersion: int16(),
        maxVersion: int16(),
      }),
      { since: 3, tag: 0, ignorable: true },
    ),
    finalizedFeaturesEpoch: int64({ since: 3, tag: 1, default: -1n, ignorable: true }),
    finalizedFeatures: array(
      struct({
        name: string(),
        maxVersionLevel: int16(),
        minVersionLevel: int16(),
      }),
      { since: 3, tag: 2, ignorable: true },
    ),
    zkMigrationReady: bool({ since: 3, tag: 3, ignorable: true }),
  },
});
