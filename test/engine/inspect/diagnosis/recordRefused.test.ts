import test from 'node:test';
import assert from 'node:assert/strict';
import { recordRefused } from '../../../../engine/inspect/diagnosis/recordRefused.ts';
import { NOW_MS, quiet } from '../support/diagnosisStates.ts';

const refusal = {
  topic: 'orders',
  error: 'RecordTooLargeException',
  sizeBytes: 1_204_118,
  limitBytes: 1_048_576,
  atMs: NOW_MS - 50,
  count: 2,
};

test('P14 recordRefused: too large, by which limit', () => {
  assert.deepEqual(recordRefused(quiet({ refusal }))?.values, {
    topic: 'orders',
    error: 'RecordTooLargeException',
    sizeBytes: 1_204_118,
    limitBytes: 1_048_576,
    limit: 'max.request.size',
    refused: 2,
  });
});

test('P14 recordRefused: another reason carries no sizes', () => {
  const said = recordRefused(quiet({ refusal: { ...refusal, error: 'InvalidTopicException' } }));
  assert.deepEqual(
    [said?.values['error'], said?.values['sizeBytes'], said?.values['limit']],
    ['InvalidTopicException', null, null],
  );
});

test('P14 recordRefused: a wait in vain is no fault of the record', () => {
  assert.equal(recordRefused(quiet({ refusal: { ...refusal, error: 'TimeoutException' } })), null);
  assert.equal(recordRefused(quiet({ refusal: { ...refusal, error: 'BufferExhaustedException' } })), null);
});
