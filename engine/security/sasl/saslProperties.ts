import type { Secret } from '../../common/secret.ts';
import { parseJaasConfig } from '../jaasConfig.ts';
import type { LoginModule } from '../jaasConfig.ts';
import type { SaslConfig } from '../securityConfig.ts';
import type { SecurityProperties } from '../securityProperties.ts';
import { invalid, invalidHidden } from '../securityProperties.ts';
import { oauthLogin } from './oauthProperties.ts';

const mechanismKey = 'sasl.mechanism';
const jaasKey = 'sasl.jaas.config';

const DEFAULT_REFRESH_WINDOW_FACTOR = 0.8;

const loginModules = {
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  OAUTHBEARER: 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule',
} as const;
type Mechanism = keyof typeof loginModules;

/** The `sasl.*` keys. */
export function saslConfig(properties: SecurityProperties): SaslConfig {
  const mechanism = mechanismOf(properties.text(mechanismKey) ?? 'GSSAPI');
  const login = loginModule(properties, mechanism);
  if (mechanism === 'OAUTHBEARER') {
    const factor = Number(properties.text('sasl.login.refresh.window.factor') ?? DEFAULT_REFRESH_WINDOW_FACTOR);
    return { mechanism, login: oauthLogin(properties, login), refreshWindowFactor: factor };
  }
  const [username, password] = [required(login, 'username').reveal(), required(login, 'password')];
  if (mechanism === 'PLAIN') return { mechanism, username, password };
  return {
    mechanism,
    username,
    password,
    tokenAuth: login.options.get('tokenauth')?.reveal().toLowerCase() === 'true',
  };
}

function mechanismOf(text: string): Mechanism {
  if (Object.hasOwn(loginModules, text)) return text as Mechanism;
  const choice = Object.keys(loginModules).join(', ');
  if (text === 'GSSAPI')
    throw invalid(
      mechanismKey,
      text,
      `Kerberos (GSSAPI, which is also the default) needs libraries of the operating system that an extension cannot bring; choose one of ${choice} if the broker offers it`,
    );
  throw invalid(mechanismKey, text, `it must be one of ${choice}`);
}

function loginModule(properties: SecurityProperties, mechanism: Mechanism): LoginModule {
  const text = properties.text(jaasKey);
  const expected = loginModules[mechanism];
  const example = `${expected} required …;`;
  if (text === null || text.trim() === '') throw invalidHidden(jaasKey, `SASL needs it; set it to ${example}`);
  const module = parseJaasConfig(text);
  if (module.name !== expected)
    throw invalidHidden(
      jaasKey,
      `sasl.mechanism=${mechanism} needs the login module ${expected}, and another one is named`,
    );
  return module;
}

function required(module: LoginModule, option: 'username' | 'password'): Secret {
  const value = module.options.get(option);
  if (value === undefined || value.reveal() === '')
    throw invalidHidden(jaasKey, `the login module has no ${option}; add ${option}="…" before the semicolon`);
  if (value.reveal().includes('\0')) throw invalidHidden(jaasKey, `the ${option} has a NUL character`);
  return value;
}
