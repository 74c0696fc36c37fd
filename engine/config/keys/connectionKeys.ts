import { atLeast, boolean, int, long, oneOf, requiredList, string, withoutEffect } from '../defineKey.ts';

/** How the brokers are found, reached and known. */
export const connectionKeys = {
  bootstrapResolveTimeoutMs: long('bootstrap.resolve.timeout.ms', 0, 'HIGH', atLeast(0)),
  bootstrapServers: requiredList('bootstrap.servers', 'HIGH'),
  clientDnsLookup: oneOf(
    'client.dns.lookup',
    'use_all_dns_ips',
    ['use_all_dns_ips', 'resolve_canonical_bootstrap_servers_only'],
    'MEDIUM',
  ),
  clientId: string('client.id', '', 'MEDIUM'),
  connectionsMaxIdleMs: long('connections.max.idle.ms', 540000, 'MEDIUM'),
  clusterCheckEnable: boolean('metadata.cluster.check.enable', true, 'LOW'),
  metadataMaxAgeMs: long('metadata.max.age.ms', 300000, 'LOW', atLeast(0)),
  metadataMaxIdleMs: long('metadata.max.idle.ms', 300000, 'LOW', atLeast(5000)),
  rebootstrapTriggerMs: long('metadata.recovery.rebootstrap.trigger.ms', 300000, 'LOW', atLeast(0)),
  metadataRecoveryStrategy: oneOf('metadata.recovery.strategy', 'rebootstrap', ['rebootstrap', 'none'], 'LOW', {
    ignoreCase: true,
  }),
  receiveBufferBytes: withoutEffect('socketBuffer', int('receive.buffer.bytes', 32768, 'MEDIUM', atLeast(-1))),
  reconnectBackoffMaxMs: long('reconnect.backoff.max.ms', 1000, 'LOW', atLeast(0)),
  reconnectBackoffMs: long('reconnect.backoff.ms', 50, 'LOW', atLeast(0)),
  sendBufferBytes: withoutEffect('socketBuffer', int('send.buffer.bytes', 131072, 'MEDIUM', atLeast(-1))),
  connectionSetupTimeoutMaxMs: long('socket.connection.setup.timeout.max.ms', 30000, 'MEDIUM'),
  connectionSetupTimeoutMs: long('socket.connection.setup.timeout.ms', 10000, 'MEDIUM'),
} as const;
