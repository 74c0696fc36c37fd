import assert from 'node:assert/strict';
import test from 'node:test';
import { blockAt, differingConfig, producerBlocks, recordOf, refusal } from '../../../extension/documents/blocks.ts';
import { coexists } from '../../../extension/documents/coexistence.ts';
import { DocumentResults } from '../../../extension/documents/documentResults.ts';
import { exampleDocument } from '../../../extension/documents/example.ts';
import { messagesOfBlock } from '../../../extension/language/service/message.ts';
import { t } from '../support/words.ts';

const source = [
  'PRODUCER a',
  'topic: x',
  'one',
  '###',
  '',
  'CONSUMER g',
  'topic: x',
  '###',
  'PRODUCER b',
  'topic: y',
  'two',
].join('\n');

test('producer blocks keep the index of the document, consumers counted', () => {
  assert.deepEqual(
    producerBlocks(source).map(({ index, text }) => [index, text.split('\n')[0]]),
    [
      [0, 'PRODUCER a'],
      [2, 'PRODUCER b'],
    ],
  );
});

test('the block at the cursor', () => {
  const blocks = producerBlocks(source);
  assert.equal(blockAt(blocks, { line: 2, character: 0 })?.index, 0);
  assert.equal(blockAt(blocks, { line: 10, character: 3 })?.index, 2);
  assert.equal(blockAt(blocks, { line: 6, character: 0 }), undefined);
});

test('a refusal names document, line and the number of further errors', () => {
  const text = 'PRODUCER a\nPRODUCER';
  const { diagnostics } = messagesOfBlock(text, 0, t);
  assert.match(refusal('orders.kafka', diagnostics, t) ?? '', /^Nothing was sent\. orders\.kafka, line \d+: /);
  assert.equal(refusal('orders.kafka', [], t), null);
});

test('every block of the example can be sent, to the topic asked for', () => {
  const text = exampleDocument('orders');
  const blocks = producerBlocks(text);
  assert.equal(blocks.length, 4);
  const messages = blocks.flatMap(({ index }) => {
    const read = messagesOfBlock(text, index, t);
    assert.deepEqual(read.diagnostics, [], `block ${index}`);
    return read.messages;
  });
  assert.deepEqual(
    messages.map(({ topic }) => topic),
    ['orders', 'orders', 'orders', 'orders'],
  );
  assert.deepEqual(
    messages.map(({ count }) => count),
    [1, 1, 1_000, 1],
  );
  assert.equal(messages[2]?.ratePerSecond, 200);
  assert.equal(messages[3]?.value, null);
  assert.deepEqual(recordOf(messages[0] ?? assert.fail()), {
    topic: 'orders',
    key: 'customer-17',
    value: '{ "order": 1, "item": "lamp", "price": 49.9 }',
    headers: [['source', 'example']],
  });
});

test('producer settings of a document that the running producer does not have', () => {
  assert.deepEqual(differingConfig({ acks: 'all', 'linger.ms': '5' }, { acks: 'all', 'linger.ms': '0' }), [
    ['linger.ms', '5'],
  ]);
  assert.deepEqual(differingConfig({ constructor: 'x' }, {}), [['constructor', 'x']]);
});

test('coexistence: auto follows the other extension, words of the user go first', () => {
  assert.equal(coexists('auto', true), true);
  assert.equal(coexists('auto', false), false);
  assert.equal(coexists('full', true), false);
  assert.equal(coexists('lensesOnly', false), true);
});

test('results stay with a block that moves and go with one that is changed', () => {
  const results = new DocumentResults();
  const changed: string[] = [];
  results.onDidChange(uri => changed.push(uri));
  const [a, b] = producerBlocks(source);
  assert.ok(a && b);
  results.set('file:x', a.text, { ok: true, text: 'first', recordId: 1 });
  results.set('file:x', b.text, { ok: false, text: 'second', recordId: null });
  const moved = producerBlocks(`-- a comment more\n\n${source.replace('two', 'three')}`);
  results.keepOnly('file:x', new Set(moved.map(({ text }) => text)));
  assert.equal(results.get('file:x', moved[0]?.text ?? '')?.text, 'first');
  assert.equal(results.get('file:x', b.text), undefined);
  assert.deepEqual(changed, ['file:x', 'file:x']);
  results.forget('file:x');
  assert.equal(results.get('file:x', a.text), undefined);
});
