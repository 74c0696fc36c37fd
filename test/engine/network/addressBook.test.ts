import assert from 'node:assert/strict';
import test from 'node:test';
import { AddressBook } from '../../../engine/network/addressBook.ts';

/** A resolver that gives the lists one after the other, the last one forever. */
function resolver(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const book = new AddressBook(async host => {
    asked.push(host);
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    return answer.map(address => ({ address, family: address.includes(':') ? 6 : 4 }));
  });
  return { book, asked };
}

test('180 every resolved address is tried, then the name is resolved again', async () => {
  const { book, asked } = resolver(['10.0.0.1', '10.0.0.2', '10.0.0.3'], ['10.0.0.7']);
  const tried: string[] = [];
  for (let i = 0; i < 4; i++) tried.push(await book.next('1', 'kafka'));
  assert.deepEqual(tried, ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.7']);
  assert.equal(asked.length, 2);
});

test('180 after resolving again the address that has just failed is not the first one tried', async () => {
  const { book } = resolver(['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.1']);
  await book.next('1', 'kafka');
  await book.next('1', 'kafka');
  assert.equal(await book.next('1', 'kafka'), '10.0.0.1');
});

test('180 a lone address is tried again, failed or not', async () => {
  const { book, asked } = resolver(['10.0.0.1']);
  assert.deepEqual([await book.next('1', 'kafka'), await book.next('1', 'kafka')], ['10.0.0.1', '10.0.0.1']);
  assert.equal(asked.length, 2);
});

test("180 only addresses of the first one's family are used", async () => {
  const { book, asked } = resolver(['::1', '10.0.0.1', '::2']);
  assert.deepEqual([await book.next('1', 'kafka'), await book.next('1', 'kafka')], ['::1', '::2']);
  assert.equal(asked.length, 1);
});

test('180 a changed host name starts afresh', async () => {
  const { book, asked } = resolver(['10.0.0.1', '10.0.0.2'], ['10.9.9.9', '10.9.9.8']);
  await book.next('1', 'old');
  assert.equal(await book.next('1', 'new'), '10.9.9.9');
  assert.deepEqual(asked, ['old', 'new']);
});

test('180 after a connection had stood the name is resolved again', async () => {
  const { book, asked } = resolver(['10.0.0.1', '10.0.0.2']);
  await book.next('1', 'kafka');
  book.forget('1');
  assert.equal(await book.next('1', 'kafka'), '10.0.0.1');
  assert.equal(asked.length, 2);
});

test('180 connections do not share their place in the list', async () => {
  const { book } = resolver(['10.0.0.1', '10.0.0.2']);
  assert.deepEqual([await book.next('1', 'kafka'), await book.next('2', 'kafka')], ['10.0.0.1', '10.0.0.1']);
});

for (const literal of ['127.0.0.1', '::1'])
  test(`the address ${literal} is used as it is, without a resolver`, async () => {
    const { book, asked } = resolver([]);
    assert.equal(await book.next('1', literal), literal);
    assert.equal(asked.length, 0);
  });

test('189 a name without any address is an error, not the local host', async () => {
  const { book } = resolver([]);
  await assert.rejects(book.next('1', 'kafka'), { code: 'ENODATA' });
});
