import type { MetricUnit } from '../../snapshot/metrics.ts';

type Described = Readonly<Record<string, readonly [unit: MetricUnit, description: string]>>;

/**
 * Every metric of Kafka 4.4's producer by group and name, with our words for what it means here. The names are JMX's; a metric can be
 * made under no other.
 */
export const metricNames = {
  'app-info': {
    'commit-id': ['text', 'Commit this producer was built from; unknown where the build does not tell.'],
    'start-time-ms': ['wallMs', 'When the producer was made, milliseconds since 1970.'],
    version: ['text', 'Version of this producer, as it tells brokers.'],
  },
  'kafka-metrics-count': {
    count: ['count', 'How many metrics there are, this one included.'],
  },
  'producer-metrics': {
    'batch-size-avg': ['B', 'Mean size of a batch as it was drained, after compression.'],
    'batch-size-max': ['B', 'Largest batch drained, after compression.'],
    'batch-split-rate': ['/s', 'Batches a second that a broker found too large and that were split.'],
    'batch-split-total': ['count', 'Batches split because a broker found them too large.'],
    'buffer-available-bytes': ['B', 'Memory of buffer.memory that no batch holds.'],
    'buffer-exhausted-rate': ['/s', 'Sends a second that gave up waiting for memory.'],
    'buffer-exhausted-total': ['count', 'Sends that gave up waiting for memory after max.block.ms.'],
    'buffer-total-bytes': ['B', 'All memory for batches: buffer.memory.'],
    'bufferpool-wait-ratio': [
      'ratio',
      'Share of the time that sends waited for memory; above 1 when several wait at once.',
    ],
    'bufferpool-wait-time-ns-total': ['ns', 'Time that sends have waited for memory, added up.'],
    'compression-rate-avg': ['ratio', 'Mean of compressed by uncompressed bytes of a batch; smaller is better.'],
    'connection-close-rate': ['/s', 'Connections closed a second, failed attempts included.'],
    'connection-close-total': ['count', 'Connections closed, failed attempts included.'],
    connections: ['count', 'Open connections with this cipher and version of TLS.'],
    'connection-count': ['count', 'Connections that are open or being opened.'],
    'connection-creation-rate': ['/s', 'Connections made a second.'],
    'connection-creation-total': ['count', 'Connections made.'],
    'failed-authentication-rate': ['/s', 'Connections a second that failed to authenticate.'],
    'failed-authentication-total': ['count', 'Connections that failed to authenticate.'],
    'failed-reauthentication-rate': ['/s', 'Renewals a second of an authentication that failed.'],
    'failed-reauthentication-total': ['count', 'Renewals of an authentication that failed.'],
    'flush-time-ns-total': ['ns', 'Time that calls of flush() took, added up.'],
    'incoming-byte-rate': ['B/s', 'Bytes of responses received a second.'],
    'incoming-byte-total': ['B', 'Bytes of responses received.'],
    'io-ratio': [
      'ratio',
      'Share of the time in which the sender worked between two polls: answers handled, batches drained, requests written.',
    ],
    'io-time-ns-avg': ['ns', 'Mean time the sender worked between two polls.'],
    'io-time-ns-total': ['ns', 'Time the sender worked between polls, added up.'],
    'io-wait-ratio': ['ratio', 'Share of the time in which the sender waited in a poll for sockets or for batches.'],
    'io-wait-time-ns-avg': ['ns', 'Mean time of a poll: the sender waits for sockets or for batches.'],
    'io-wait-time-ns-total': ['ns', 'Time of all polls, added up.'],
    'metadata-age': ['s', 'Age of the last full metadata answer; NaN before the first.'],
    'metadata-wait-time-ns-total': ['ns', 'Time that sends waited for metadata and got it, added up.'],
    'network-io-rate': ['/s', 'Requests written and responses read, a second.'],
    'network-io-total': ['count', 'Requests written and responses read.'],
    'outgoing-byte-rate': ['B/s', 'Bytes of requests written a second.'],
    'outgoing-byte-total': ['B', 'Bytes of requests written.'],
    'produce-throttle-time-avg': ['ms', 'Mean pause that responses asked for because of a quota; mostly 0.'],
    'produce-throttle-time-max': ['ms', 'Longest pause that a response asked for because of a quota.'],
    'reauthentication-latency-avg': ['ms', 'Mean time to renew an authentication.'],
    'reauthentication-latency-max': ['ms', 'Longest time to renew an authentication.'],
    'record-error-rate': ['/s', 'Records a second that failed for good.'],
    'record-error-total': ['records', 'Records that failed for good, in a batch or before they got into one.'],
    'record-queue-time-avg': ['ms', 'Mean time from the making of a batch until it was drained.'],
    'record-queue-time-max': ['ms', 'Longest time from the making of a batch until it was drained.'],
    'record-retry-rate': ['/s', 'Records a second whose batch is sent again.'],
    'record-retry-total': ['records', 'Records whose batch was sent again, once for each time.'],
    'record-send-rate': ['/s', 'Records drained a second, retries included, acknowledged or not.'],
    'record-send-total': ['records', 'Records drained, retries included, acknowledged or not.'],
    'record-size-avg': ['B', "Mean of each batch's largest record, counted as an upper bound before compression."],
    'record-size-max': ['B', 'Largest record, counted as an upper bound before compression.'],
    'records-per-request-avg': [
      'records',
      'Mean of records drained for a node that was ready; 0 counts where nothing could be taken.',
    ],
    'request-latency-avg': ['ms', 'Mean time from making a Produce request to its response.'],
    'request-latency-max': ['ms', 'Longest time from making a Produce request to its response.'],
    'request-rate': ['/s', 'Requests of every kind written a second.'],
    'request-size-avg': ['B', 'Mean size of a request of any kind.'],
    'request-size-max': ['B', 'Largest request of any kind.'],
    'request-total': ['count', 'Requests of every kind written.'],
    'requests-in-flight': ['count', 'Requests that wait for their response, at all brokers.'],
    'response-rate': ['/s', 'Responses of every kind received a second.'],
    'response-total': ['count', 'Responses of every kind received.'],
    'select-rate': ['/s', 'Polls a second.'],
    'select-total': ['count', 'Polls: how often the sender looked at its sockets.'],
    'successful-authentication-no-reauth-total': [
      'count',
      'Connections authenticated that need not renew it; a broker tells them apart, a client counts all.',
    ],
    'successful-authentication-rate': ['/s', 'Connections authenticated a second.'],
    'successful-authentication-total': ['count', 'Connections authenticated.'],
    'successful-reauthentication-rate': ['/s', 'Authentications renewed a second.'],
    'successful-reauthentication-total': ['count', 'Authentications renewed.'],
    'txn-abort-time-ns-total': ['ns', 'Time that calls of abortTransaction() took, added up.'],
    'txn-begin-time-ns-total': ['ns', 'Time that calls of beginTransaction() took, added up.'],
    'txn-commit-time-ns-total': ['ns', 'Time that calls of commitTransaction() took, added up.'],
    'txn-init-time-ns-total': ['ns', 'Time that calls of initTransactions() took, added up.'],
    'txn-prepare-time-ns-total': ['ns', 'Always 0, as in Java: no call prepares a transaction in two phases yet.'],
    'txn-send-offsets-time-ns-total': ['ns', 'Time that calls of sendOffsetsToTransaction() took, added up.'],
    'waiting-threads': ['count', 'Callers in line for memory; here a line for each topic, where Java has a thread.'],
  },
  'producer-node-metrics': {
    'incoming-byte-rate': ['B/s', 'Bytes of responses received a second from this broker.'],
    'incoming-byte-total': ['B', 'Bytes of responses received from this broker.'],
    'outgoing-byte-rate': ['B/s', 'Bytes of requests written a second to this broker.'],
    'outgoing-byte-total': ['B', 'Bytes of requests written to this broker.'],
    'request-latency-avg': ['ms', 'Mean time from making a Produce request to the response of this broker.'],
    'request-latency-max': ['ms', 'Longest time from making a Produce request to the response of this broker.'],
    'request-rate': ['/s', 'Requests written a second to this broker.'],
    'request-size-avg': ['B', 'Mean size of a request to this broker.'],
    'request-size-max': ['B', 'Largest request to this broker.'],
    'request-total': ['count', 'Requests written to this broker.'],
    'response-rate': ['/s', 'Responses received a second from this broker.'],
    'response-total': ['count', 'Responses received from this broker.'],
  },
  'producer-topic-metrics': {
    'byte-rate': ['B/s', 'Bytes of batches of this topic drained a second, after compression.'],
    'byte-total': ['B', 'Bytes of batches of this topic drained, after compression.'],
    'compression-rate': ['ratio', 'Mean of compressed by uncompressed bytes of a batch of this topic.'],
    'record-error-rate': ['/s', 'Records of this topic that failed for good, a second.'],
    'record-error-total': ['records', 'Records of this topic that failed for good.'],
    'record-retry-rate': ['/s', 'Records of this topic whose batch is sent again, a second.'],
    'record-retry-total': ['records', 'Records of this topic whose batch was sent again, once for each time.'],
    'record-send-rate': ['/s', 'Records of this topic drained a second, retries included.'],
    'record-send-total': ['records', 'Records of this topic drained, retries included.'],
  },
} as const satisfies Readonly<Record<string, Described>>;

export type MetricGroupName = keyof typeof metricNames;

export type MetricNameIn<G extends MetricGroupName> = keyof (typeof metricNames)[G] & string;

/** The unit and the description of a metric. */
export function described(group: MetricGroupName, name: string): readonly [unit: MetricUnit, description: string] {
  const names: Described = metricNames[group];
  const found = names[name];
  if (!found) throw new Error(`Group ${group} has no metric ${name}.`);
  return found;
}
