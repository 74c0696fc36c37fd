import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import type { ErrorName } from '../../../../engine/common/errors.ts';
import type { RecordFuture } from '../../../../engine/producer/recordFuture.ts';
import type { CoordinatedApi } from '../../../support/scriptedCoordinator.ts';
import { settled } from '../../../support/testProducer.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';
import { nodes } from './commands.ts';
import { ModelBroker, take } from './modelBroker.ts';
import type { Verdict } from './modelBroker.ts';
import { idsIn } from './outcome.ts';

type TransactionCommand =
  | { readonly kind: 'begin' | 'commit' | 'abort' | 'step' }
  | { readonly kind: 'send'; readonly partition: number }
  | { readonly kind: 'tick'; readonly ms: number }
  | { readonly kind: 'answer'; readonly node: number; readonly verdict: Verdict }
  | { readonly kind: 'disconnect'; readonly node: number }
  | { readonly kind: 'refuse'; readonly api: CoordinatedApi; readonly error: ErrorName };

/** Records of one transaction, and what became of it. */
interface Transaction {
  readonly sent: { readonly id: number; readonly future: RecordFuture }[];
  end: 'open' | 'committed' | 'aborted';
}

const refusals: fc.Arbitrary<Verdict> = fc.record({
  kind: fc.constant('refuse' as const),
  code: fc.constantFrom(
    ErrorCodes.NOT_ENOUGH_REPLICAS,
    ErrorCodes.CORRUPT_MESSAGE,
    ErrorCodes.MESSAGE_TOO_LARGE,
    ErrorCodes.TOPIC_AUTHORIZATION_FAILED,
    ErrorCodes.TRANSACTION_ABORTABLE,
  ),
});

export function transactionCommands(maxLength: number): fc.Arbitrary<TransactionCommand[]> {
  const plain = (kind: 'begin' | 'commit' | 'abort' | 'step') => fc.constant<TransactionCommand>({ kind });
  const node = fc.constantFrom(...nodes);
  const verdict = fc.oneof({ weight: 3, arbitrary: fc.constant(take) }, { weight: 1, arbitrary: refusals });
  return fc.array(
    fc.oneof(
      { weight: 8, arbitrary: plain('begin') },
      { weight: 3, arbitrary: plain('commit') },
      { weight: 2, arbitrary: plain('abort') },
      { weight: 16, arbitrary: plain('step') },
      {
        weight: 8,
        arbitrary: fc.record({ kind: fc.constant('send' as const), partition: fc.integer({ min: 0, max: 2 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('tick' as const), ms: fc.integer({ min: 1, max: 200 }) }) },
      { weight: 9, arbitrary: fc.record({ kind: fc.constant('answer' as const), node, verdict }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), node }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('refuse' as const),
          api: fc.constantFrom<CoordinatedApi[]>('AddPartitionsToTxn', 'EndTxn', 'InitProducerId', 'FindCoordinator'),
          error: fc.constantFrom<ErrorName[]>(
            'CONCURRENT_TRANSACTIONS',
            'NOT_COORDINATOR',
            'COORDINATOR_LOAD_IN_PROGRESS',
          ),
        }),
      },
    ),
    { maxLength, size: 'max' },
  );
}

/** One run. The reference: a list of transactions with their records, and logs whose records a marker commits or aborts. */
export class TransactionRun {
  readonly met: string[] = [];
  readonly #fixture: TransactionalProducer;
  readonly #broker: ModelBroker;
  readonly #transactions: Transaction[] = [];
  /** Ids in the logs when the last marker was written, and those that a marker committed. */
  readonly #decided = new Set<number>();
  readonly #committed = new Set<number>();
  #sent = 0;
  #ending = false;
  #looked = 0;

