import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import fc from 'fast-check';
import { ErrorCodes } from '../../../engine/common/errors.ts';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import type { ProducerBatch } from '../../../engine/producer/producerBatch.ts';
import type { RecordMetadata } from '../../../engine/producer/produceRequestResult.ts';
import type { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { ModelBroker } from '../../support/modelBroker.ts';
import type { Verdict } from '../../support/modelBroker.ts';
import { TestProducer, settled } from '../../support/testProducer.ts';

const seed = Number(process.env.MODEL_SEED ?? 20261125);
const numRuns = Number(process.env.MODEL_RUNS ?? 60);
/** A failure is told as it was met; MODEL_SHRINK=1 looks for the shortest, which takes minutes. */
const parameters = { seed, numRuns, endOnFailure: process.env.MODEL_SHRINK === undefined };
const nodes = [1, 2] as const;
const partitions = 3;
const deliveryTimeoutMs = 2000;

type Command =
  | { readonly kind: 'send'; readonly partition: number; readonly bytes: number }
  | { readonly kind: 'tick'; readonly ms: number }
  | { readonly kind: 'step' }
  | { readonly kind: 'answer'; readonly node: number; readonly verdict: Verdict }
  | { readonly kind: 'disconnect'; readonly node: number; readonly processed: boolean }
  | { readonly kind: 'moveLeader'; readonly partition: number; readonly node: number }
  | { readonly kind: 'flush' };

const anyNode = fc.constantFrom(...nodes);
const take: Verdict = { kind: 'take' };
const refuse = (...codes: number[]): fc.Arbitrary<Verdict> =>
  fc.record({ kind: fc.constant('refuse' as const), code: fc.constantFrom(...codes) });
const retriable = refuse(ErrorCodes.NOT_ENOUGH_REPLICAS, ErrorCodes.CORRUPT_MESSAGE);
const definite = refuse(ErrorCodes.NOT_ENOUGH_REPLICAS, ErrorCodes.INVALID_TIMESTAMP, ErrorCodes.MESSAGE_TOO_LARGE);
const unsure: fc.Arbitrary<Verdict> = fc.record({
  kind: fc.constant('appendThenFail' as const),
  code: fc.constantFrom(ErrorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND, ErrorCodes.REQUEST_TIMED_OUT),
});

/** `refusals`: how brokers say no. `losesAnswers`: connections break also after a request has been taken. */
const commandWith = (refusals: fc.Arbitrary<Verdict>, losesAnswers: boolean): fc.Arbitrary<Command> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('send' as const),
        partition: fc.integer({ min: -1, max: partitions - 1 }),
        bytes: fc.integer({ min: 8, max: 260 }),
      }),
    },
    { weight: 10, arbitrary: fc.constant<Command>({ kind: 'step' }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('answer' as const),
        node: anyNode,
        verdict: fc.oneof({ weight: 8, arbitrary: fc.constant(take) }, { weight: 5, arbitrary: refusals }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('tick' as const), ms: fc.integer({ min: 1, max: 400 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('disconnect' as const),
        node: anyNode,
        processed: losesAnswers ? fc.boolean() : fc.constant(false),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('moveLeader' as const),
        partition: fc.integer({ min: 0, max: partitions - 1 }),
        node: anyNode,
      }),
    },
    { weight: 1, arbitrary: fc.constant<Command>({ kind: 'flush' }) },
  );

/** Long ones too: what goes wrong needs a history. */
const listOf = (command: fc.Arbitrary<Command>, maxLength: number): fc.Arbitrary<Command[]> =>
  fc.array(command, { maxLength, size: 'max' });

/**
 * An idempotent producer gives up a batch for good by a new epoch, under which it numbers again what is on its way, also what may be
 * written already. Java does the same, and writes such a batch twice. So either answers get lost, or batches are refused for good.
 */
const anyCommands = (maxLength: number): fc.Arbitrary<Command[]> =>
  fc.oneof(
    listOf(commandWith(fc.oneof(retriable, unsure), true), maxLength),
    listOf(commandWith(definite, false), maxLength),
  );

/** What provably happened over all runs. A check that never met a retry says nothing about retries. */
const met = new Map<string, number>();

interface Sent {
  readonly id: number;
  readonly future: RecordFuture;
  readonly answers: { readonly metadata: RecordMetadata; readonly error: KafkaError | null }[];
}

/** One run: the producer, the brokers' logs, and what was sent. After each command everything that must always hold is looked at. */
class Run {
  readonly fixture: TestProducer;
  readonly broker: ModelBroker;
  readonly sent: Sent[] = [];
  readonly flushes: Promise<void>[] = [];
  readonly #batches = new Set<ProducerBatch>();
  readonly #maxInFlight: number;

  constructor(options: { maxInFlight: number; idempotent: boolean; lingerMs: number; compression: string }) {
    this.#maxInFlight = options.maxInFlight;
    this.fixture = new TestProducer({
      nodes,
      topics: { orders: [1, 2, 1] },
      properties: {
        'batch.size': '300',
        'buffer.memory': '1500',
        'linger.ms': String(options.lingerMs),
        'max.block.ms': '1500',
        'delivery.timeout.ms': String(deliveryTimeoutMs),
        'request.timeout.ms': '500',
        'max.in.flight.requests.per.connection': String(options.maxInFlight),
        'enable.idempotence': String(options.idempotent),
        'compression.type': options.compression,
      },
    });
    this.broker = new ModelBroker(this.fixture.cluster, options.idempotent);
  }

  async applyAll(each: readonly Command[]): Promise<void> {
    for (const one of each) await this.apply(one);
  }

  async apply(each: Command): Promise<void> {
    const { fixture, broker } = this;
    switch (each.kind) {
      case 'send':
        this.#send(each.partition, each.bytes);
        break;
      case 'tick':
        fixture.time.advance(each.ms);
        break;
      case 'step':
        await this.#step();
        break;
      case 'answer':
        broker.answer(each.node, each.verdict);
        break;
      case 'disconnect':
        if (each.processed) broker.processAll(each.node);
        for (const id of fixture.selector.openConnections)
          if (fixture.cluster.nodeOf(id) === each.node) fixture.selector.deliverDisconnected(id);
        break;
      case 'moveLeader':
        fixture.cluster.moveLeader('orders', each.partition, each.node);
        break;
      case 'flush':
        this.flushes.push(fixture.producer.flush());
    }
    await settled();
    this.check();
  }

  /** Brokers take everything from now on, until all that was sent is answered. */
  async heal(): Promise<void> {
    for (let pass = 0; this.sent.some(({ answers }) => answers.length === 0); pass++) {
      assert.ok(
        pass < 400,
        `${this.sent.filter(({ answers }) => answers.length === 0).length} records are never answered`,
      );
      for (const node of nodes) while (this.fixture.cluster.unanswered(node).length > 0) this.broker.answer(node, take);
      await this.#step();
      this.check();
    }
  }

  #send(partition: number, bytes: number): void {
    const id = this.sent.length;
    const answers: Sent['answers'] = [];
    const record = { topic: 'orders', key: null, value: `${id}`.padEnd(bytes, '.') };
    const future = this.fixture.producer.send(partition < 0 ? record : { ...record, partition }, (metadata, error) =>
      answers.push({ metadata, error }),
    );
    this.sent.push({ id, future, answers });
  }

  async #step(): Promise<void> {
    const startMs = this.fixture.time.milliseconds();
    await this.fixture.step();
    for (const batch of this.fixture.producer.accumulator.incomplete)
      assert.ok(startMs - batch.createdMs < deliveryTimeoutMs, `${batch.lane.name}#${batch.id} outlived its deadline`);
  }

  check(): void {
    const { pool, accumulator, sender, transactionManager } = this.fixture.producer;
    for (const batch of accumulator.incomplete) this.#batches.add(batch);

    const gathered = pool.waiters.reduce((sum, { gatheredBytes }) => sum + gatheredBytes, 0);
    let held = 0;
    for (const batch of this.#batches)
      if (!batch.isSplitBatch && !batch.isBufferDeallocated) held += batch.buffer.length;
    assert.equal(pool.nonPooledBytes + pool.freeListBytes + gathered + held, pool.totalMemory, 'memory is conserved');

    const places = new Map<ProducerBatch, number>();
    const note = (batch: ProducerBatch): unknown => places.set(batch, (places.get(batch) ?? 0) + 1);
    for (const queue of accumulator.queues()) {
      queue.batches.forEach(note);
      const firstWithout = queue.batches.findIndex(batch => !batch.hasSequence);
      queue.batches.forEach((batch, index) => {
        const before = queue.batches[index - 1];
        if (index < queue.batches.length - 1)
          assert.ok(batch.isFull || batch.builder.isClosed, 'only the last is open');
        if (!transactionManager || !before) return;
        if (batch.hasSequence) {
          assert.ok(firstWithout < 0 || index < firstWithout, 'those with a sequence stand first');
          assert.ok(before.baseSequence < batch.baseSequence, 'in the order of their sequences');
        } else assert.ok(before.hasSequence || before.id < batch.id, 'then those without, as they were opened');
      });
    }
    for (const batches of sender.inFlightBatches().values()) batches.forEach(note);
    for (const batch of accumulator.incomplete) assert.equal(places.get(batch), 1, 'a batch is in exactly one place');
    for (const batch of places.keys()) assert.ok(accumulator.incomplete.has(batch), 'what is done is nowhere');

    for (const { future, answers } of this.sent) {
      assert.ok(answers.length <= 1, 'a callback runs once');
      assert.equal(future.isDone(), answers.length === 1, 'callback and future agree');
    }
    for (const seen of this.fixture.cluster.unanswered()) {
      const lanes = seen.batches.map(({ lane }) => lane);
      assert.equal(new Set(lanes).size, lanes.length, 'one batch of a partition in a request');
    }
    for (const node of nodes)
      assert.ok(this.fixture.cluster.unanswered(node).length <= this.#maxInFlight, 'no more in flight than allowed');
  }

  /** The records and the logs, once nothing is outstanding any more. */
  checkOutcome(keepsOrder: boolean, exactlyOnce: boolean): void {
    const { pool, accumulator, totals } = this.fixture.producer;
    for (const each of this.fixture.transitions) {
      const what = each.type === 'batchEnded' ? each.end : each.type;
      met.set(what, (met.get(what) ?? 0) + 1);
    }
    assert.equal(pool.availableBytes, pool.totalMemory, 'all memory is back');
    assert.equal(pool.waiters.length, 0);
    assert.equal(accumulator.hasIncomplete, false);
    assert.equal(accumulator.hasUndrained, false);
    assert.equal(totals.ackedRecords + totals.failedRecords, this.sent.length, 'the totals agree');
    const acked = new Map<number, RecordMetadata>();
    const surelyNot = new Set<number>();
    for (const { id, answers } of this.sent) {
      const [answer] = answers;
      assert.ok(answer, 'every record is answered');
      if (!answer.error) acked.set(id, answer.metadata);
      else if (answer.error.mayBeWritten === false) surelyNot.add(id);
      else assert.equal(answer.error.mayBeWritten, true, 'every failure says whether the record may be written');
    }
    const found = new Map<number, string[]>();
    for (const [lane, { values }] of this.broker.logs) {
      const ids = values.map(value => Number(value.replaceAll('.', '')));
      ids.forEach((id, offset) => {
        const where = found.get(id);
        if (where) where.push(`${lane}@${offset}`);
        else found.set(id, [`${lane}@${offset}`]);
      });
      // A batch written twice counts where it came to lie last.
      const ordered = ids.filter((id, at) => acked.has(id) && ids.lastIndexOf(id) === at);
      if (keepsOrder)
        assert.deepEqual(
          ordered,
          [...ordered].sort((a, b) => a - b),
          `${lane} keeps the order of its records`,
        );
    }
    for (const [id, metadata] of acked) {
      const where = found.get(id) ?? [];
      const said = `orders-${metadata.partition}@${metadata.offset}`;
      if (metadata.offset >= 0)
        assert.ok(where.includes(said), `record ${id} is said to be at ${said}, it is at ${where.join()}`);
      else assert.ok(where.length > 0, `record ${id} is acknowledged and nowhere`);
    }
    for (const id of surelyNot) assert.deepEqual(found.get(id) ?? [], [], `record ${id} was said not to be written`);
    if (exactlyOnce)
      for (const [id, where] of found) assert.equal(where.length, 1, `record ${id} is at ${where.join()}`);
  }
}

const options = fc.record({
  maxInFlight: fc.constantFrom(1, 2, 5),
  lingerMs: fc.constantFrom(0, 10),
  compression: fc.constantFrom('none', 'gzip'),
});

test(`whatever happens, memory, order, sequences and answers agree with the brokers’ logs (seed ${seed}, ${numRuns} runs)`, async () => {
  await fc.assert(
    fc.asyncProperty(options, anyCommands(80), async (given, each) => {
      const run = new Run({ ...given, idempotent: true });
      await run.applyAll(each);
      await run.heal();
      await Promise.all(run.flushes);
      await run.fixture.close();
      run.checkOutcome(true, true);
    }),
    parameters,
  );
});

test(`the same without idempotence: at least once, in order with one request in flight (seed ${seed}, ${numRuns} runs)`, async () => {
  await fc.assert(
    fc.asyncProperty(options, listOf(commandWith(fc.oneof(definite, unsure), true), 80), async (given, each) => {
      const run = new Run({ ...given, idempotent: false });
      await run.applyAll(each);
      await run.heal();
      await Promise.all(run.flushes);
      await run.fixture.close();
      run.checkOutcome(given.maxInFlight === 1, false);
    }),
    parameters,
  );
});

test(`closed in the middle of anything, every record is answered and all memory is back (seed ${seed}, ${numRuns} runs)`, async () => {
  const timeout = fc.constantFrom(0, 50, 1000);
  await fc.assert(
    fc.asyncProperty(options, anyCommands(50), timeout, async (given, each, timeoutMs) => {
      const run = new Run({ ...given, idempotent: true });
      await run.applyAll(each);
      for (const node of nodes) run.broker.processAll(node);
      await run.fixture.close(timeoutMs);
      await Promise.all(run.flushes);
      run.checkOutcome(true, true);
      assert.equal(run.fixture.selector.openConnections.size, 0);
    }),
    parameters,
  );
});

after(() => {
  for (const what of [
    'acked',
    'failed',
    'expired',
    'aborted',
    'batchRetried',
    'batchSplit',
    'poolWaitEnded',
    'leaderChanged',
    'epochBumped',
    'sequenceUnresolved',
    'stickySwitched',
    'flushEnded',
    'sendRefused',
  ])
    // prettier-ignore
    assert.ok((met.get(what) ?? 0) > 0, `no run met ${what}: ${JSON.stringify(Object.fromEntries(met))}`);
  console.log(JSON.stringify(Object.fromEntries(met)));
});
