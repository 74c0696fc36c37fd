import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../engine/common/errors.ts';
import { ProducerStates } from '../../../engine/practice/producerStates.ts';
import { readBatchHeader } from '../../../engine/record/recordBatchReader.ts';
import { batchOf } from './support/testCluster.ts';

const day = 86_400_000;

class Partition {
  readonly states = new ProducerStates(day);
  nowMs = 1000;
  #nextOffset = 0;

  /** `epoch.sequence+count`; says what a leader would. */
  send(text: string): string {
    const [, epoch, sequence, count] = /^(\d+)\.(\d+)\+(\d+)$/.exec(text) ?? [];
    const batch = readBatchHeader(
      batchOf(
        Array.from({ length: Number(count) }, () => 'v'),
        {
          producerId: 1n,
          producerEpoch: Number(epoch),
          baseSequence: Number(sequence),
        },
      ),
    );
    const check = this.states.check(batch, this.nowMs);
    if (check.kind === 'duplicate') return `duplicate of ${check.baseOffset}`;
    if (check.kind === 'refused') return check.errorCode === ErrorCodes.INVALID_PRODUCER_EPOCH ? 'old epoch' : 'gap';
    const offset = this.#nextOffset;
    this.states.appended(batch, offset, -1, this.nowMs);
    this.#nextOffset += batch.recordCount;
    return `at ${offset}`;
  }
}

function check(name: string, ...steps: readonly (readonly [string, string])[]): void {
  test(`§12.4 ${name}`, () => {
    const partition = new Partition();
    for (const [sent, expected] of steps) assert.equal(partition.send(sent), expected, sent);
  });
}

check('the first batch of an unknown producer may have any sequence', ['0.17+2', 'at 0'], ['0.19+1', 'at 2']);
check('a gap and a step back are refused', ['0.0+2', 'at 0'], ['0.3+1', 'gap'], ['0.1+1', 'gap'], ['0.2+1', 'at 2']);
check(
  'one of the last five is a duplicate',
  ['0.0+1', 'at 0'],
  ['0.1+1', 'at 1'],
  ['0.2+1', 'at 2'],
  ['0.3+1', 'at 3'],
  ['0.4+1', 'at 4'],
  ['0.0+1', 'duplicate of 0'],
  ['0.5+1', 'at 5'],
  ['0.0+1', 'gap'],
  ['0.1+1', 'duplicate of 1'],
);
check('the same first sequence with another count is no duplicate', ['0.0+3', 'at 0'], ['0.0+2', 'gap']);
check('a new epoch begins with 0', ['0.0+1', 'at 0'], ['1.1+1', 'gap'], ['1.0+1', 'at 1'], ['1.1+1', 'at 2']);
check('an old epoch is fenced', ['3.0+1', 'at 0'], ['2.0+1', 'old epoch'], ['2.1+1', 'old epoch']);
check('sequences wrap from 2^31 − 1 to 0', ['0.2147483646+2', 'at 0'], ['0.0+1', 'at 2']);
check(
  'a batch may cross the wrap',
  ['0.2147483646+3', 'at 0'],
  ['0.1+1', 'at 3'],
  ['0.2147483646+3', 'duplicate of 0'],
);

test('a producer that was idle for a day is forgotten', () => {
  const partition = new Partition();
  partition.send('0.0+1');
  partition.nowMs += day - 1;
  assert.equal(partition.send('0.5+1'), 'gap');
  partition.nowMs += 1;
  assert.deepEqual(partition.states.active(partition.nowMs), []);
  assert.equal(partition.send('0.5+1'), 'at 1');
});

test('§12.4 a marker with a new epoch fences the old one, and sequences begin at 0', () => {
  const partition = new Partition();
  assert.equal(partition.send('3.0+2'), 'at 0');
  const marker = { producerId: 1n, producerEpoch: 4, coordinatorEpoch: 2, committed: true };
  assert.equal(partition.states.checkMarker(marker), 0);
  partition.states.marked(marker, 0, partition.nowMs);
  assert.equal(partition.send('3.2+1'), 'old epoch');
  assert.equal(partition.send('4.2+1'), 'gap');
  assert.equal(partition.send('4.0+1'), 'at 2');
  const old = { ...marker, producerEpoch: 3 };
  assert.equal(partition.states.checkMarker(old), ErrorCodes.INVALID_PRODUCER_EPOCH);
  const fenced = { ...marker, coordinatorEpoch: 1 };
  assert.equal(partition.states.checkMarker(fenced), ErrorCodes.TRANSACTION_COORDINATOR_FENCED);
});
