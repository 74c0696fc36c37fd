import assert from 'node:assert/strict';
import test from 'node:test';
import { withLinks } from '../../../extension/common/commandLink.ts';
import { DisposableStore } from '../../../extension/common/disposableStore.ts';
import { Emitter } from '../../../extension/common/emitter.ts';
import { numberWords } from '../../../extension/common/numbers.ts';
import { plainText, withoutIcons } from '../../../extension/common/plainText.ts';

test('a store disposes the latest first, and newcomers at once when it is disposed', () => {
  const order: string[] = [];
  const item = (name: string) => ({ dispose: () => order.push(name) });
  const store = new DisposableStore();
  store.addAll(item('a'), item('b'));
  store.dispose();
  store.dispose();
  store.add(item('c'));
  assert.deepEqual(order, ['b', 'a', 'c']);
});

test('one item that throws does not keep the others open', () => {
  const order: string[] = [];
  const store = new DisposableStore();
  store.add({ dispose: () => order.push('a') });
  store.add({
    dispose: () => {
      throw new Error('b');
    },
  });
  assert.throws(() => store.dispose(), AggregateError);
  assert.deepEqual(order, ['a']);
});

test('a listener may go while it is called', () => {
  const emitter = new Emitter<number>();
  const got: number[] = [];
  const once = emitter.event(value => {
    got.push(value);
    once.dispose();
  });
  emitter.event(value => got.push(value * 10));
  emitter.fire(1);
  emitter.fire(2);
  assert.deepEqual(got, [1, 10, 20]);
});

test('plain text: one line, nothing hidden or reordered, cut with a mark', () => {
  assert.equal(plainText('a\r\n\tb'), 'a b');
  assert.equal(plainText('a\u202eb\u200bc\u0000d\ufeff'), 'a\ufffdb\ufffdc\ufffdd\ufffd');
  const long = plainText('x'.repeat(300));
  assert.equal(long.length, 256);
  assert.ok(long.endsWith('…'));
  assert.doesNotMatch(plainText(`${'x'.repeat(254)}😀y`), /[\ud800-\udbff]…/);
  assert.equal(plainText('__proto__'), '__proto__');
});

test('icons are not drawn from names', () => assert.equal(withoutIcons('a $(trash)').includes('$(trash)'), false));

test('numbers in words, with the unit after a narrow space', () => {
  const n = numberWords('en');
  assert.equal(n.count(4_118_230), '4,118,230');
  const cases: [number, string][] = [
    [1_023, '1,023 B'],
    [6_349, '6.2 KiB'],
    [144_384, '141 KiB'],
    [33_344_716, '31.8 MiB'],
    [3 * 2 ** 30, '3.0 GiB'],
  ];
  for (const [bytes, text] of cases) assert.equal(n.bytes(bytes), text.replace(' ', '\u202f'));
  const durations: [number, string][] = [
    [0.05, '0.05 ms'],
    [2.6, '2.6 ms'],
    [614, '614 ms'],
    [9_400, '9.4 s'],
    [41_000, '41 s'],
    [259_000, '4 min 19 s'],
    [60_000, '1 min'],
  ];
  for (const [ms, text] of durations) assert.equal(n.duration(ms).replaceAll('\u202f', ' '), text);
});

test('the display language sets grouping and decimal mark; one nobody knows falls back to English', () => {
  assert.equal(numberWords('de').bytes(6_349), '6,2\u202fKiB');
  assert.equal(numberWords('not a locale!').count(1_000), '1,000');
});

test('a link in a notification runs our command, and text of others makes none', () => {
  const [told, link] = withLinks('kafka [x](command:evil) fails.', [
    { title: 'Edit Connection', command: 'kafkaInspector.editConnection', argument: 'a (b) "c"' },
  ]).split(' fails. ');
  assert.equal(told, 'kafka [x]\u200a(command:evil)');
  const [, title, command, query] = /^\[(.*)\]\(command:([\w.]+)\?([^()]*)\)$/.exec(link ?? '') ?? [];
  assert.deepEqual([title, command], ['Edit Connection', 'kafkaInspector.editConnection']);
  assert.deepEqual(JSON.parse(decodeURIComponent(query ?? '')), ['a (b) "c"']);
});
