import type { Translate } from './translate.ts';

/** What each producer config key governs, in a sentence or two; keys that matter little to a document have none. */
export function configDocs(t: Translate): Readonly<Record<string, string>> {
  return { ...batchingDocs(t), ...deliveryDocs(t), ...partitioningDocs(t), ...connectionDocs(t), ...otherDocs(t) };
}

function batchingDocs(t: Translate): Record<string, string> {
  return {
    'batch.size': t(
      'Bytes of one batch, and of one pooled buffer. A batch leaves when it is full or linger.ms is over; a record larger than this gets a batch of its own. 0 puts every record in its own batch.',
    ),
    'linger.ms': t(
      'How long an open batch waits for more records, in milliseconds. Larger values make fuller batches and add latency while load is low.',
    ),
    'buffer.memory': t(
      'Bytes of the pool that holds all records not yet acknowledged. When it is exhausted, send waits up to max.block.ms.',
    ),
    'buffer.memory.allocation.strategy': t(
      'Whether a batch takes a whole batch.size of the pool when it opens (full) or grows as records come (incremental).',
    ),
    'compression.type': t('How whole batches are compressed. Fuller batches compress better.'),
    'compression.gzip.level': t('How hard gzip tries: 1 is fastest, 9 smallest, -1 the default of the library.'),
    'compression.lz4.level': t(
      'How hard lz4 tries: 9 is the fast compressor, any other level the one for high compression.',
    ),
    'compression.zstd.level': t('How hard zstd tries; negative levels trade size for speed.'),
    'max.request.size': t(
      'Bytes of the largest record, before compression, and of the batches put into one request. The broker has its own limit, message.max.bytes.',
    ),
  };
}

function deliveryDocs(t: Translate): Record<string, string> {
  return {
    acks: t(
      'Who must have the record before it counts as sent: 0 nobody (no answer, no offset), 1 the leader, all (same as -1) every replica in sync. Other than all switches idempotence off unless it was asked for, which is then refused.',
    ),
    retries: t(
      'How often a batch is sent again after an error that may pass. Leave it and set delivery.timeout.ms; 0 switches idempotence off.',
    ),
    'delivery.timeout.ms': t(
      'Milliseconds from the opening of a batch until its records have failed, retries included. At least linger.ms + request.timeout.ms.',
    ),
    'request.timeout.ms': t(
      'Milliseconds a broker may take to answer one request. Then the connection is closed and the batch tried again.',
    ),
    'retry.backoff.ms': t('Milliseconds before the first retry; it doubles with each up to retry.backoff.max.ms.'),
    'retry.backoff.max.ms': t('Milliseconds between retries at most.'),
    'enable.idempotence': t(
      'The broker drops what a retry sends twice and keeps the order of each partition. Needs acks all, retries above 0 and at most 5 requests in flight.',
    ),
    'max.in.flight.requests.per.connection': t(
      'Requests sent to one broker and not answered. Above 5 idempotence is refused; without idempotence, above 1 a retry can change the order.',
    ),
    'max.block.ms': t('Milliseconds send may wait for metadata and for pool memory together.'),
    'transactional.id': t(
      'Name under which the broker knows this producer across restarts; it makes transactions possible and fences an older producer of the same name.',
    ),
    'transaction.timeout.ms': t('Milliseconds after which the coordinator aborts a transaction that is still open.'),
    'transaction.two.phase.commit.enable': t(
      'The transaction is prepared here and decided by an outside coordinator; the broker does not time it out.',
    ),
  };
}

function partitioningDocs(t: Translate): Record<string, string> {
  return {
    'partitioner.class': t(
      'Java class that chooses partitions. Without it the built-in logic: hash of the key, or sticky.',
    ),
    'partitioner.ignore.keys': t('Records with a key are spread like records without one.'),
    'partitioner.adaptive.partitioning.enable': t(
      'Records without a key go more often to brokers with shorter queues.',
    ),
    'partitioner.availability.timeout.ms': t(
      'A partition whose batches wait longer than this gets no more records without a key, in milliseconds; 0 is off.',
    ),
    'partitioner.rack.aware': t('Records without a key prefer leaders in the rack named by client.rack.'),
    'client.rack': t('The rack this client stands in.'),
  };
}

