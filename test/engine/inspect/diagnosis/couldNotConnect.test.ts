import test from 'node:test';
import assert from 'node:assert/strict';
import { couldNotConnect } from '../../../../engine/inspect/diagnosis/couldNotConnect.ts';
import { quiet } from '../support/diagnosisStates.ts';

const connection = {
  name: 'staging',
  everAnswered: false,
  bootstrap: 'kafka.example:9092',
  failing: {
    node: -1,
    address: 'kafka.example:9092',
    reason: 'Nothing listens on kafka.example:9092 (ECONNREFUSED).',
    attempts: 3,
    nextTryMs: 200,
  },
};

test('P37 couldNotConnect: no bootstrap address has ever answered', () => {
  assert.deepEqual(couldNotConnect(quiet({ connection }))?.values, {
    name: 'staging',
    address: 'kafka.example:9092',
    reason: 'Nothing listens on kafka.example:9092 (ECONNREFUSED).',
    attempts: 3,
    nextTryMs: 200,
  });
});

test('P37 couldNotConnect: not after an answer, and not before the first failure', () => {
  assert.equal(couldNotConnect(quiet({ connection: { ...connection, everAnswered: true } })), null);
  assert.equal(couldNotConnect(quiet({ connection: { ...connection, failing: null } })), null);
});
