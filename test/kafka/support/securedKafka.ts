// A real Apache Kafka with a listener of every kind of security, certificates of our own making, and one user.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CertificateAuthority } from '../../../engine/practice/security/certificates.ts';
import type { Certified, Validity } from '../../../engine/practice/security/certificates.ts';
import { startKafka, type KafkaCluster, type KafkaOptions } from './kafkaCluster.ts';
import { freePorts } from './ports.ts';
import { removeFolder, temporaryFolder } from './programs.ts';

export const user = { name: 'alice', password: 'open-sesame-4711' } as const;

/** `mtls` wants a client certificate; `expired`, `elsewhere` show a certificate that is over, or for another host. */
const listeners = {
  ssl: 'SSL',
  mtls: 'SSL',
  expired: 'SSL',
  elsewhere: 'SSL',
  saslp: 'SASL_PLAINTEXT',
  sasls: 'SASL_SSL',
  reauth: 'SASL_PLAINTEXT',
} as const;
export type ListenerName = keyof typeof listeners;

export type SecuredKafkaOptions = Pick<KafkaOptions, 'version' | 'config'>;

export interface SecuredKafka {
  readonly cluster: KafkaCluster;
  readonly authority: CertificateAuthority;
  /** Somebody else's. */
  readonly stranger: CertificateAuthority;
  readonly client: Certified;
  /** For stores that a test makes. */
  readonly folder: string;
  bootstrap(listener: ListenerName): string;
  stop(): Promise<void>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function validNow(): Validity {
  return { notBeforeMs: Date.now() - hourMs, notAfterMs: Date.now() + dayMs };
}

/** One node; `config` adds to the lines that its listeners need. */
export async function startSecuredKafka({ version, config }: SecuredKafkaOptions = {}): Promise<SecuredKafka> {
  const folder = temporaryFolder('secured-kafka-');
  const authority = new CertificateAuthority('Test CA', validNow());
  const hosts = ['localhost', '127.0.0.1'];
  const over = { notBeforeMs: Date.now() - 2 * dayMs, notAfterMs: Date.now() - dayMs };
  const good = store(folder, 'broker', authority.server('broker', hosts, validNow()));
  const stores: Partial<Record<ListenerName, string>> = {
    expired: store(folder, 'expired', authority.server('broker', hosts, over)),
    elsewhere: store(folder, 'elsewhere', authority.server('broker', ['kafka.example'], validNow())),
  };
  const trust = path.join(folder, 'ca.pem');
  writeFileSync(trust, authority.certificate);
  const names = Object.keys(listeners) as ListenerName[];
  const ports = await freePorts(names.length);
  const portOf = (name: ListenerName): number => ports[names.indexOf(name)] ?? 0;
  const cluster = await startKafka({
    ...(version !== undefined && { version }),
    scramUsers: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(
      mechanism => `${mechanism}=[name=${user.name},password=${user.password}]`,
    ),
    config: {
      listeners: names.map(name => `${name.toUpperCase()}://127.0.0.1:${portOf(name)}`).join(','),
      'listener.security.protocol.map': ['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT']
        .concat(names.map(name => `${name.toUpperCase()}:${listeners[name]}`))
        .join(','),
      'inter.broker.listener.name': 'PLAINTEXT',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': trust,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': good,
      ...Object.fromEntries(
        Object.entries(stores).flatMap(([name, file]) => [
          [`listener.name.${name}.ssl.keystore.type`, 'PEM'],
          [`listener.name.${name}.ssl.keystore.location`, file],
        ]),
      ),
      'listener.name.mtls.ssl.client.auth': 'required',
      ...saslOf('saslp'),
      ...saslOf('sasls'),
      ...saslOf('reauth'),
      'listener.name.reauth.plain.connections.max.reauth.ms': 1500,
      'listener.name.reauth.scram-sha-512.connections.max.reauth.ms': 1500,
      ...config,
    },
  });
  return {
    cluster,
    authority,
    stranger: new CertificateAuthority('Stranger CA', validNow()),
    client: authority.client('alice', validNow()),
    folder,
    bootstrap: listener => `127.0.0.1:${portOf(listener)}`,
    stop: async () => {
      await cluster.stop();
      removeFolder(folder);
    },
  };
}

/** One PEM file with key and certificate, as the broker reads it. */
function store(folder: string, name: string, { certificate, privateKey }: Certified): string {
  const file = path.join(folder, `${name}.pem`);
  writeFileSync(file, `${privateKey.reveal()}${certificate}`);
  return file;
}

function saslOf(listener: ListenerName): Record<string, string> {
  const prefix = `listener.name.${listener}`;
  const kafka = 'org.apache.kafka.common.security';
  const scram = `${kafka}.scram.ScramLoginModule required;`;
  const password = jaasQuoted(user.password).replaceAll('\\', '\\\\');
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    [`${prefix}.plain.sasl.jaas.config`]: `${kafka}.plain.PlainLoginModule required user_${user.name}=${password};`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: scram,
    [`${prefix}.oauthbearer.sasl.jaas.config`]: `${kafka}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    [`${prefix}.oauthbearer.sasl.server.callback.handler.class`]: `${kafka}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler`,
  };
}

export function jaasQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** `sasl.jaas.config` of a client. */
export function jaasFor(mechanism: string, name: string = user.name, password: string = user.password): string {
  const kafka = 'org.apache.kafka.common.security';
  if (mechanism === 'OAUTHBEARER')
    return `${kafka}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=${jaasQuoted(name)};`;
  const module = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  return `${kafka}.${module} required username=${jaasQuoted(name)} password=${jaasQuoted(password)};`;
}
