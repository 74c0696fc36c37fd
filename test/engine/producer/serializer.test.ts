import assert from 'node:assert/strict';
import test from 'node:test';
import { byteArraySerializer, stringSerializer } from '../../../engine/producer/serializer.ts';

test('strings become UTF-8, and null stays null', () => {
  assert.deepEqual(stringSerializer.serialize('orders', 'héllo 日本語'), Buffer.from('héllo 日本語', 'utf8'));
  assert.equal(stringSerializer.serialize('orders', '')?.length, 0);
  assert.equal(stringSerializer.serialize('orders', null), null);
});

test('bytes are passed on as they are', () => {
  const bytes = Uint8Array.of(0, 255);
  assert.equal(byteArraySerializer.serialize('orders', bytes), bytes);
  assert.equal(byteArraySerializer.serialize('orders', null), null);
});
