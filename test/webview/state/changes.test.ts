import assert from 'node:assert/strict';
import test from 'node:test';
import { layoutBoard } from '../../../webview/state/boardLayout.ts';
import { boardRows } from '../../../webview/state/boardRows.ts';
import { ChangeKeeper, markOf } from '../../../webview/state/changes.ts';
import { mergeFrame } from '../../../webview/state/view.ts';
import type { View } from '../../../webview/state/view.ts';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import { broker, cell, lane, request, slots } from '../frames/base.ts';
import { leaderDied } from '../frames/leaderDied.ts';
import { pausedOneRecord } from '../frames/paused.ts';

const view = (frame: Frame, before: View | null = null): View => {
  const merged = mergeFrame(before, frame);
  assert.ok(merged);
  return merged;
};

const paused = view(pausedOneRecord);
const sent = lane('orders-4', 2, { cells: [cell(0, 9, 0, 1)] });
const after = view(
  {
    ...pausedOneRecord,
    full: false,
    seq: 2,
    lanes: { changed: [sent], removed: [] },
    brokers: [broker(1), broker(2, { slots: slots(request(9, 0, 1, 1)) }), broker(3, { state: 'disconnected' })],
  },
  paused,
);

test('a step: which batch, request, broker and stage are different', () => {
  const { lanes, brokers, turn } = new ChangeKeeper().offer(paused, after, 0);
  assert.deepEqual([...lanes.keys()], ['orders-4']);
  assert.deepEqual(lanes.get('orders-4'), { open: false, queued: new Set(), flying: new Set([0]) });
  assert.deepEqual(brokers.get(2), { connection: true, slots: new Set([0]) });
  assert.equal(turn, 1);
});

test('marks stay until something else changes; frames of one step count together; running forgets them', () => {
  const keeper = new ChangeKeeper();
  keeper.offer(paused, after, 0);
  assert.equal(keeper.offer(after, { ...after, seq: 3 }, 5_000).lanes.size, 1);
  assert.equal(keeper.offer(after, paused, 5_001).turn, 2);
  const together = keeper.offer(paused, after, 5_100);
  assert.deepEqual([together.turn, together.lanes.get('orders-4')?.open], [2, true]);
  const running = { ...after, session: { ...after.session, run: 'running' as const } };
  const none = keeper.offer(after, running, 6_000);
  assert.equal(none.lanes.size, 0);
  assert.equal(keeper.offer(running, running, 6_100), none, 'the same each time, so that no lane draws itself again');
});

test('the same thing changed twice is marked anew', () => {
  const [one, two] = [1, 2].map(turn =>
    markOf({ turn, lanes: new Map(), brokers: new Map(), stages: new Set() }, true),
  );
  assert.notEqual(one, two);
});

test('rows are counted whether drawn or not: heads, brokers, lanes, where partitions went, idle ones', () => {
  const died = view(leaderDied);
  const layout = layoutBoard(died, { grouping: 'broker', filter: '' });
  const all = boardRows(layout, died, { closedGroups: [], openIdle: [] }, 'broker');
  assert.deepEqual(
    all.rows.slice(0, 3).map(({ key, level, rowIndex }) => [key, level, rowIndex]),
    [
      ['broker 1', 1, 2],
      ['audit-0', 2, 3],
      ['orders-0', 2, 4],
    ],
  );
  assert.equal(all.indexOf.get('broker 2 moved'), (all.indexOf.get('orders-4') ?? 0) + 1);
  assert.ok(
    all.rows.every(({ key }) => !key.endsWith('moved')),
    'it takes no focus',
  );
  assert.equal(all.count, 1 + 3 + 12 + 1);
  const closed = boardRows(layout, died, { closedGroups: ['broker 1'], openIdle: [] }, 'broker');
  assert.equal(closed.rows[1]?.key, 'broker 2');
  const byTopic = boardRows(
    layoutBoard(died, { grouping: 'topic', filter: '' }),
    died,
    { closedGroups: [], openIdle: [] },
    'topic',
  );
  assert.deepEqual(
    byTopic.rows.slice(2, 5).map(({ key }) => key),
    ['broker 3', 'topic audit', 'audit-0'],
  );
});
