import type { Time } from '../common/time.ts';
import { newSaslClient } from '../security/sasl/newSaslClient.ts';
import type { SaslLogin } from '../security/sasl/saslClient.ts';
import type { SaslConfig } from '../security/securityConfig.ts';
import { tokenSource } from './oauthTokens.ts';

/** Credentials for the connections of one client (Kafka: `LoginManager`); null without SASL. */
export function saslLogin(config: SaslConfig | null, time: Time): SaslLogin | null {
  if (config === null) return null;
  const token =
    config.mechanism === 'OAUTHBEARER'
      ? tokenSource(config.login, config.refreshWindowFactor, time)
      : () => Promise.reject(new Error(`${config.mechanism} needs no token`));
  return { mechanism: config.mechanism, newClient: () => newSaslClient(config, token) };
}
