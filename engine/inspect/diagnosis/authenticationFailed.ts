import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** A broker refused who we say we are, or TLS with it did not come about: no retry mends that. */
export const authenticationFailed: Rule<'authenticationFailed'> = state => {
  const refused = state.nodes.find(({ authenticationError }) => authenticationError !== null);
  if (!refused?.authenticationError) return null;
  const { node, address, authenticationError, failures, stateSinceMs } = refused;
  return verdict(
    'authenticationFailed',
    {
      strength: 'proven',
      stage: node < 0 ? 'metadata' : 'batches',
      sinceWallMs: state.wallOf(stateSinceMs),
      subject: node < 0 ? null : { kind: 'broker', node },
    },
    {
      name: state.connection.name,
      node: node < 0 ? null : node,
      address,
      by: authenticationError.kind === 'SslAuthenticationException' ? 'tls' : 'sasl',
      reason: authenticationError.message,
      attempts: failures,
    },
  );
};
