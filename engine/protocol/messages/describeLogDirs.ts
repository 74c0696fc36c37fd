import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, int64, string, struct } from '../schema.ts';

/**
 * Sizes and lags of the replicas in each log directory of one broker. From 3 a top-level error, from 4 the volume's
 * sizes, from 5 whether the directory is cordoned. `topics` null asks for all.
 */
export const DescribeLogDirs = defineApi({
  key: ApiKeys.DESCRIBE_LOG_DIRS,
  name: 'DescribeLogDirs',
  versions: [1, 5],
  flexibleFrom: 2,
  request: {
    topics: array(
      struct({
        topic: string(),
        partitions: array(int32()),
      }),
      { nullableSince: 1 },
    ),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16({ since: 3, ignorable: true }),
    results: array(
      struct({
        errorCode: int16(),
        logDir: string(),
        topics: array(
          struct({
            name: string(),
            partitions: array(
              struct({
                partitionIndex: int32(),
                partitionSize: int64(),
                offsetLag: int64(),
                isFutureKey: bool(),
              }),
            ),
          }),
        ),
        totalBytes: int64({ since: 4, default: -1n, ignorable: true }),
        usableBytes: int64({ since: 4, default: -1n, ignorable: true }),
        isCordoned: bool({ since: 5, ignorable: true }),
      }),
    ),
  },
});
