import net from 'node:net';
import tls from 'node:tls';
import { KafkaError } from '../common/kafkaError.ts';
import type { TlsConfig } from '../security/securityConfig.ts';
import { opensslCiphers } from './cipherSuites.ts';

/** Opens TLS connections as configured (Kafka: `DefaultSslEngineFactory`). The broker's certificate is always verified. */
export class TlsConnector {
  readonly #config: TlsConfig;
  readonly #context: tls.SecureContext;

  /** Throws ConfigException for what TLS cannot work with. */
  constructor(config: TlsConfig) {
    this.#config = config;
    this.#context = secureContext(config);
  }

  /** `host`: whom we mean, for the certificate (and SNI); `address`: where it is. Ready at `secureConnect`. */
  connect(host: string, address: string, port: number): tls.TLSSocket {
    const { verifyHostName } = this.#config;
    const socket = tls.connect({
      host: address,
      port,
      ...(net.isIP(host) === 0 && { servername: host }),
      secureContext: this.#context,
      rejectUnauthorized: true,
      checkServerIdentity: (_, certificate) =>
        verifyHostName ? tls.checkServerIdentity(host, certificate) : undefined,
    });
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    return socket;
  }
}

function secureContext(config: TlsConfig): tls.SecureContext {
  const { trusted, identity, minVersion, maxVersion, cipherSuites } = config;
  const ciphers = opensslCiphers(cipherSuites);
  try {
    return tls.createSecureContext({
      minVersion,
      maxVersion,
      ...(trusted && { ca: [...trusted] }),
      ...(identity && { cert: identity.certificateChain.join('\n'), key: identity.privateKey.reveal() }),
      ...(ciphers !== null && { ciphers }),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KafkaError('ConfigException', `TLS cannot be set up with these ssl.* settings: ${reason}.`, {
      cause: error,
    });
  }
}
