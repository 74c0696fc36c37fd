import { keyNamed } from '../../engine/config/producerKeys.ts';

type Properties = Readonly<Record<string, string>>;

/** PASSWORD by Kafka's definition, though whoever connects is shown them; a private key among them makes the value a secret. */
const certificateKeys = new Set(['ssl.truststore.certificates', 'ssl.keystore.certificate.chain']);

/** Names that tell a secret where Kafka's table does not know the key. */
const secretName = /(^|[._-])(password|passphrase|secret|token)$|jaas\.config$|credentials$|\.user\.info$/i;

/** May this value stand in no setting, frame, log or export? */
export function isSecret(name: string, value: string): boolean {
  if (certificateKeys.has(name)) return value.includes('PRIVATE KEY');
  return keyNamed(name)?.type === 'PASSWORD' || secretName.test(name);
}

export interface SplitProperties {
  readonly open: Properties;
  readonly secrets: Properties;
}

/** What may stand in the settings, and what is kept in the secret storage. */
export function splitSecrets(properties: Properties): SplitProperties {
  const entries = Object.entries(properties);
  return {
    open: Object.fromEntries(entries.filter(([name, value]) => !isSecret(name, value))),
    secrets: Object.fromEntries(entries.filter(([name, value]) => isSecret(name, value))),
  };
}
