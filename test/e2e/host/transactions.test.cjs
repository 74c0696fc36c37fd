// Begin, commit and abort from the palette.
const assert = require('node:assert/strict');
const { run, startPractice, stopPractice } = require('./support.cjs');

const send = value =>
  run('sendMessage', { record: { topic: 'transactions', key: null, value, partition: 0 }, wait: true });

describe('transactions', () => {
  before(startPractice);
  after(async () => {
    await run('setTransactionalId', '');
    await stopPractice();
  });

  it('a producer gets a transactional.id for this window, and refuses a record outside of a transaction', async () => {
    assert.equal(await run('setTransactionalId', 'orders-editor'), true);
    const result = await send('outside');
    assert.equal(result.ok, false);
    assert.match(result.text, /Begin one first/);
  });

  it('commits what was sent', async () => {
    assert.equal(await run('beginTransaction'), true);
    const result = await send('committed');
    assert.equal(result.ok, true, result.text);
    assert.equal(await run('commitTransaction'), true);
  });

  it('aborts what was sent, and begins another', async () => {
    assert.equal(await run('beginTransaction'), true);
    assert.equal((await send('aborted')).ok, true);
    assert.equal(await run('abortTransaction'), true);
    assert.equal(await run('beginTransaction'), true);
    assert.equal(await run('abortTransaction'), true);
  });

  it('says no to a commit without a begin', async () => {
    assert.equal(await run('commitTransaction'), false);
  });
});
