// A broker that answers something else than what was asked for, or nothing: each record is answered all the same, in its own time.
import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import type { RecordedSend } from '../../support/scriptedSelector.ts';
import { TestProducer } from '../../support/testProducer.ts';

const maxBlockMs = 3000;
const deliveryTimeoutMs = 4000;
const properties = {
  'max.block.ms': String(maxBlockMs),
  'request.timeout.ms': '1000',
  'delivery.timeout.ms': String(deliveryTimeoutMs),
  'reconnect.backoff.ms': '50',
};

type Answer = (send: RecordedSend, fixture: TestProducer) => void;
const correlated = (correlationId: number, rest: Buffer): Buffer => {
  const id = Buffer.alloc(4);
  id.writeInt32BE(correlationId);
  return Buffer.concat([id, rest]);
};
const random = seededRandom(7);
const noise = Buffer.from(Array.from({ length: 60 }, () => random.nextInt() & 0xff));
const bytes =
  (payload: (correlationId: number) => Buffer): Answer =>
  ({ destination, request }, { selector }) =>
    selector.deliverResponse(destination, payload(request.header.correlationId));

/** An oversized or negative length is told by the selector, which reads no further (test/engine/network). */
const misdeeds: Readonly<Record<string, Answer>> = {
  garbage: bytes(id => correlated(id, noise)),
  'a size below all it names': bytes(id => correlated(id, Buffer.alloc(64, 0x7f))),
  'the correlation id and no more': bytes(id => correlated(id, Buffer.alloc(0))),
  'an empty frame': bytes(() => Buffer.alloc(0)),
  'a wrong correlation id': bytes(id => correlated(id + 1, Buffer.alloc(64))),
  'the words of a web server': bytes(() => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
  'a frame without end': ({ destination }, { selector }) =>
    selector.deliverDisconnected(destination, { kind: 'notKafka', reason: 'a frame of 2147483647 bytes' }),
  nothing: () => undefined,
};

/** What goes wrong there, how long a record may take, and whether it may be written then. */
const places = [
  ['ApiVersions', ApiKeys.API_VERSIONS, maxBlockMs, false],
  ['Metadata', ApiKeys.METADATA, maxBlockMs, false],
  ['InitProducerId', ApiKeys.INIT_PRODUCER_ID, deliveryTimeoutMs, false],
  ['Produce', ApiKeys.PRODUCE, deliveryTimeoutMs, true],
] as const;

/** The next `times` requests of the API are answered so. */
function misbehaving(api: number, answer: Answer, times: number): TestProducer {
  const fixture = new TestProducer({ properties });
  const honest = fixture.selector.onSend;
  let left = times;
  fixture.selector.onSend = send => {
    if (send.request.key !== api || left-- <= 0) return honest(send);
    answer(send, fixture);
  };
  return fixture;
}

for (const [name, api, limitMs, mayBeWritten] of places)
  for (const [what, answer] of Object.entries(misdeeds)) {
    test(`rows 54 55: ${name} is always answered with ${what}: the record fails in time, with its fate`, async () => {
      const fixture = misbehaving(api, answer, Infinity);
      const future = fixture.send({ topic: 'orders', value: 'v' });
      await fixture.stepUntil(() => future.isDone(), 5000);
      const error = future.error();
      assert.deepEqual([error?.kind, error?.mayBeWritten], ['TimeoutException', mayBeWritten], error?.message);
      const { elapsedMs } = fixture.time;
      assert.ok(elapsedMs >= limitMs && elapsedMs < limitMs + 1000, `${elapsedMs} ms`);
      assert.equal(fixture.completions.length, 1);
      await fixture.close(0);
      assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
    });

    test(`rows 54 55: ${name} is answered with ${what} once: the record is written, once`, async () => {
      const fixture = misbehaving(api, answer, 1);
      fixture.cluster.answersProduce = true;
      const future = fixture.send({ topic: 'orders', value: 'v' });
      await fixture.stepUntil(() => future.isDone(), 5000);
      assert.equal(future.error(), null);
      assert.equal(fixture.completions.length, 1);
      await fixture.close(0);
      assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
    });
  }
