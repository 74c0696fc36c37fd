import { javaClass, list, oneOf, password, string, withoutEffect } from '../defineKey.ts';

/** Whom to trust, and what to show: TLS. */
export const tlsKeys = {
  securityProtocol: oneOf(
    'security.protocol',
    'PLAINTEXT',
    ['SASL_SSL', 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT'],
    'MEDIUM',
    { ignoreCase: true },
  ),
  securityProviders: withoutEffect('javaSecurity', string('security.providers', null, 'LOW')),
  sslCipherSuites: list('ssl.cipher.suites', '', 'LOW'),
  sslEnabledProtocols: list('ssl.enabled.protocols', 'TLSv1.2,TLSv1.3', 'MEDIUM'),
  sslEndpointIdentificationAlgorithm: string('ssl.endpoint.identification.algorithm', 'https', 'LOW'),
  sslEngineFactoryClass: javaClass('ssl.engine.factory.class', null, 'LOW'),
  sslKeyPassword: password('ssl.key.password', 'HIGH'),
  sslKeymanagerAlgorithm: withoutEffect('javaSecurity', string('ssl.keymanager.algorithm', 'SunX509', 'LOW')),
  sslKeystoreCertificateChain: password('ssl.keystore.certificate.chain', 'HIGH'),
  sslKeystoreKey: password('ssl.keystore.key', 'HIGH'),
  sslKeystoreLocation: string('ssl.keystore.location', null, 'HIGH'),
  sslKeystorePassword: password('ssl.keystore.password', 'HIGH'),
  sslKeystoreType: string('ssl.keystore.type', 'JKS', 'MEDIUM'),
  sslProtocol: withoutEffect('javaSecurity', string('ssl.protocol', 'TLSv1.3', 'MEDIUM')),
  sslProvider: withoutEffect('javaSecurity', string('ssl.provider', null, 'MEDIUM')),
  sslSecureRandomImplementation: withoutEffect('javaSecurity', string('ssl.secure.random.implementation', null, 'LOW')),
  sslTrustmanagerAlgorithm: withoutEffect('javaSecurity', string('ssl.trustmanager.algorithm', 'PKIX', 'LOW')),
  sslTruststoreCertificates: password('ssl.truststore.certificates', 'HIGH'),
  sslTruststoreLocation: string('ssl.truststore.location', null, 'HIGH'),
  sslTruststorePassword: password('ssl.truststore.password', 'HIGH'),
  sslTruststoreType: string('ssl.truststore.type', 'JKS', 'MEDIUM'),
} as const;
