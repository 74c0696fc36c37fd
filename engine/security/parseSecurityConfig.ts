import { saslConfig } from './sasl/saslProperties.ts';
import type { SecurityConfig, SecurityProtocol } from './securityConfig.ts';
import { securityProtocols } from './securityConfig.ts';
import { invalid, SecurityProperties } from './securityProperties.ts';
import type { GivenProperties } from './securityProperties.ts';
import { tlsConfig } from './tls/tlsProperties.ts';

/**
 * Java's security keys, checked and with their files loaded, as a Java producer does when it is made. Keys of what the protocol does not
 * use are not looked at. Throws ConfigException naming the key and what to do; no text holds a password.
 */
export function parseSecurityConfig(given: GivenProperties, readFile?: (path: string) => Buffer): SecurityConfig {
  const properties = new SecurityProperties(given, readFile);
  const protocol = securityProtocol(properties.text('security.protocol') ?? 'PLAINTEXT');
  return {
    protocol,
    tls: protocol.endsWith('SSL') ? tlsConfig(properties) : null,
    sasl: protocol.startsWith('SASL') ? saslConfig(properties) : null,
  };
}

function securityProtocol(text: string): SecurityProtocol {
  const protocol = securityProtocols.find(name => name === text.trim().toUpperCase());
  if (!protocol) throw invalid('security.protocol', text, `it must be one of ${securityProtocols.join(', ')}`);
  return protocol;
}
