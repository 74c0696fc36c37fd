import { KafkaError } from '../common/kafkaError.ts';
import tls from 'node:tls';

/**
 * Java's cipher suite names in OpenSSL's words, as one list; null for none given. Those of TLS 1.3 are called the same on both sides.
 * Throws ConfigException for one that this runtime does not have.
 */
export function opensslCiphers(suites: readonly string[]): string | null {
  if (suites.length === 0) return null;
  const known = new Set(tls.getCiphers().map(name => name.toUpperCase()));
  return suites
    .map(suite => {
      const name = opensslName(suite);
      if (known.has(name.toUpperCase())) return name;
      throw new KafkaError(
        'ConfigException',
        `Invalid value ${suite} for configuration ssl.cipher.suites: this runtime has no such cipher suite; use names such as TLS_AES_256_GCM_SHA384 or TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.`,
      );
    })
    .join(':');
}

/** `TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384` → `ECDHE-RSA-AES256-GCM-SHA384`. */
function opensslName(suite: string): string {
  const [, exchange, cipher] = /^TLS_(\w+?)_WITH_(\w+)$/.exec(suite) ?? [];
  if (exchange === undefined || cipher === undefined) return suite;
  const words = cipher
    .replace(/^AES_(\d+)_CBC/, 'AES$1')
    .replace(/^AES_(\d+)/, 'AES$1')
    .replace(/^CHACHA20_POLY1305_SHA256$/, 'CHACHA20_POLY1305');
  const prefix = exchange === 'RSA' ? '' : `${exchange}-`;
  return `${prefix}${words}`.replaceAll('_', '-');
}
