/** Where librdkafka's statistics (`statistics.interval.ms`) have nearly the same number, by Java's group and name. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'producer-metrics': {
    'buffer-total-bytes': 'msg_size_max',
    'connection-close-total': 'brokers.*.disconnects',
    'connection-creation-total': 'brokers.*.connects',
    'incoming-byte-total': 'rx_bytes',
    'metadata-age': 'topics.*.metadata_age',
    'outgoing-byte-total': 'tx_bytes',
    'produce-throttle-time-avg': 'brokers.*.throttle.avg',
    'produce-throttle-time-max': 'brokers.*.throttle.max',
    'batch-size-avg': 'topics.*.batchsize.avg',
    'batch-size-max': 'topics.*.batchsize.max',
    'record-queue-time-avg': 'brokers.*.int_latency.avg',
    'record-queue-time-max': 'brokers.*.int_latency.max',
    'record-send-total': 'txmsgs',
    'request-latency-avg': 'brokers.*.rtt.avg',
    'request-latency-max': 'brokers.*.rtt.max',
    'request-total': 'tx',
    'requests-in-flight': 'brokers.*.waitresp_cnt',
    'response-total': 'rx',
  },
  'producer-node-metrics': {
    'incoming-byte-total': 'brokers.*.rxbytes',
    'outgoing-byte-total': 'brokers.*.txbytes',
    'request-latency-avg': 'brokers.*.rtt.avg',
    'request-latency-max': 'brokers.*.rtt.max',
    'request-total': 'brokers.*.tx',
    'response-total': 'brokers.*.rx',
  },
  'producer-topic-metrics': {
    'byte-total': 'topics.*.partitions.*.txbytes',
    'record-send-total': 'topics.*.partitions.*.txmsgs',
  },
};

/** Empty: librdkafka has none. */
export function librdkafkaName(group: string, name: string): string {
  return NAMES[group]?.[name] ?? '';
}