function connectionDocs(t: Translate): Record<string, string> {
  return {
    'bootstrap.servers': t('host:port of the brokers asked first; the others are learned from them.'),
    'bootstrap.resolve.timeout.ms': t(
      'Milliseconds to keep resolving the bootstrap names in the background; 0 resolves them once, when the producer is made.',
    ),
    'client.dns.lookup': t(
      'Whether all addresses of a host name are tried, or each is first turned into its canonical name.',
    ),
    'client.id': t('Name of this client in the logs, metrics and quotas of the broker.'),
    'connections.max.idle.ms': t('An unused connection is closed after these milliseconds; negative never.'),
    'reconnect.backoff.ms': t('Milliseconds before a broker is dialled again; it doubles with each failure.'),
    'reconnect.backoff.max.ms': t('Milliseconds between attempts to reach a broker at most.'),
    'socket.connection.setup.timeout.ms': t('Milliseconds to open a connection; it doubles with each failure.'),
    'socket.connection.setup.timeout.max.ms': t('Milliseconds to open a connection at most.'),
    'send.buffer.bytes': t('Size of the TCP send buffer (SO_SNDBUF); -1 leaves it to the system.'),
    'receive.buffer.bytes': t('Size of the TCP receive buffer (SO_RCVBUF); -1 leaves it to the system.'),
    'metadata.max.age.ms': t(
      'Leaders and partitions are asked for anew after these milliseconds even if nothing failed.',
    ),
    'metadata.max.idle.ms': t(
      'A topic nothing was sent to for these milliseconds is forgotten and asked for again at the next send.',
    ),
    'metadata.recovery.strategy': t(
      'What to do when no known broker answers: begin again with bootstrap.servers, or nothing.',
    ),
    'metadata.recovery.rebootstrap.trigger.ms': t(
      'Milliseconds without fresh metadata after which to begin again with bootstrap.servers.',
    ),
    'metadata.cluster.check.enable': t(
      'Each connection checks that it reached the cluster and broker it was meant for.',
    ),
    'security.protocol': t('How to talk to the brokers: in the clear or TLS, with or without SASL.'),
    'sasl.mechanism': t('How to prove who this client is: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or GSSAPI.'),
    'sasl.jaas.config': t('User and password for SASL, in the notation of JAAS.'),
    'ssl.enabled.protocols': t('Versions of TLS that may be used.'),
    'ssl.protocol': t('The version of TLS to begin with.'),
    'ssl.endpoint.identification.algorithm': t(
      'https checks that the certificate of the broker names its host; empty switches the check off.',
    ),
    'ssl.truststore.location': t('File with the certificates to trust.'),
    'ssl.truststore.type': t('Format of the truststore: JKS, PKCS12 or PEM.'),
    'ssl.keystore.type': t('Format of the keystore: JKS, PKCS12 or PEM.'),
    'ssl.keystore.location': t('File with the key and certificate of this client.'),
  };
}

function otherDocs(t: Translate): Record<string, string> {
  return {
    'key.serializer': t('Java class that turns a key into bytes. Here the property key-format does.'),
    'value.serializer': t('Java class that turns a value into bytes. Here the property value-format does.'),
    'interceptor.classes': t('Java classes that see each record before it is sent and after it is acknowledged.'),
    'metric.reporters': t('Java classes that pass the metrics on.'),
    'metrics.sample.window.ms': t('Milliseconds of one sample of a metric.'),
    'metrics.num.samples': t('How many samples a metric keeps; rates are computed over all of them.'),
    'metrics.recording.level': t('How detailed the metrics are.'),
    'enable.metrics.push': t('Metrics are sent to the brokers when these ask for them (KIP-714).'),
  };
}
