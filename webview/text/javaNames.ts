/** The same number in JConsole and in librdkafka's statistics, for those who know it from there. */
export const METRICS = {
  send: { java: 'record-send-rate, record-send-total', librdkafka: 'txmsgs' },
  metadata: { java: 'metadata-age, metadata-wait-time-ns-total', librdkafka: 'topics.*.metadata_age' },
  partition: { java: null, librdkafka: null },
  pool: { java: 'buffer-available-bytes, waiting-threads, bufferpool-wait-ratio', librdkafka: 'msg_size' },
  batches: { java: 'record-queue-time-avg, batch-size-avg', librdkafka: 'msgq_cnt, xmit_msgq_cnt' },
  inFlight: { java: 'requests-in-flight, request-rate, request-latency-avg', librdkafka: 'waitresp_cnt, rtt' },
  acked: { java: 'record-send-total, request-latency-avg', librdkafka: 'int_latency + rtt' },
  failed: { java: 'record-error-total, record-retry-total', librdkafka: 'txerrs, txretries' },
} as const;
