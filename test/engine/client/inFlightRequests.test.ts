import assert from 'node:assert/strict';
import test from 'node:test';
import { InFlightRequests } from '../../../engine/client/inFlightRequests.ts';
import type { InFlightRequest } from '../../../engine/client/inFlightRequests.ts';

function request(correlationId: number, options: Partial<InFlightRequest> = {}): InFlightRequest {
  return {
    nodeId: 1,
    correlationId,
    apiKey: 0,
    apiName: 'Produce',
    version: 13,
    byteLength: 10,
    createdMs: 0,
    sentMs: 0,
    expectResponse: true,
    authenticates: false,
    requestTimeoutMs: 30_000,
    slot: 0,
    batches: [],
    throttledMs: 0,
    written: true,
    onResponse: () => undefined,
    onEnd: () => undefined,
    ...options,
  };
}

const ids = (requests: readonly InFlightRequest[]): number[] => requests.map(({ correlationId }) => correlationId);

test('190 the oldest is answered first, the newest is the one being written', () => {
  const inFlight = new InFlightRequests(5);
  for (const id of [0, 1, 2]) inFlight.add(request(id));
  assert.deepEqual([inFlight.oldest(1)?.correlationId, inFlight.newest(1)?.correlationId, inFlight.count], [0, 2, 3]);
  assert.equal(inFlight.completeOldest(1)?.correlationId, 0);
  assert.equal(inFlight.completeNewest(1)?.correlationId, 2);
  assert.deepEqual([ids(inFlight.of(1)), inFlight.count], [[1], 1]);
});

test('190 an empty queue gives nothing and counts nothing', () => {
  const inFlight = new InFlightRequests(5);
  assert.deepEqual(
    [inFlight.oldest(1), inFlight.newest(1), inFlight.completeOldest(1), inFlight.completeNewest(1), inFlight.count],
    [undefined, undefined, undefined, undefined, 0],
  );
  assert.deepEqual(inFlight.clear(1), []);
  assert.equal(inFlight.count, 0);
});

test('190 clear hands over all of one node, oldest first, and leaves the others', () => {
  const inFlight = new InFlightRequests(5);
  for (const id of [0, 1]) inFlight.add(request(id));
  inFlight.add(request(2, { nodeId: 2 }));
  assert.deepEqual(ids(inFlight.clear(1)), [0, 1]);
  assert.deepEqual([inFlight.count, ids(inFlight.of(1)), ids(inFlight.of(2))], [1, [], [2]]);
  assert.deepEqual([...inFlight.all()].map(ids), [[2]]);
});

test('201 no second request while one is being written', () => {
  const inFlight = new InFlightRequests(5);
  assert.equal(inFlight.canSendMore(1), true);
  const first = request(0, { written: false });
  inFlight.add(first);
  assert.equal(inFlight.canSendMore(1), false);
  assert.equal(inFlight.canSendMore(2), true);
  first.written = true;
  assert.equal(inFlight.canSendMore(1), true);
});

test('108 no more than max.in.flight.requests.per.connection', () => {
  const inFlight = new InFlightRequests(2);
  inFlight.add(request(0));
  assert.equal(inFlight.canSendMore(1), true);
  inFlight.add(request(1));
  assert.equal(inFlight.canSendMore(1), false);
  inFlight.completeOldest(1);
  assert.equal(inFlight.canSendMore(1), true);
});

test('177 each request has a time-out of its own; one too old condemns its node only', () => {
  const inFlight = new InFlightRequests(5);
  inFlight.add(request(0, { requestTimeoutMs: 1000 }));
  inFlight.add(request(1, { nodeId: 2, requestTimeoutMs: 5000 }));
  inFlight.add(request(2, { nodeId: 3, sentMs: 900, requestTimeoutMs: 1000 }));
  assert.deepEqual(inFlight.nodesWithTimedOutRequests(1000), []);
  assert.deepEqual(inFlight.nodesWithTimedOutRequests(1001), [1]);
  assert.deepEqual(inFlight.nodesWithTimedOutRequests(5001), [1, 2, 3]);
});

test('177 any of the requests may be the one that is late', () => {
  const inFlight = new InFlightRequests(5);
  inFlight.add(request(0));
  inFlight.add(request(1, { requestTimeoutMs: 10 }));
  assert.deepEqual(inFlight.nodesWithTimedOutRequests(11), [1]);
});

test('182 time under throttle does not count', () => {
  const inFlight = new InFlightRequests(5);
  inFlight.add(request(0, { requestTimeoutMs: 1000 }));
  inFlight.add(request(1, { nodeId: 2, requestTimeoutMs: 1000 }));
  inFlight.addThrottle(1, 300);
  inFlight.addThrottle(1, 200);
  assert.deepEqual(inFlight.nodesWithTimedOutRequests(1500), [2]);
  assert.deepEqual(inFlight.nodesWithTimedOutRequests(1501), [1, 2]);
});

test('176 the next time-out is that of the oldest, throttle added; without requests there is none', () => {
  const inFlight = new InFlightRequests(5);
  assert.equal(inFlight.timeToNextTimeoutMs(0), Infinity);
  inFlight.add(request(0, { sentMs: 100, requestTimeoutMs: 1000 }));
  inFlight.add(request(1, { nodeId: 2, sentMs: 50, requestTimeoutMs: 2000 }));
  assert.equal(inFlight.timeToNextTimeoutMs(400), 701);
  inFlight.addThrottle(1, 5000);
  assert.equal(inFlight.timeToNextTimeoutMs(400), 1651);
  assert.equal(inFlight.timeToNextTimeoutMs(9000), 0);
});

test('a request keeps the lowest slot that was free when it was sent', () => {
  const inFlight = new InFlightRequests(5);
  for (const id of [0, 1, 2]) inFlight.add(request(id, { slot: inFlight.freeSlot(1) }));
  assert.deepEqual(
    inFlight.of(1).map(({ slot }) => slot),
    [0, 1, 2],
  );
  inFlight.completeOldest(1);
  assert.equal(inFlight.freeSlot(1), 0);
  inFlight.add(request(3, { slot: inFlight.freeSlot(1) }));
  assert.deepEqual(
    inFlight.of(1).map(({ slot }) => slot),
    [1, 2, 0],
  );
  assert.equal(inFlight.freeSlot(2), 0);
});
