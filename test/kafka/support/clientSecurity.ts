// What a producer is told to get into a secured Kafka, by every way there is.
import { jaasFor } from './securedKafka.ts';
import type { ListenerName, SecuredKafka } from './securedKafka.ts';

export type Properties = Readonly<Record<string, string>>;

export const trust = (kafka: SecuredKafka): Properties => ({
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.certificates': kafka.authority.certificate,
});

export const sasl = (mechanism: string, jaas = jaasFor(mechanism)): Properties => ({
  'sasl.mechanism': mechanism,
  'sasl.jaas.config': jaas,
});

export interface WayIn {
  readonly name: string;
  readonly listener: ListenerName;
  readonly properties: (kafka: SecuredKafka) => Properties;
}

export const waysIn: readonly WayIn[] = [
  { name: 'TLS', listener: 'ssl', properties: kafka => ({ 'security.protocol': 'SSL', ...trust(kafka) }) },
  {
    name: 'TLS with a client certificate',
    listener: 'mtls',
    properties: kafka => ({
      'security.protocol': 'SSL',
      ...trust(kafka),
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.certificate.chain': kafka.client.certificate,
      'ssl.keystore.key': kafka.client.privateKey.reveal(),
    }),
  },
  ...['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'].flatMap((mechanism): WayIn[] => [
    {
      name: `${mechanism} over TLS`,
      listener: 'sasls',
      properties: kafka => ({ 'security.protocol': 'SASL_SSL', ...trust(kafka), ...sasl(mechanism) }),
    },
    {
      name: mechanism,
      listener: 'saslp',
      properties: () => ({ 'security.protocol': 'SASL_PLAINTEXT', ...sasl(mechanism) }),
    },
  ]),
];
