import assert from 'node:assert/strict';
import test from 'node:test';
import type { Verdict } from '../../../engine/snapshot/verdict.ts';
import { LayoutClock, layoutBoard } from '../../../webview/state/boardLayout.ts';
import { Latch } from '../../../webview/state/latch.ts';
import { VerdictHold } from '../../../webview/state/verdictHold.ts';
import { mergeFrame } from '../../../webview/state/view.ts';
import type { View } from '../../../webview/state/view.ts';
import { frame, lane } from '../frames/base.ts';
import { normalLoad } from '../frames/normalLoad.ts';

test('a number stays 250 ms, the newest of those between shows when it is due', () => {
  const latch = new Latch(250, 0);
  assert.equal(latch.offer(1, '', 1000), 1);
  assert.equal(latch.offer(2, '', 1100), 1);
  assert.equal(latch.offer(3, '', 1200), 1);
  assert.equal(latch.dueInMs(1200), 50);
  assert.equal(latch.flush(1250), 3);
  assert.equal(latch.dueInMs(1250), null);
  assert.equal(latch.offer(4, '', 1500), 4);
});

test('an urgent change shows at once', () => {
  const latch = new Latch(250, 0);
  latch.offer(1, 'running', 1000);
  assert.equal(latch.offer(2, 'paused', 1001), 2);
});

const verdict = (rule: Verdict['rule'], stage: Verdict['stage'], n = 0): Verdict => ({
  rule,
  stage,
  strength: 'proven',
  sinceWallMs: 0,
  values: { n },
  subject: null,
});

test('a verdict stays two seconds, with its newest values', () => {
  const hold = new VerdictHold();
  const pool = verdict('poolExhausted', 'pool');
  assert.equal(hold.offer([pool], 0)?.rule, 'poolExhausted');
  assert.equal(hold.offer([verdict('poolExhausted', 'pool', 5)], 500)?.values['n'], 5);
  assert.equal(hold.offer([verdict('unknownTopic', 'metadata')], 1000)?.rule, 'poolExhausted');
  assert.equal(hold.offer([], 1999)?.rule, 'poolExhausted');
  assert.equal(hold.dueInMs(1999), 1);
  assert.equal(hold.offer([], 2000), null);
});

test('a verdict nearer to the broker replaces at once', () => {
  const hold = new VerdictHold();
  hold.offer([verdict('poolExhausted', 'pool')], 0);
  assert.equal(hold.offer([verdict('brokerSilent', 'inFlight')], 10)?.rule, 'brokerSilent');
});

const viewOf = (f: Parameters<typeof mergeFrame>[1]): View => {
  const view = mergeFrame(null, f);
  assert.ok(view);
  return view;
};

test('groups are brokers by id, lanes by topic and number, idle ones apart; by topic the same lanes', () => {
  const view = viewOf(
    frame({
      wallMs: 1,
      lanes: {
        changed: [lane('b-2', 3), lane('b-10', 3), lane('a-0', 1, { idle: true }), lane('c-0', 1, { node: null })],
        removed: [],
      },
    }),
  );
  const byBroker = layoutBoard(view, { grouping: 'broker', filter: '' });
  assert.deepEqual(
    byBroker.groups.map(g => [g.key, g.lanes, g.idle]),
    [
      ['broker 1', [], ['a-0']],
      ['broker 2', [], []],
      ['broker 3', ['b-2', 'b-10'], []],
      ['no broker', ['c-0'], []],
    ],
  );
  const byTopic = layoutBoard(view, { grouping: 'topic', filter: '' });
  assert.deepEqual(
    byTopic.groups.map(g => g.key),
    ['topic a', 'topic b', 'topic c'],
  );
  const filtered = layoutBoard(view, { grouping: 'broker', filter: 'B-1' });
  assert.deepEqual(
    filtered.groups.map(g => g.lanes),
    [['b-10']],
  );
});

test('rows move at most once a second, never while the reader is in the board, at once when asked', () => {
  const clock = new LayoutClock();
  const options = { grouping: 'broker', filter: '' } as const;
  const more = viewOf({
    ...normalLoad,
    lanes: { changed: [...(normalLoad.lanes?.changed ?? []), lane('zebra-0', 1)], removed: [] },
  });
  const first = clock.offer(viewOf(normalLoad), options, false, 0);
  assert.equal(first.matching, 12);
  assert.equal(clock.offer(more, options, false, 500), first);
  assert.equal(clock.offer(more, options, true, 5000), first);
  assert.equal(clock.offer(more, options, false, 5001).matching, 13);
  assert.equal(clock.offer(more, { ...options, filter: 'zebra' }, true, 5002).matching, 1);
});
