import test from 'node:test';
import assert from 'node:assert/strict';
import { unknownTopic } from '../../../../engine/inspect/diagnosis/unknownTopic.ts';
import { NOW_MS, quiet } from '../support/diagnosisStates.ts';

const waits = { waiting: 2, topic: 'ordrs', sinceMs: NOW_MS - 3_000 };
const errors = (errorCode: number, answers: number) =>
  new Map([['ordrs', { errorCode, node: 1, answers, firstMs: NOW_MS - 2_900, lastMs: NOW_MS - 100 }]]);

test('P01 unknownTopic: brokers say there is none, again and again', () => {
  const said = unknownTopic(quiet({ metadataWait: waits, topicErrors: errors(3, 3) }));
  assert.deepEqual(said?.values, {
    topic: 'ordrs',
    node: 1,
    answers: 3,
    autoCreate: false,
    leftMs: 57_000,
    maxBlockMs: 60_000,
    waiting: 2,
  });
  const early = unknownTopic(quiet({ metadataWait: waits, topicErrors: errors(3, 1) }));
  assert.equal(early?.values['autoCreate'], null);
});

test('P12 unknownTopic: a topic that is being created, or one that nobody has answered for, is not unknown', () => {
  assert.equal(unknownTopic(quiet({ metadataWait: waits, topicErrors: errors(5, 4) })), null);
  assert.equal(unknownTopic(quiet({ metadataWait: waits })), null);
  const briefly = { ...waits, sinceMs: NOW_MS - 499 };
  assert.equal(unknownTopic(quiet({ metadataWait: briefly, topicErrors: errors(3, 3) })), null);
  const nobodyWaits = { waiting: 0, topic: null, sinceMs: null };
  assert.equal(unknownTopic(quiet({ metadataWait: nobodyWaits, topicErrors: errors(3, 3) })), null);
});
