import assert from 'node:assert/strict';
import test from 'node:test';
import { mbeanName } from '../../../../engine/producer/metrics/mbeanName.ts';

test('an MBean is named by group and tags, in their order', () => {
  assert.equal(
    mbeanName('producer-node-metrics', { 'client-id': 'producer-1', 'node-id': 'node--1' }),
    'kafka.producer:type=producer-node-metrics,client-id=producer-1,node-id=node--1',
  );
});

test('what JMX would misread stands in quotes, as ObjectName.quote writes it', () => {
  assert.equal(
    mbeanName('producer-metrics', { 'client-id': 'a,b="c"*\n' }),
    String.raw`kafka.producer:type=producer-metrics,client-id="a,b=\"c\"\*\n"`,
  );
});
