// What the table of producer config keys means to a document. The table itself, with types, defaults and valid values, is
// engine/config; what a key means stands in configDocs.ts, how its values are worded in configValues.ts.
import type { ConfigKey, NoEffect } from '../../../engine/config/configKey.ts';
import type { Translate } from './translate.ts';

/** Keys that say how to reach and trust the cluster: they belong to the connection, which documents only name. */
export function belongsToConnection({ name, type }: ConfigKey): boolean {
  return /^(bootstrap\.|security\.|ssl\.|sasl\.)/.test(name) || type === 'PASSWORD';
}

/** Why the key changes nothing here, as a sentence; undefined when it does something. */
export function noEffectReason({ noEffect }: ConfigKey, t: Translate): string | undefined {
  if (noEffect === undefined) return undefined;
  const reasons: Readonly<Record<NoEffect, string>> = {
    javaClass: t('It names Java classes, which cannot run here.'),
    serializer: t('Here key-format and value-format turn keys and values into bytes.'),
    javaSecurity: t('It chooses among the security providers of a Java machine; here there is one.'),
    kerberos: t('Kerberos is not supported; use PLAIN, SCRAM or OAUTHBEARER.'),
    tokenValidation: t('Only the broker that receives a token validates it.'),
    tokenRefresh: t('A token is fetched when a connection needs one, not in the background.'),
    socketBuffer: t("The system's sizes apply; they cannot be set from here."),
    metricsPush: t('This producer never pushes metrics to brokers.'),
    recordingLevel: t('Every metric of the producer is recorded at INFO, in Java too.'),
  };
  return reasons[noEffect];
}
