import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, int8, string, struct } from '../schema.ts';

/** Brokers, cluster id and controller. From 1 brokers or controllers can be asked for, from 2 fenced brokers too. */
export const DescribeCluster = defineApi({
  key: ApiKeys.DESCRIBE_CLUSTER,
  name: 'DescribeCluster',
  versions: [0, 2],
  flexibleFrom: 0,
  request: {
    includeClusterAuthorizedOperations: bool(),
    endpointType: int8({ since: 1, default: 1 }),
    includeFencedBrokers: bool({ since: 2 }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullableSince: 0, default: null }),
    endpointType: int8({ since: 1, default: 1 }),
    clusterId: string(),
    controllerId: int32({ default: -1 }),
    brokers: array(
      struct({
        brokerId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullableSince: 0, default: null }),
        isFenced: bool({ since: 2 }),
      }),
    ),
    clusterAuthorizedOperations: int32({ default: -2147483648 }),
  },
});
