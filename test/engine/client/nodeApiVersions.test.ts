import assert from 'node:assert/strict';
import test from 'node:test';
import { NodeApiVersions } from '../../../engine/client/nodeApiVersions.ts';
import { throttlesClient } from '../../../engine/client/throttling.ts';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import { ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import { InitProducerId } from '../../../engine/protocol/messages/initProducerId.ts';
import { Produce } from '../../../engine/protocol/messages/produce.ts';

function broker(minVersion: number, maxVersion: number, apiKey: number = Produce.key): NodeApiVersions {
  return new NodeApiVersions({
    errorCode: 0,
    apiKeys: [{ apiKey, minVersion, maxVersion }],
    throttleTimeMs: 0,
    supportedFeatures: [],
    finalizedFeaturesEpoch: -1n,
    finalizedFeatures: [],
    zkMigrationReady: false,
  });
}

const unsupported = (words: RegExp) => (error: KafkaError) =>
  error.kind === 'UnsupportedVersionException' && error.code === 35 && words.test(error.message);

for (const [min, max, expected] of [
  [0, 7, 7],
  [0, 13, 13],
  [3, 99, 13],
  [5, 5, 5],
] as const)
  test(`the highest common version: the broker speaks ${min} to ${max}, we take ${expected}`, () => {
    assert.equal(broker(min, max).latestUsableVersion(Produce), expected);
  });

test('175 a broker that is too old, or too new, is refused with both ranges', () => {
  assert.throws(
    () => broker(0, 2).latestUsableVersion(Produce),
    unsupported(/Produce versions 0 to 2, we need 3 to 13/),
  );
  assert.throws(() => broker(14, 20).latestUsableVersion(Produce), unsupported(/14 to 20, we need 3 to 13/));
});

test('175 an API the broker does not list is refused by name', () => {
  assert.throws(() => broker(0, 5).latestUsableVersion(InitProducerId), unsupported(/InitProducerId/));
});

test('175 the caller may narrow the range', () => {
  assert.equal(broker(0, 13).latestUsableVersion(Produce, 3, 11), 11);
  assert.throws(() => broker(0, 8).latestUsableVersion(Produce, 9), unsupported(/we need 9 to 13/));
});

test('row 56: a range that ends before it begins is no range', () => {
  assert.throws(() => broker(9, 4).latestUsableVersion(Produce), unsupported(/9 to 4/));
});

test('a version that is not stable yet is never chosen', () => {
  assert.equal(InitProducerId.maxVersion, 6);
  assert.equal(broker(0, 6, InitProducerId.key).latestUsableVersion(InitProducerId), 5);
});

for (const [api, version, expected] of [
  ['PRODUCE', 5, false],
  ['PRODUCE', 6, true],
  ['METADATA', 5, false],
  ['METADATA', 6, true],
  ['API_VERSIONS', 1, false],
  ['API_VERSIONS', 2, true],
  ['INIT_PRODUCER_ID', 0, false],
  ['INIT_PRODUCER_ID', 1, true],
  ['FETCH', 7, false],
  ['FETCH', 8, true],
] as const)
  test(`181 the throttle time of ${api} v${version} ${expected ? 'asks the client to wait' : 'was waited for by the broker'}`, () => {
    assert.equal(throttlesClient(ApiKeys[api], version), expected);
  });