  constructor(options: { transactionVersion: number; maxInFlight: number }) {
    this.#fixture = new TransactionalProducer({
      nodes,
      topics: { orders: [1, 2, 1] },
      transactionVersion: options.transactionVersion,
      properties: {
        'batch.size': '300',
        'max.block.ms': '60000',
        'max.in.flight.requests.per.connection': String(options.maxInFlight),
      },
    });
    this.#broker = new ModelBroker(this.#fixture.cluster, true);
    this.#fixture.coordinator.onEnd = committed => this.#mark(committed);
  }

  async start(): Promise<void> {
    await this.#fixture.run(this.#fixture.producer.initTransactions());
  }

  async apply(each: TransactionCommand): Promise<void> {
    const { cluster, selector, time, coordinator } = this.#fixture;
    switch (each.kind) {
      case 'begin':
        this.#begin();
        break;
      case 'commit':
      case 'abort':
        this.#end(each.kind);
        break;
      case 'send':
        this.#send(each.partition);
        break;
      case 'step':
        await this.#fixture.step();
        break;
      case 'tick':
        time.advance(each.ms);
        break;
      case 'answer':
        this.#broker.answer(each.node, each.verdict);
        break;
      case 'disconnect':
        for (const id of selector.openConnections)
          if (cluster.nodeOf(id) === each.node) selector.deliverDisconnected(id);
        break;
      case 'refuse':
        coordinator.fail(each.api, each.error);
    }
    await settled();
    this.#checkAdded();
  }

  /** All is well from now on; what is open is committed, or aborted if it cannot be. */
  async finish(): Promise<void> {
    await this.#until(() => !this.#ending);
    if (this.#last?.end !== 'open') return;
    this.#end('commit');
    await this.#until(() => !this.#ending);
    if (this.#last.end !== 'open') return;
    this.#end('abort');
    await this.#until(() => !this.#ending);
    assert.equal(this.#last.end, 'aborted', `in state ${this.#fixture.state}`);
  }

  checkOutcome(): void {
    const { pool } = this.#fixture.producer;
    assert.equal(pool.availableBytes, pool.totalMemory, 'all memory is back');
    const expected = new Set<number>();
    for (const { sent, end } of this.#transactions)
      for (const { id, future } of sent) {
        assert.ok(future.isDone(), `record ${id} is answered`);
        if (end === 'committed') {
          assert.equal(future.error(), null, `record ${id} of a committed transaction is acknowledged`);
          expected.add(id);
        }
      }
    assert.deepEqual([...this.#committed].sort(byNumber), [...expected].sort(byNumber));
    for (const log of this.#broker.logs) {
      const ids = idsIn(log).filter(id => this.#committed.has(id));
      assert.deepEqual(ids, [...new Set(ids)].sort(byNumber), `${log.lane} has committed records once and in order`);
    }
  }

  get #last(): Transaction | undefined {
    return this.#transactions.at(-1);
  }

  #begin(): void {
    try {
      this.#fixture.producer.beginTransaction();
      this.#transactions.push({ sent: [], end: 'open' });
    } catch {
      this.met.push('refusedCall');
      assert.ok(this.#ending || this.#last?.end === 'open', 'nothing stood against it');
    }
  }

  #send(partition: number): void {
    const id = this.#sent++;
    let future: RecordFuture;
    try {
      future = this.#fixture.send({ topic: 'orders', partition, value: `${id}`.padEnd(40, '.') });
    } catch {
      return void this.met.push('refusedCall');
    }
    if (this.#last?.end === 'open' && !this.#ending) this.#last.sent.push({ id, future });
    else assert.ok(future.error(), 'a record outside of a transaction is refused');
  }

  #end(how: 'commit' | 'abort'): void {
    const { producer } = this.#fixture;
    const transaction = this.#last;
    if (this.#ending || transaction?.end !== 'open') {
      const refused = how === 'commit' ? producer.commitTransaction() : producer.abortTransaction();
      if (!this.#ending) this.met.push('refusedCall');
      return void refused.catch(() => undefined);
    }
    this.#ending = true;
    this.#await(how, transaction);
  }

  #await(how: 'commit' | 'abort', transaction: Transaction): void {
    const { producer } = this.#fixture;
    const ended = how === 'commit' ? producer.commitTransaction() : producer.abortTransaction();
    void ended.then(
      () => {
        transaction.end = how === 'commit' ? 'committed' : 'aborted';
        this.met.push(transaction.end);
        this.#ending = false;
      },
      (error: Error) => {
        this.met.push(error.name === 'TimeoutException' ? 'callTimedOut' : `${how}Refused`);
        if (transaction.sent.some(({ future }) => future.error())) this.met.push('recordFailed');
        // max.block.ms is over, the operation goes on: the same call waits again.
        if (/^(COMMITTING|ABORTING)/.test(this.#fixture.state)) this.#await(how, transaction);
        else this.#ending = false;
      },
    );
  }

  /** The coordinator writes a marker to every log: what lies before it and was not decided belongs to this transaction. */
  #mark(committed: boolean): void {
    for (const log of this.#broker.logs)
      for (const id of idsIn(log)) {
        if (this.#decided.has(id)) continue;
        this.#decided.add(id);
        if (committed) this.#committed.add(id);
      }
  }

  async #until(condition: () => boolean): Promise<void> {
    for (let pass = 0; !condition(); pass++) {
      assert.ok(pass < 500, `not after 500 passes, in state ${this.#fixture.state}`);
      for (const node of nodes)
        while (this.#fixture.cluster.unanswered(node).length > 0) this.#broker.answer(node, take);
      await this.#fixture.step();
      this.#checkAdded();
    }
  }

  /** Without Transactions V2 nothing goes to a partition that the coordinator does not know of. */
  #checkAdded(): void {
    const { cluster, coordinator } = this.#fixture;
    const seen = cluster.produces.slice(this.#looked);
    this.#looked = cluster.produces.length;
    if (coordinator.transactionVersion >= 2) return;
    for (const { lane } of seen.flatMap(({ batches }) => batches))
      assert.ok(coordinator.added.has(lane), `${lane} gets a batch and is not in the transaction`);
  }
}

const byNumber = (a: number, b: number): number => a - b;
