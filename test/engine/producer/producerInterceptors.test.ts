import assert from 'node:assert/strict';
import test from 'node:test';
import type { ProducerInterceptor } from '../../../engine/producer/producerInterceptors.ts';
import { TestProducer } from '../../support/testProducer.ts';

type Interceptor = ProducerInterceptor<string | null, string | null>;

/** Notes what it is told, and appends its name to each value. */
function noting(name: string, notes: string[]): Interceptor {
  return {
    onSend: record => {
      notes.push(`${name} sends ${record.value}`);
      return {
        ...record,
        value: `${record.value}${name}`,
        headers: [...(record.headers ?? []), { key: name, value: null }],
      };
    },
    onAcknowledgement: ({ topic, partition, offset }, error, headers) => {
      const end = error ? `${error.kind} ${offset}` : String(offset);
      notes.push(`${name} hears ${topic}-${partition} ${end} [${headers.map(({ key }) => key).join(' ')}]`);
    },
    close: () => notes.push(`${name} closes`),
  };
}

function throwing(): Interceptor {
  const fail = (method: string) => (): never => {
    throw new Error(`${method} is broken`);
  };
  return { onSend: fail('onSend'), onAcknowledgement: fail('onAcknowledgement'), close: fail('close') };
}

test('217 each interceptor gets what the one before returned, and hears of the answer before the callback runs', async () => {
  const notes: string[] = [];
  const fixture = new TestProducer({ interceptors: [noting('A', notes), {}, noting('B', notes)] });
  const record = { topic: 'orders', key: null, value: 'v', headers: [{ key: 'h', value: null }] };
  const future = fixture.producer.send(record, ({ offset }) => notes.push(`callback ${offset}`));
  await fixture.stepUntilSent();
  const [sent] = fixture.cluster.lastProduce.batches[0]?.records ?? [];
  assert.equal(String(sent?.value), 'vAB');
  assert.deepEqual(
    sent?.headers.map(({ key }) => key),
    ['h', 'A', 'B'],
  );
  assert.equal(record.headers.length, 1, "the caller's record is as it was");
  fixture.cluster.respond(1, { 'orders-0': { baseOffset: 41 } });
  await fixture.stepUntil(() => future.isDone());
  assert.deepEqual(notes, [
    'A sends v',
    'B sends vA',
    'A hears orders-0 41 [h A B]',
    'B hears orders-0 41 [h A B]',
    'callback 41',
  ]);
});

test('217 what an interceptor throws is reported and stops nothing: the others, the record and the callback go on', async () => {
  const notes: string[] = [];
  const fixture = new TestProducer({ interceptors: [noting('A', notes), throwing(), noting('B', notes)] });
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  await fixture.close();
  assert.deepEqual(notes, [
    'A sends v',
    'B sends vA',
    'A hears orders-0 0 [A B]',
    'B hears orders-0 0 [A B]',
    'A closes',
    'B closes',
  ]);
  assert.equal(fixture.completions.length, 1);
  assert.deepEqual(
    fixture.of('interceptorThrew').map(({ method, error }) => `${method}: ${error}`),
    ['onSend: onSend is broken', 'onAcknowledgement: onAcknowledgement is broken', 'close: close is broken'],
  );
});

test('217 an interceptor that returns no record, or one that may not be sent, is as if it were not there', async () => {
  const returns = (record: unknown): Interceptor => ({
    onSend: () => record as ReturnType<NonNullable<Interceptor['onSend']>>,
  });
  const fixture = new TestProducer({
    interceptors: [undefined, null, {}, { topic: 'orders', partition: -1 }, { topic: 'orders', timestampMs: -5 }].map(
      returns,
    ),
  });
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  assert.equal(String(fixture.cluster.lastProduce.batches[0]?.records[0]?.value), 'v');
  const errors = fixture.of('interceptorThrew').map(({ error }) => error);
  assert.equal(errors.length, 5);
  assert.match(errors[0] ?? '', /returned no record/);
  assert.match(errors[3] ?? '', /Invalid partition: -1/);
});

test('217 a refused record is told to interceptors after its callback, even if that throws', async () => {
  const notes: string[] = [];
  const fixture = new TestProducer({
    interceptors: [noting('A', notes)],
    properties: { 'max.request.size': '100', 'max.block.ms': '1000' },
  });
  await fixture.stepUntil(() => fixture.cluster.metadataRequests.length > 0);
  const tooLarge = fixture.producer.send(
    { topic: 'orders', partition: 0, key: null, value: 'x'.repeat(200) },
    (_, error) => {
      notes.push(`callback ${error?.kind}`);
      throw new Error('my mistake');
    },
  );
  await fixture.stepUntil(() => tooLarge.isDone());
  await assert.rejects(tooLarge.get(), { kind: 'RecordTooLargeException' });
  assert.deepEqual(notes.slice(1), [
    'callback RecordTooLargeException',
    'A hears orders-0 RecordTooLargeException -1 [A]',
  ]);
  assert.equal(fixture.of('callbackThrew').length, 1);
  notes.length = 0;
  fixture.send({ topic: 'nowhere', value: 'v' });
  await fixture.stepUntil(() => fixture.producer.blockedSends.count === 1);
  fixture.time.advance(1000);
  await fixture.stepUntil(() => fixture.producer.blockedSends.count === 0);
  assert.deepEqual(notes, ['A sends v', 'A hears nowhere--1 TimeoutException -1 [A]']);
});

test('217 what send throws at its caller is told to interceptors, and to no callback', async () => {
  const notes: string[] = [];
  const fixture = new TestProducer({ interceptors: [noting('A', notes)] });
  await fixture.close();
  assert.throws(() => fixture.send({ topic: 'orders', partition: 3, value: 'v' }), { kind: 'IllegalStateException' });
  assert.throws(() => fixture.send({ topic: 'orders', partition: -3, value: 'v' }), {
    kind: 'IllegalArgumentException',
  });
  assert.deepEqual(notes, ['A closes', 'A sends v', 'A hears orders-3 IllegalStateException -1 [A]']);
  assert.deepEqual(fixture.completions, []);
});

test('217 flush inside onAcknowledgement is refused, as inside a callback', async () => {
  const flushes: Promise<void>[] = [];
  const fixture: TestProducer = new TestProducer({
    interceptors: [{ onAcknowledgement: () => void flushes.push(fixture.producer.flush()) }],
  });
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  await assert.rejects(Promise.all(flushes), { kind: 'KafkaException' });
});
