// The 120 producer config keys of Apache Kafka 4.4.0 with type, default and valid values as `ProducerConfig.configDef()`
// prints them. What a key means stands in configDocs.ts; whether a value is allowed, in configValues.ts.

export type ConfigType = 'BOOLEAN' | 'CLASS' | 'DOUBLE' | 'INT' | 'LIST' | 'LONG' | 'PASSWORD' | 'SHORT' | 'STRING';

export interface ConfigKey {
  readonly key: string;
  readonly type: ConfigType;
  /** As text; `(required)` and `null` as Kafka prints them. */
  readonly defaultValue: string;
  /** As Kafka prints it, e.g. `[0,...]`; empty when every value of the type is allowed. */
  readonly valid: string;
}

const rows: readonly (readonly [key: string, type: ConfigType, defaultValue: string, valid: string])[] = [
  ['acks', 'STRING', 'all', '[all, -1, 0, 1]'],
  ['batch.size', 'INT', '16384', '[0,...]'],
  ['bootstrap.resolve.timeout.ms', 'LONG', '0', '[0,...]'],
  ['bootstrap.servers', 'LIST', '(required)', ''],
  ['buffer.memory', 'LONG', '33554432', '[0,...]'],
  ['buffer.memory.allocation.strategy', 'STRING', 'full', '(case insensitive) [FULL, INCREMENTAL]'],
  ['client.dns.lookup', 'STRING', 'use_all_dns_ips', '[use_all_dns_ips, resolve_canonical_bootstrap_servers_only]'],
  ['client.id', 'STRING', '', ''],
  ['client.rack', 'STRING', '', ''],
  ['compression.gzip.level', 'INT', '-1', '[1,...,9] or -1'],
  ['compression.lz4.level', 'INT', '9', '[1,...,17]'],
  ['compression.type', 'STRING', 'none', '[none, gzip, snappy, lz4, zstd]'],
  ['compression.zstd.level', 'INT', '3', '[-131072,...,22]'],
  ['config.providers', 'LIST', '[]', ''],
  ['connections.max.idle.ms', 'LONG', '540000', ''],
  ['delivery.timeout.ms', 'INT', '120000', '[0,...]'],
  ['enable.idempotence', 'BOOLEAN', 'true', ''],
  ['enable.metrics.push', 'BOOLEAN', 'true', ''],
  ['interceptor.classes', 'LIST', '[]', ''],
  ['key.serializer', 'CLASS', '(required)', ''],
  ['linger.ms', 'LONG', '5', '[0,...]'],
  ['max.block.ms', 'LONG', '60000', '[0,...]'],
  ['max.in.flight.requests.per.connection', 'INT', '5', '[1,...]'],
  ['max.request.size', 'INT', '1048576', '[0,...]'],
  ['metadata.cluster.check.enable', 'BOOLEAN', 'true', ''],
  ['metadata.max.age.ms', 'LONG', '300000', '[0,...]'],
  ['metadata.max.idle.ms', 'LONG', '300000', '[5000,...]'],
  ['metadata.recovery.rebootstrap.trigger.ms', 'LONG', '300000', '[0,...]'],
  ['metadata.recovery.strategy', 'STRING', 'rebootstrap', '(case insensitive) [REBOOTSTRAP, NONE]'],
  ['metric.reporters', 'LIST', '[org.apache.kafka.common.metrics.JmxReporter]', ''],
  ['metrics.num.samples', 'INT', '2', '[1,...]'],
  ['metrics.recording.level', 'STRING', 'INFO', '[INFO, DEBUG, TRACE]'],
  ['metrics.sample.window.ms', 'LONG', '30000', '[0,...]'],
  ['partitioner.adaptive.partitioning.enable', 'BOOLEAN', 'true', ''],
  ['partitioner.availability.timeout.ms', 'LONG', '0', '[0,...]'],
  ['partitioner.class', 'CLASS', 'null', ''],
  ['partitioner.ignore.keys', 'BOOLEAN', 'false', ''],
  ['partitioner.rack.aware', 'BOOLEAN', 'false', ''],
  ['receive.buffer.bytes', 'INT', '32768', '[-1,...]'],
  ['reconnect.backoff.max.ms', 'LONG', '1000', '[0,...]'],
  ['reconnect.backoff.ms', 'LONG', '50', '[0,...]'],
  ['request.timeout.ms', 'INT', '30000', '[0,...]'],
  ['retries', 'INT', '2147483647', '[0,...,2147483647]'],
  ['retry.backoff.max.ms', 'LONG', '1000', '[0,...]'],
  ['retry.backoff.ms', 'LONG', '100', '[0,...]'],
  ['sasl.client.callback.handler.class', 'CLASS', 'null', ''],
  ['sasl.jaas.config', 'PASSWORD', 'null', ''],
  ['sasl.kerberos.kinit.cmd', 'STRING', '/usr/bin/kinit', ''],
  ['sasl.kerberos.min.time.before.relogin', 'LONG', '60000', ''],
  ['sasl.kerberos.service.name', 'STRING', 'null', ''],
  ['sasl.kerberos.ticket.renew.jitter', 'DOUBLE', '0.05', ''],
  ['sasl.kerberos.ticket.renew.window.factor', 'DOUBLE', '0.8', ''],
  ['sasl.login.callback.handler.class', 'CLASS', 'null', ''],
  ['sasl.login.class', 'CLASS', 'null', ''],
  ['sasl.login.connect.timeout.ms', 'INT', 'null', ''],
  ['sasl.login.read.timeout.ms', 'INT', 'null', ''],
  ['sasl.login.refresh.buffer.seconds', 'SHORT', '300', '[0,...,3600]'],
  ['sasl.login.refresh.min.period.seconds', 'SHORT', '60', '[0,...,900]'],
  ['sasl.login.refresh.window.factor', 'DOUBLE', '0.8', '[0.5,...,1.0]'],
  ['sasl.login.refresh.window.jitter', 'DOUBLE', '0.05', '[0.0,...,0.25]'],
  ['sasl.login.retry.backoff.max.ms', 'LONG', '10000', ''],
  ['sasl.login.retry.backoff.ms', 'LONG', '100', ''],
  ['sasl.mechanism', 'STRING', 'GSSAPI', ''],
  ['sasl.oauthbearer.allow.unverified.audience', 'BOOLEAN', 'false', ''],
  ['sasl.oauthbearer.allow.unverified.issuer', 'BOOLEAN', 'false', ''],
  ['sasl.oauthbearer.assertion.algorithm', 'STRING', 'RS256', '(case insensitive) [ES256, RS256]'],
  ['sasl.oauthbearer.assertion.claim.aud', 'STRING', 'null', ''],
  ['sasl.oauthbearer.assertion.claim.exp.seconds', 'INT', '300', '[0,...,86400]'],
  ['sasl.oauthbearer.assertion.claim.iss', 'STRING', 'null', ''],
  ['sasl.oauthbearer.assertion.claim.jti.include', 'BOOLEAN', 'false', ''],
  ['sasl.oauthbearer.assertion.claim.nbf.seconds', 'INT', '60', '[0,...,3600]'],
  ['sasl.oauthbearer.assertion.claim.sub', 'STRING', 'null', ''],
  ['sasl.oauthbearer.assertion.file', 'STRING', 'null', ''],
  ['sasl.oauthbearer.assertion.private.key.file', 'STRING', 'null', ''],
  ['sasl.oauthbearer.assertion.private.key.passphrase', 'PASSWORD', 'null', ''],
  ['sasl.oauthbearer.assertion.template.file', 'STRING', 'null', ''],
  ['sasl.oauthbearer.client.credentials.client.id', 'STRING', 'null', ''],
  ['sasl.oauthbearer.client.credentials.client.secret', 'PASSWORD', 'null', ''],
  ['sasl.oauthbearer.clock.skew.seconds', 'INT', '30', ''],
  ['sasl.oauthbearer.expected.audience', 'LIST', '[]', ''],
  ['sasl.oauthbearer.expected.issuer', 'STRING', 'null', ''],
  ['sasl.oauthbearer.header.urlencode', 'BOOLEAN', 'false', ''],
  ['sasl.oauthbearer.jwks.endpoint.refresh.ms', 'LONG', '3600000', ''],
  ['sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms', 'LONG', '10000', ''],
  ['sasl.oauthbearer.jwks.endpoint.retry.backoff.ms', 'LONG', '100', ''],
  ['sasl.oauthbearer.jwks.endpoint.url', 'STRING', 'null', ''],
  [
    'sasl.oauthbearer.jwt.retriever.class',
    'CLASS',
    'org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever',
    '',
  ],
  [
    'sasl.oauthbearer.jwt.validator.class',
    'CLASS',
    'org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator',
    '',
  ],
  ['sasl.oauthbearer.scope', 'STRING', 'null', ''],
  ['sasl.oauthbearer.scope.claim.name', 'STRING', 'scope', ''],
  ['sasl.oauthbearer.sub.claim.name', 'STRING', 'sub', ''],
  ['sasl.oauthbearer.token.endpoint.url', 'STRING', 'null', ''],
  ['security.protocol', 'STRING', 'PLAINTEXT', '(case insensitive) [SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT]'],
  ['security.providers', 'STRING', 'null', ''],
  ['send.buffer.bytes', 'INT', '131072', '[-1,...]'],
  ['socket.connection.setup.timeout.max.ms', 'LONG', '30000', ''],
  ['socket.connection.setup.timeout.ms', 'LONG', '10000', ''],
  ['ssl.cipher.suites', 'LIST', '[]', ''],
  ['ssl.enabled.protocols', 'LIST', '[TLSv1.2, TLSv1.3]', ''],
  ['ssl.endpoint.identification.algorithm', 'STRING', 'https', ''],
  ['ssl.engine.factory.class', 'CLASS', 'null', ''],
  ['ssl.key.password', 'PASSWORD', 'null', ''],
  ['ssl.keymanager.algorithm', 'STRING', 'SunX509', ''],
  ['ssl.keystore.certificate.chain', 'PASSWORD', 'null', ''],
  ['ssl.keystore.key', 'PASSWORD', 'null', ''],
  ['ssl.keystore.location', 'STRING', 'null', ''],
  ['ssl.keystore.password', 'PASSWORD', 'null', ''],
  ['ssl.keystore.type', 'STRING', 'JKS', ''],
  ['ssl.protocol', 'STRING', 'TLSv1.3', ''],
  ['ssl.provider', 'STRING', 'null', ''],
  ['ssl.secure.random.implementation', 'STRING', 'null', ''],
  ['ssl.trustmanager.algorithm', 'STRING', 'PKIX', ''],
  ['ssl.truststore.certificates', 'PASSWORD', 'null', ''],
  ['ssl.truststore.location', 'STRING', 'null', ''],
  ['ssl.truststore.password', 'PASSWORD', 'null', ''],
  ['ssl.truststore.type', 'STRING', 'JKS', ''],
  ['transaction.timeout.ms', 'INT', '60000', ''],
  ['transaction.two.phase.commit.enable', 'BOOLEAN', 'false', ''],
  ['transactional.id', 'STRING', 'null', 'non-empty string'],
  ['value.serializer', 'CLASS', '(required)', ''],
];

export const configKeys: readonly ConfigKey[] = rows.map(([key, type, defaultValue, valid]) => ({
  key,
  type,
  defaultValue,
  valid,
}));

const byName = new Map(configKeys.map(key => [key.key, key]));

export function configKey(name: string): ConfigKey | undefined {
  return byName.get(name);
}

/** Keys that say how to reach and trust the cluster: they belong to the connection, which documents only name. */
export function belongsToConnection(key: ConfigKey): boolean {
  return /^(bootstrap\.|security\.|ssl\.|sasl\.)/.test(key.key) || key.type === 'PASSWORD';
}

/** Keys whose value is the name of a Java class (or a list of them), which cannot run here. */
export function namesJavaClass(key: ConfigKey): boolean {
  return key.type === 'CLASS' || ['interceptor.classes', 'metric.reporters', 'config.providers'].includes(key.key);
}
