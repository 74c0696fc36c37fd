import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

const MIN_FAILURES = 2;

/**
 * The bootstrap address answers, but a broker cannot be reached at the address it advertises, and never could. Sure if that address is
 * loopback and the bootstrap is not, or if its name does not resolve: then it cannot be meant for us.
 */
export const advertisedAddress: Rule<'advertisedAddress'> = state => {
  if (!state.connection.everAnswered) return null;
  const unreached = state.nodes.find(
    ({ node, inMetadata, everReady, unreachable, failures, authenticationError }) =>
      node >= 0 && inMetadata && !everReady && unreachable && failures >= MIN_FAILURES && authenticationError === null,
  );
  if (!unreached) return null;
  const { bootstrap } = state.connection;
  const { node, address, host, disconnection, stateSinceMs } = unreached;
  const isElsewhere = isLoopback(host) && !isLoopback(hostOf(bootstrap));
  const isUnknownName = disconnection === 'unresolved';
  return verdict(
    'advertisedAddress',
    {
      strength: isElsewhere || isUnknownName ? 'proven' : 'suspected',
      stage: 'batches',
      sinceWallMs: state.wallOf(stateSinceMs),
      subject: { kind: 'broker', node },
    },
    { bootstrap, node, address, disconnection },
  );
};

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}
