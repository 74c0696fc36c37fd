import assert from 'node:assert/strict';
import type { RecordMetadata } from '../../../../engine/producer/produceRequestResult.ts';
import type { ModelRun } from './modelRun.ts';
import type { PartitionLog } from './modelBroker.ts';

export interface Promised {
  /** Acknowledged records lie in their partition in the order of their sends. */
  readonly order: boolean;
  readonly exactlyOnce: boolean;
}

/** The records and the logs, once nothing is outstanding any more. */
export function checkOutcome(run: ModelRun, promised: Promised): void {
  const { pool, accumulator, totals } = run.fixture.producer;
  assert.equal(pool.availableBytes, pool.totalMemory, 'all memory is back');
  assert.equal(pool.waiters.length, 0);
  assert.equal(accumulator.hasIncomplete, false);
  assert.equal(accumulator.hasUndrained, false);
  assert.equal(totals.ackedRecords + totals.failedRecords, run.sent.length, 'the totals agree');

  const { acked, surelyNot } = answersOf(run);
  const where = new Map<number, string[]>();
  for (const log of run.broker.logs) {
    const ids = idsIn(log);
    ids.forEach((id, offset) => where.set(id, [...(where.get(id) ?? []), `${log.lane}@${offset}`]));
    if (promised.order) checkOrder(log.lane, ids, acked);
    if (promised.exactlyOnce) assert.equal(new Set(ids).size, ids.length, `${log.lane} has a record twice`);
  }
  for (const [id, { topic, partition, offset }] of acked) {
    const found = where.get(id) ?? [];
    const said = `${topic}-${partition}@${offset}`;
    if (offset < 0) assert.ok(found.length > 0, `record ${id} is acknowledged and nowhere`);
    else assert.ok(found.includes(said), `record ${id} is said to be at ${said}, it is at ${found.join()}`);
  }
  for (const id of surelyNot) assert.deepEqual(where.get(id) ?? [], [], `record ${id} was said not to be written`);
}

function answersOf({ sent }: ModelRun) {
  const acked = new Map<number, RecordMetadata>();
  const surelyNot = new Set<number>();
  for (const { id, answers } of sent) {
    const [answer] = answers;
    assert.ok(answer, 'every record is answered');
    if (!answer.error) acked.set(id, answer.metadata);
    else if (answer.error.mayBeWritten === false) surelyNot.add(id);
    else assert.equal(answer.error.mayBeWritten, true, 'every failure says whether the record may be written');
  }
  return { acked, surelyNot };
}

/** A batch written twice counts where it came to lie last. */
function checkOrder(lane: string, ids: readonly number[], acked: ReadonlyMap<number, unknown>): void {
  const ordered = ids.filter((id, at) => acked.has(id) && ids.lastIndexOf(id) === at);
  const sorted = [...ordered].sort((a, b) => a - b);
  assert.deepEqual(ordered, sorted, `${lane} keeps the order of its records`);
}

export const idsIn = ({ values }: Pick<PartitionLog, 'values'>): number[] =>
  values.map(value => Number(value.replaceAll('.', '')));
