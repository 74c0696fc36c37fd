import type { TlsConfig, TlsVersion } from '../securityConfig.ts';
import type { SecurityProperties } from '../securityProperties.ts';
import { invalid } from '../securityProperties.ts';
import { keyStore } from './keyStore.ts';
import { trustStore } from './trustStore.ts';

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The `ssl.*` keys. */
export function tlsConfig(properties: SecurityProperties): TlsConfig {
  const [minVersion, maxVersion] = versionRange(properties);
  return {
    trusted: trustStore(properties),
    identity: keyStore(properties),
    verifyHostName: verifiesHostName(properties),
    minVersion,
    maxVersion,
    cipherSuites: properties.list('ssl.cipher.suites', []),
  };
}

/** Empty switches the check off, as in Java; anything but https would check something else. */
function verifiesHostName(properties: SecurityProperties): boolean {
  const key = 'ssl.endpoint.identification.algorithm';
  const text = properties.text(key) ?? 'https';
  if (text.trim() === '') return false;
  if (text.trim().toLowerCase() === 'https') return true;
  throw invalid(key, text, 'it must be https, or empty to accept a certificate for any host');
}

/** The TLS of this runtime knows a lowest and a highest version, so the list must have no gap. */
function versionRange(properties: SecurityProperties): readonly [TlsVersion, TlsVersion] {
  const key = 'ssl.enabled.protocols';
  const named = properties.list(key, ['TLSv1.2', 'TLSv1.3']);
  const places = named.map(name => {
    const place = versions.indexOf(name as TlsVersion);
    if (place < 0) throw invalid(key, name, `each must be one of ${versions.join(', ')}`);
    return place;
  });
  const [low, high] = [Math.min(...places), Math.max(...places)];
  if (places.length === 0 || high - low + 1 !== places.length)
    throw invalid(key, named.join(','), `name versions that follow each other, out of ${versions.join(', ')}`);
  return [versions[low] as TlsVersion, versions[high] as TlsVersion];
}
