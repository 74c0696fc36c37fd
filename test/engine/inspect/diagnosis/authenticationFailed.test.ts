import test from 'node:test';
import assert from 'node:assert/strict';
import { advertisedAddress } from '../../../../engine/inspect/diagnosis/advertisedAddress.ts';
import { authenticationFailed } from '../../../../engine/inspect/diagnosis/authenticationFailed.ts';
import { node, quiet } from '../support/diagnosisStates.ts';

const refused = (id: number, kind: string) =>
  node(id, {
    everReady: false,
    unreachable: true,
    failures: 3,
    state: 'authenticationFailed',
    disconnection: 'authenticationFailed',
    authenticationError: { kind, message: 'why' },
  });

test('authenticationFailed: a refused login and failed TLS are told apart, and which broker it was', () => {
  const login = authenticationFailed(quiet({ nodes: [node(1), refused(2, 'SaslAuthenticationException')] }));
  assert.deepEqual(login?.values, {
    name: 'staging',
    node: 2,
    address: 'broker-2.example:9092',
    by: 'sasl',
    reason: 'why',
    attempts: 3,
  });
  assert.deepEqual(login.subject, { kind: 'broker', node: 2 });
  const tls = authenticationFailed(quiet({ nodes: [refused(-1, 'SslAuthenticationException')] }));
  assert.equal(tls?.values['by'], 'tls');
  assert.equal(tls.values['node'], null);
  assert.equal(tls.stage, 'metadata');
});

test('authenticationFailed: not for a connection that failed otherwise', () => {
  assert.equal(authenticationFailed(quiet()), null);
  assert.equal(authenticationFailed(quiet({ nodes: [node(1, { disconnection: 'refused', failures: 3 })] })), null);
});

test('advertisedAddress: not for a broker that answers, and refuses us', () => {
  assert.equal(advertisedAddress(quiet({ nodes: [refused(1, 'SaslAuthenticationException')] })), null);
});
