import { scramMechanisms } from '../../security/securityConfig.ts';
import type { SecurityProtocol } from '../../security/securityConfig.ts';

export const practiceMechanisms = ['PLAIN', ...scramMechanisms, 'OAUTHBEARER'] as const;
export type PracticeMechanism = (typeof practiceMechanisms)[number];

/** How the practice cluster's listeners are protected. All of it is for practice: names and passwords are told to whoever starts it. */
export interface PracticeSecurity {
  readonly protocol: Exclude<SecurityProtocol, 'PLAINTEXT'>;
  /** Who may come in; OAUTHBEARER takes any name that a token of an unsecured login gives. */
  readonly users: readonly { readonly name: string; readonly password: string }[];
  /** Kafka: sasl.enabled.mechanisms. */
  readonly mechanisms: readonly PracticeMechanism[];
  /** Kafka: ssl.client.auth=required. */
  readonly clientCertificates: boolean;
  /** Kafka: connections.max.reauth.ms; 0: a session does not end. */
  readonly maxReauthMs: number;
}

const maxUsers = 100;
const maxReauthLimits = { min: 100, max: 86_400_000 } as const;

/** The first problem, with value and limit, or null. */
export function securityProblem({
  protocol,
  users,
  mechanisms,
  clientCertificates,
  maxReauthMs,
}: PracticeSecurity): string | null {
  if (clientCertificates && !protocol.endsWith('SSL')) return `client certificates need TLS; security is ${protocol}`;
  if (maxReauthMs !== 0 && !(maxReauthMs >= maxReauthLimits.min && maxReauthMs <= maxReauthLimits.max))
    return `maxReauthMs is ${maxReauthMs}; it must be ${maxReauthLimits.min} to ${maxReauthLimits.max}, or 0 for sessions without end`;
  if (!protocol.startsWith('SASL')) return null;
  if (mechanisms.length === 0)
    return `no SASL mechanism is enabled; enable at least one of ${practiceMechanisms.join(', ')}`;
  if (users.length < 1 || users.length > maxUsers)
    return `there are ${users.length} users; there must be 1 to ${maxUsers}`;
  const unnamed = users.find(
    ({ name, password }) => !/^[\w.@+-]{1,64}$/.test(name) || password === '' || /[\0\r\n]/.test(password),
  );
  return unnamed === undefined
    ? null
    : `the user "${unnamed.name}" has a name or a password that cannot be used; a name has 1 to 64 of a-z, A-Z, 0-9, . _ @ + and -, and a password is one line and not empty`;
}
