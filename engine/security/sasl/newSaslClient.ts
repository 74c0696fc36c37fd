import type { SaslConfig } from '../securityConfig.ts';
import { OAuthBearerClient } from './oauthBearerClient.ts';
import type { OAuthTokenProvider } from './oauthLogin.ts';
import { PlainClient } from './plainClient.ts';
import type { SaslClient } from './saslClient.ts';
import { ScramClient } from './scramClient.ts';

/** `token`: where OAUTHBEARER gets its token; other mechanisms do not ask. */
export function newSaslClient(config: SaslConfig, token: OAuthTokenProvider): SaslClient {
  switch (config.mechanism) {
    case 'PLAIN':
      return new PlainClient(config.username, config.password);
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-512':
      return new ScramClient(config);
    case 'OAUTHBEARER':
      return new OAuthBearerClient(token);
  }
}
