import { between, boolean, int, javaClass, list, long, oneOf, password, string, withoutEffect } from '../defineKey.ts';

/** OAUTHBEARER: how a token is got. What only its receiver looks at has no effect here. */
export const oauthKeys = {
  saslOauthbearerAllowUnverifiedAudience: withoutEffect(
    'tokenValidation',
    boolean('sasl.oauthbearer.allow.unverified.audience', false, 'MEDIUM'),
  ),
  saslOauthbearerAllowUnverifiedIssuer: withoutEffect(
    'tokenValidation',
    boolean('sasl.oauthbearer.allow.unverified.issuer', false, 'MEDIUM'),
  ),
  saslOauthbearerAssertionAlgorithm: oneOf(
    'sasl.oauthbearer.assertion.algorithm',
    'RS256',
    ['ES256', 'RS256'],
    'MEDIUM',
    { ignoreCase: true },
  ),
  saslOauthbearerAssertionClaimAud: string('sasl.oauthbearer.assertion.claim.aud', null, 'MEDIUM'),
  saslOauthbearerAssertionClaimExpSeconds: int(
    'sasl.oauthbearer.assertion.claim.exp.seconds',
    300,
    'LOW',
    between(0, 86400),
  ),
  saslOauthbearerAssertionClaimIss: string('sasl.oauthbearer.assertion.claim.iss', null, 'MEDIUM'),
  saslOauthbearerAssertionClaimJtiInclude: boolean('sasl.oauthbearer.assertion.claim.jti.include', false, 'MEDIUM'),
  saslOauthbearerAssertionClaimNbfSeconds: int(
    'sasl.oauthbearer.assertion.claim.nbf.seconds',
    60,
    'LOW',
    between(0, 3600),
  ),
  saslOauthbearerAssertionClaimSub: string('sasl.oauthbearer.assertion.claim.sub', null, 'MEDIUM'),
  saslOauthbearerAssertionFile: string('sasl.oauthbearer.assertion.file', null, 'MEDIUM'),
  saslOauthbearerAssertionPrivateKeyFile: string('sasl.oauthbearer.assertion.private.key.file', null, 'MEDIUM'),
  saslOauthbearerAssertionPrivateKeyPassphrase: password('sasl.oauthbearer.assertion.private.key.passphrase', 'MEDIUM'),
  saslOauthbearerAssertionTemplateFile: string('sasl.oauthbearer.assertion.template.file', null, 'MEDIUM'),
  saslOauthbearerClientCredentialsClientId: string('sasl.oauthbearer.client.credentials.client.id', null, 'MEDIUM'),
  saslOauthbearerClientCredentialsClientSecret: password('sasl.oauthbearer.client.credentials.client.secret', 'MEDIUM'),
  saslOauthbearerClockSkewSeconds: withoutEffect(
    'tokenValidation',
    int('sasl.oauthbearer.clock.skew.seconds', 30, 'LOW'),
  ),
  saslOauthbearerExpectedAudience: withoutEffect(
    'tokenValidation',
    list('sasl.oauthbearer.expected.audience', '', 'HIGH'),
  ),
  saslOauthbearerExpectedIssuer: withoutEffect(
    'tokenValidation',
    string('sasl.oauthbearer.expected.issuer', null, 'HIGH'),
  ),
  saslOauthbearerHeaderUrlencode: boolean('sasl.oauthbearer.header.urlencode', false, 'LOW'),
  saslOauthbearerJwksEndpointRefreshMs: withoutEffect(
    'tokenValidation',
    long('sasl.oauthbearer.jwks.endpoint.refresh.ms', 3600000, 'LOW'),
  ),
  saslOauthbearerJwksEndpointRetryBackoffMaxMs: withoutEffect(
    'tokenValidation',
    long('sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms', 10000, 'LOW'),
  ),
  saslOauthbearerJwksEndpointRetryBackoffMs: withoutEffect(
    'tokenValidation',
    long('sasl.oauthbearer.jwks.endpoint.retry.backoff.ms', 100, 'LOW'),
  ),
  saslOauthbearerJwksEndpointUrl: withoutEffect(
    'tokenValidation',
    string('sasl.oauthbearer.jwks.endpoint.url', null, 'MEDIUM'),
  ),
  saslOauthbearerJwtRetrieverClass: javaClass(
    'sasl.oauthbearer.jwt.retriever.class',
    'org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever',
    'MEDIUM',
  ),
  saslOauthbearerJwtValidatorClass: javaClass(
    'sasl.oauthbearer.jwt.validator.class',
    'org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator',
    'MEDIUM',
  ),
  saslOauthbearerScope: string('sasl.oauthbearer.scope', null, 'MEDIUM'),
  saslOauthbearerScopeClaimName: withoutEffect(
    'tokenValidation',
    string('sasl.oauthbearer.scope.claim.name', 'scope', 'LOW'),
  ),
  saslOauthbearerSubClaimName: withoutEffect(
    'tokenValidation',
    string('sasl.oauthbearer.sub.claim.name', 'sub', 'LOW'),
  ),
  saslOauthbearerTokenEndpointUrl: string('sasl.oauthbearer.token.endpoint.url', null, 'MEDIUM'),
} as const;
