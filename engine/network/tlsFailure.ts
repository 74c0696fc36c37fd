import { KafkaError } from '../common/kafkaError.ts';
import { displayed } from '../security/displayed.ts';
import type { Disconnection } from './selectable.ts';

/** A failure of Node's TLS: with a code, for a wrong name the certificate, and what the peer's alert was. */
type TlsError = Error & {
  readonly code?: string;
  readonly reason?: string;
  readonly cert?: { subjectaltname?: string; subject?: { CN?: string } };
};

/** Node's codes of a certificate that is not trusted, and what helps. */
const unverified: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate, or one above it, has expired; renew it',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; check the clocks of both machines',
  CERT_REVOKED: 'its certificate was revoked',
  CERT_SIGNATURE_FAILURE: "its certificate's signature is wrong",
  INVALID_CA: 'a certificate above its own is no authority',
  INVALID_PURPOSE: 'its certificate may not be used for a server',
};
const trustHelp = 'put the certificate of its authority into ssl.truststore.certificates or ssl.truststore.location';
const untrusted: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
]);

/** Words in OpenSSL's and BoringSSL's codes for alerts, and what they mean when a broker sends them. */
const alerts: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [
    /CERTIFICATE_REQUIRED|BAD_CERTIFICATE/,
    'the broker wants a client certificate that it accepts; check ssl.keystore.*',
  ],
  [
    /UNKNOWN_CA|CERTIFICATE_UNKNOWN/,
    'the broker does not trust our client certificate; its trust store must have the authority of ssl.keystore.*',
  ],
  [/CERTIFICATE_EXPIRED/, 'our client certificate has expired; renew the one in ssl.keystore.*'],
  [/CERTIFICATE_REVOKED/, 'our client certificate was revoked'],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS/,
    'no TLS version is common to both sides; check ssl.enabled.protocols here and on the broker',
  ],
  [
    /HANDSHAKE_FAILURE|NO_SHARED_CIPHER|INSUFFICIENT_SECURITY/,
    'both sides have no cipher suite in common, or the broker wants a client certificate; check ssl.cipher.suites and ssl.keystore.*',
  ],
  [/UNRECOGNIZED_NAME/, 'the broker does not know the host name we asked for'],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_TOO_LARGE|HTTP_REQUEST|UNEXPECTED_MESSAGE/,
    'the port does not speak TLS; use the port of an SSL or SASL_SSL listener, or set security.protocol to PLAINTEXT or SASL_PLAINTEXT',
  ],
];

/** Null: not about TLS, but about the connection below it (Java tells the two apart alike: `SSLException` and `IOException`). */
export function tlsFailure(host: string, port: number, error: Error): Disconnection | null {
  const why = reasonOf(host, error as TlsError);
  if (why === null) return null;
  const failure = new KafkaError('SslAuthenticationException', `TLS with ${host}:${port} failed: ${why}.`, {
    cause: error,
  });
  return { kind: 'authenticationFailed', reason: failure.message, error: failure };
}

function reasonOf(host: string, error: TlsError): string | null {
  const code = error.code ?? '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = error.cert?.subjectaltname ?? `CN=${error.cert?.subject?.CN ?? ''}`;
    return `its certificate is for ${displayed(names)}, and we dialled ${host}; dial one of these names, or give the broker a certificate for its advertised name`;
  }
  if (untrusted.has(code)) return `its certificate comes from an authority we do not trust (${code}); ${trustHelp}`;
  if (unverified[code] !== undefined) return `${unverified[code]} (${code})`;
  if (!code.startsWith('ERR_SSL_') && code !== 'EPROTO') return null;
  const meaning = alerts.find(([pattern]) => pattern.test(code))?.[1];
  return meaning === undefined ? `${displayed(error.reason ?? error.message)} (${code})` : `${meaning} (${code})`;
}
