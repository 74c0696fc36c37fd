/**
 * ApiVersions v0–5. What is not listed here is not served. An unknown version is answered in the layout of v0 with
 * UNSUPPORTED_VERSION and the list, so that the client can ask again (practiceConnection.ts).
 *
 * v5 may name the cluster and node the client means: another one is answered with REBOOTSTRAP_REQUIRED, one of the two alone with
 * INVALID_REQUEST. Of the features those are announced that hold here: metadata.version and transaction.version (2: Transactions V2; a
 * feature at level 0 is not finalized), but not group.version, as groups have the classic protocol only.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { ApiVersions } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { ApiHandler, RequestContext } from '../apiHandler.ts';
import { transactionVersions } from '../practiceSettings.ts';

/** What Apache Kafka 4.4.0 supports. */
const features = [
  { name: 'metadata.version', min: 7, max: 33 },
  { name: 'transaction.version', ...transactionVersions },
] as const;
/** Older clients cannot read a feature whose lowest version is 0, so they are not shown it. */
const knowsVersionZero = 4;

export type ApiVersionsResponse = ResponseInput<typeof ApiVersions>;

/** `served`: every handler, this one included. */
export function apiVersions(served: () => readonly ApiHandler[]): ApiHandler {
  return defineHandler({
    api: ApiVersions,
    handle(request, context) {
      const errorCode = misrouted(request, context);
      if (errorCode !== 0) return { errorCode, apiKeys: [], throttleTimeMs: 0 };
      if (context.apiVersion < 3) return { errorCode, apiKeys: keyList(served()), throttleTimeMs: 0 };
      return {
        errorCode,
        apiKeys: keyList(served()),
        throttleTimeMs: 0,
        supportedFeatures: supportedFeatures(context.apiVersion),
        finalizedFeaturesEpoch: BigInt(context.state.controller.metadataOffset),
        finalizedFeatures: finalizedFeatures(context.state.transactionVersion),
      };
    },
    refuse: (_request, errorCode) => ({ errorCode, apiKeys: [], throttleTimeMs: 0 }),
  });
}

function supportedFeatures(apiVersion: number): ApiVersionsResponse['supportedFeatures'] {
  return features
    .filter(({ min }) => min > 0 || apiVersion >= knowsVersionZero)
    .map(({ name, min, max }) => ({ name, minVersion: min, maxVersion: max }));
}

function finalizedFeatures(transactionVersion: number): ApiVersionsResponse['finalizedFeatures'] {
  return features
    .map(({ name, max }) => ({ name, level: name === 'transaction.version' ? transactionVersion : max }))
    .filter(({ level }) => level > 0)
    .map(({ name, level }) => ({ name, minVersionLevel: level, maxVersionLevel: level }));
}

export function keyList(handlers: readonly ApiHandler[]): ApiVersionsResponse['apiKeys'] {
  return handlers.map(({ api, minVersion, maxVersion }) => ({ apiKey: api.key, minVersion, maxVersion }));
}

function misrouted({ clusterId, nodeId }: RequestBody<typeof ApiVersions>, context: RequestContext): number {
  if (context.apiVersion < 5 || (clusterId === null && nodeId === -1)) return 0;
  if (clusterId === null || nodeId === -1) return ErrorCodes.INVALID_REQUEST;
  const meantUs = clusterId === context.state.controller.clusterId && nodeId === context.node;
  return meantUs ? 0 : ErrorCodes.REBOOTSTRAP_REQUIRED;
}
