import { fileURLToPath } from 'node:url';
import { displayed } from '../displayed.ts';
import type { LoginModule } from '../jaasConfig.ts';
import type { SecurityProperties } from '../securityProperties.ts';
import { invalid, invalidHidden } from '../securityProperties.ts';
import { trustStore } from '../tls/trustStore.ts';
import type { OAuthLogin } from './oauthLogin.ts';

const endpointKey = 'sasl.oauthbearer.token.endpoint.url';
/** Kafka: `JwtBearerJwtRetriever`. */
const assertionKeys = ['file', 'private.key.file', 'template.file'].map(name => `sasl.oauthbearer.assertion.${name}`);
const jaasKey = 'sasl.jaas.config';

/** Where the token comes from: the endpoint (or file) if one is named, else one made here as the login module says. */
export function oauthLogin(properties: SecurityProperties, { options }: LoginModule): OAuthLogin {
  const extensions = prefixed(options, 'extension_');
  const endpoint = properties.text(endpointKey);
  if (endpoint === null || endpoint === '') return unsecured(options);
  const url = parseUrl(endpoint);
  if (url.protocol === 'file:') return { kind: 'file', path: fileURLToPath(url), extensions };
  const assertion = assertionKeys.find(key => properties.has(key));
  if (assertion !== undefined)
    throw invalid(
      assertion,
      properties.text(assertion) ?? '',
      'asking with a signed assertion is not supported; remove the key, and use a client id with its secret, or a token file',
    );
  const option = (key: string, name: string): string | null =>
    properties.text(key) ?? options.get(name)?.reveal() ?? null;
  const clientId = option('sasl.oauthbearer.client.credentials.client.id', 'clientId');
  const clientSecret =
    properties.secret('sasl.oauthbearer.client.credentials.client.secret') ?? options.get('clientSecret') ?? null;
  if (clientId === null || clientSecret === null)
    throw invalidHidden(
      jaasKey,
      `${endpointKey} asks for client credentials; set sasl.oauthbearer.client.credentials.client.id and ….client.secret, or clientId="…" clientSecret="…" in the login module`,
    );
  return {
    kind: 'clientCredentials',
    endpoint: url.href,
    clientId,
    clientSecret,
    scope: option('sasl.oauthbearer.scope', 'scope'),
    connectTimeoutMs: properties.milliseconds('sasl.login.connect.timeout.ms', 10_000) ?? 10_000,
    readTimeoutMs: properties.milliseconds('sasl.login.read.timeout.ms', 10_000) ?? 10_000,
    urlEncode: properties.text('sasl.oauthbearer.header.urlencode')?.trim().toLowerCase() === 'true',
    trusted: url.protocol === 'https:' ? trustStore(properties) : null,
    extensions,
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['https:', 'http:', 'file:'].includes(url.protocol))
    throw invalid(endpointKey, displayed(text), 'it must be an https://, http:// or file:// URL');
  if (url.username !== '' || url.password !== '')
    throw invalidHidden(endpointKey, 'it has credentials in it; give them as client id and client secret');
  return url;
}

/** Kafka: `OAuthBearerUnsecuredLoginCallbackHandler`. */
function unsecured(options: LoginModule['options']): OAuthLogin {
  const numbers = [...prefixed(options, 'unsecuredLoginNumberClaim_')].map(([name, text]) => {
    if (!Number.isFinite(Number(text)) || text.trim() === '')
      throw invalidHidden(jaasKey, `unsecuredLoginNumberClaim_${name} is not a number`);
    return [name, Number(text)] as const;
  });
  const lists = [...prefixed(options, 'unsecuredLoginListClaim_')].map(([name, text]) => {
    const separator = text.slice(0, 1);
    return [name, separator === '' ? [] : text.slice(1).split(separator)] as const;
  });
  const claims = Object.fromEntries([...prefixed(options, 'unsecuredLoginStringClaim_'), ...numbers, ...lists]);
  const principal = options.get('unsecuredLoginPrincipalClaimName')?.reveal() ?? 'sub';
  if (typeof claims[principal] !== 'string' || claims[principal] === '')
    throw invalidHidden(
      jaasKey,
      `there is no token for OAUTHBEARER; set ${endpointKey}, or for tests unsecuredLoginStringClaim_${principal}="NAME" in the login module`,
    );
  const lifetimeSeconds = Number(options.get('unsecuredLoginLifetimeSeconds')?.reveal() ?? '3600');
  if (!(lifetimeSeconds > 0)) throw invalidHidden(jaasKey, 'unsecuredLoginLifetimeSeconds must be a number above 0');
  return { kind: 'unsecured', claims, lifetimeSeconds, extensions: prefixed(options, 'unsecuredLoginExtension_') };
}

/** The options that begin with the prefix, by the rest of their names. */
function prefixed(options: LoginModule['options'], prefix: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of options)
    if (name.startsWith(prefix) && name.length > prefix.length) found.set(name.slice(prefix.length), value.reveal());
  return found;
}
