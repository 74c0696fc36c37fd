import { between, double, int, javaClass, long, password, short, string, withoutEffect } from '../defineKey.ts';

/** Who this client is: SASL without the part for tokens. */
export const saslKeys = {
  saslClientCallbackHandlerClass: javaClass('sasl.client.callback.handler.class', null, 'MEDIUM'),
  saslJaasConfig: password('sasl.jaas.config', 'MEDIUM'),
  saslKerberosKinitCmd: withoutEffect('kerberos', string('sasl.kerberos.kinit.cmd', '/usr/bin/kinit', 'LOW')),
  saslKerberosMinTimeBeforeRelogin: withoutEffect(
    'kerberos',
    long('sasl.kerberos.min.time.before.relogin', 60000, 'LOW'),
  ),
  saslKerberosServiceName: withoutEffect('kerberos', string('sasl.kerberos.service.name', null, 'MEDIUM')),
  saslKerberosTicketRenewJitter: withoutEffect('kerberos', double('sasl.kerberos.ticket.renew.jitter', 0.05, 'LOW')),
  saslKerberosTicketRenewWindowFactor: withoutEffect(
    'kerberos',
    double('sasl.kerberos.ticket.renew.window.factor', 0.8, 'LOW'),
  ),
  saslLoginCallbackHandlerClass: javaClass('sasl.login.callback.handler.class', null, 'MEDIUM'),
  saslLoginClass: javaClass('sasl.login.class', null, 'MEDIUM'),
  saslLoginConnectTimeoutMs: int('sasl.login.connect.timeout.ms', null, 'LOW'),
  saslLoginReadTimeoutMs: int('sasl.login.read.timeout.ms', null, 'LOW'),
  saslLoginRefreshBufferSeconds: withoutEffect(
    'tokenRefresh',
    short('sasl.login.refresh.buffer.seconds', 300, 'LOW', between(0, 3600)),
  ),
  saslLoginRefreshMinPeriodSeconds: withoutEffect(
    'tokenRefresh',
    short('sasl.login.refresh.min.period.seconds', 60, 'LOW', between(0, 900)),
  ),
  saslLoginRefreshWindowFactor: double('sasl.login.refresh.window.factor', 0.8, 'LOW', between(0.5, 1)),
  saslLoginRefreshWindowJitter: withoutEffect(
    'tokenRefresh',
    double('sasl.login.refresh.window.jitter', 0.05, 'LOW', between(0, 0.25)),
  ),
  saslLoginRetryBackoffMaxMs: withoutEffect('tokenRefresh', long('sasl.login.retry.backoff.max.ms', 10000, 'LOW')),
  saslLoginRetryBackoffMs: withoutEffect('tokenRefresh', long('sasl.login.retry.backoff.ms', 100, 'LOW')),
  saslMechanism: string('sasl.mechanism', 'GSSAPI', 'MEDIUM'),
} as const;
