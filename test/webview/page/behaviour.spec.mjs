// What the page does: frames, keys, sending, selection, state.
import { leaderDied } from '../frames/leaderDied.ts';
import { metrics } from '../frames/metrics.ts';
import { normalLoad } from '../frames/normalLoad.ts';
import { pausedUnderLoad } from '../frames/request.ts';
import { manyLanes } from '../frames/states.ts';
import { expect, test } from './inspectorPage.mjs';
import { answering, openScene } from './scenes.mjs';

const delta = (seq, more = {}) => {
  const rest = { ...normalLoad, seq, full: false, log: [], history: [] };
  for (const part of ['brokers', 'lanes', 'pool', 'topology']) delete rest[part];
  return { ...rest, ...more };
};
const plain = async locator => (await locator.innerText()).replaceAll('\u202f', ' ');

test('each frame is answered once it is drawn, and a delta leaves the rest as it was', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  await inspector.say({ type: 'frame', frame: delta(2) });
  await inspector.settle();
  expect((await inspector.heard('shown')).map(message => message.seq)).toEqual([1, 2]);
  await expect(page.locator('.lane')).toHaveCount(12);
});

test('a number stays long enough to be read, a pause shows at once', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  const send = page.locator('.at-send .stage-number b');
  const faster = { ...normalLoad.pipeline, send: { ...normalLoad.pipeline.send, recordsPerSecond: 50_000 } };
  await inspector.say({ type: 'frame', frame: delta(2, { pipeline: faster }) });
  // Looked at with every frame of the browser: the next number must come while this one is still fresh.
  await page.waitForFunction(() => document.querySelector('.at-send .stage-number b')?.textContent === '50,000');
  await inspector.say({ type: 'frame', frame: delta(3) });
  await inspector.settle();
  expect(await send.innerText()).toBe('50,000');
  await expect(send).toHaveText('46,851');
  await inspector.say({ type: 'frame', frame: { ...pausedUnderLoad, seq: 4 } });
  await inspector.settle();
  expect(await page.locator('.explain').innerText()).toContain('Paused at 14:03:22.418');
});

test('strings of a broker stay letters', async ({ inspector }) => {
  const page = await openScene(inspector, 'hostile');
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
  expect(await page.locator('img').count()).toBe(0);
  await expect(page.locator('.lane-name .name')).toHaveText(/^<img src=x onerror/);
});

test('Enter sends what the row says, and the row tells what became of it', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  const value = page.getByRole('textbox', { name: 'Value' });
  await page.getByRole('textbox', { name: 'Key' }).fill('user-7');
  await value.fill('hello');
  await value.press('Enter');
  const sent = (await inspector.heard('request')).find(message => message.request.kind === 'send');
  expect(sent.request).toEqual({ kind: 'send', times: 1, record: { topic: 'audit', key: 'user-7', value: 'hello' } });
  const outcome = { ok: true, recordId: 5, topic: 'audit', partition: 2, offset: 171230, timestamp: 1, tookMs: 5.2 };
  await inspector.say({
    type: 'reply',
    id: sent.id,
    result: { kind: 'send', acked: 1, failed: 0, outcomes: [outcome] },
  });
  await expect(page.locator('.where')).toHaveText(/audit-2 offset 171,230/);
  await expect(value).toHaveValue('hello');
});

test('a topic name that is not legal is refused with the limit', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  const topic = page.getByRole('textbox', { name: 'Topic' });
  await topic.fill('a topic');
  await topic.press('Enter');
  await expect(page.locator('.where')).toHaveAttribute('title', /"a topic" is not a legal topic name: up to 249/);
  expect((await inspector.heard('request')).filter(message => message.request.kind === 'send')).toEqual([]);
});

test('headers, partition, timestamp and null go along from the second row', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Headers, Partition, Timestamp' }).click();
  await page.getByRole('textbox', { name: 'Headers' }).fill('trace=1');
  await page.getByRole('textbox', { name: 'Partition', exact: true }).fill('2');
  await page.getByRole('checkbox', { name: 'Null value' }).click();
  await page.getByRole('textbox', { name: 'Partition', exact: true }).press('Tab');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const sent = (await inspector.heard('request')).find(message => message.request.kind === 'send');
  expect(sent.request.record).toEqual({
    topic: 'audit',
    key: 'user-42',
    value: null,
    headers: [['trace', '1']],
    partition: 2,
  });
});

test('buttons and menus do what they say', async ({ inspector }) => {
  const page = await openScene(inspector, 'request');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Step' }).click();
  await page.getByRole('button', { name: /^Load 46,800/ }).click();
  await page.getByRole('button', { name: /^acks all/ }).click();
  expect(await inspector.actions()).toEqual([
    { kind: 'resume' },
    { kind: 'step' },
    { kind: 'stopLoad' },
    { kind: 'openSettings' },
  ]);
});

test('the empty page starts the practice cluster or connects', async ({ inspector }) => {
  const page = await openScene(inspector, 'noConnection');
  await page.getByRole('button', { name: 'Start Practice Cluster' }).click();
  await page.getByRole('button', { name: 'Connect to Kafka…' }).click();
  await page.getByRole('button', { name: /^staging/ }).click();
  expect(await inspector.actions()).toEqual([
    { kind: 'startPractice' },
    { kind: 'connect', connectionId: null },
    { kind: 'connect', connectionId: 'staging' },
  ]);
});

test('a crash says what is lost and what may be written, and greys the rest', async ({ inspector }) => {
  const page = await openScene(inspector, 'crashed', { form: 'middle' });
  const alert = page.getByRole('alert');
  expect(await plain(alert)).toContain(
    '140,265 were never sent, so sending them again is safe; 450 were in flight and may be written.',
  );
  expect(await page.locator('.board').evaluate(board => getComputedStyle(board).filter)).toBe('grayscale(1)');
  await page.getByRole('button', { name: 'Start Again' }).click();
  await page.getByRole('button', { name: 'Copy Report' }).click();
  const [again, report] = await inspector.actions();
  expect(again).toEqual({ kind: 'startAgain' });
  expect(report.text).toContain('RangeError, offset 16385 is out of bounds');
});

test('one selection is outlined in every view, and dotted once the thing has ended', async ({ inspector }) => {
  const page = await openScene(inspector, 'request');
  await expect(page.locator('.slot.selected')).toHaveCount(1);
  await expect(page.locator('.flight.selected')).toHaveCount(3);
  await expect(page.getByRole('tab', { name: 'Request #4182' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(page.locator('.slot.selected')).toHaveCount(0);
});

test('field and bytes mark each other', async ({ inspector }) => {
  const page = await openScene(inspector, 'request');
  await page.getByRole('treeitem', { name: /correlationId/ }).click();
  await expect(page.locator('.hex .marked').first()).toHaveText(/^00/);
  expect((await page.locator('.hex td:nth-child(2) .marked').allInnerTexts()).join('').replace(/\s/g, '')).toBe(
    '00001056',
  );
  await page.locator('.hex td:nth-child(2) span').nth(1).click();
  await expect(page.locator('.field-line.chosen .field-name')).toHaveText('size');
});

test('the board is one Tab stop: arrows move, Enter opens, left goes to the broker, / to the filter', async ({
  inspector,
}) => {
  const page = await openScene(inspector, 'leaderDied', { select: undefined, answer: answering() });
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
  expect(await page.locator('.grid [tabindex="0"]').count()).toBe(1);
  await page.locator('.grid [tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toContain('audit-0');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toMatch(/^audit-0, open batch, on average/);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Home');
  expect(await focused()).toContain('payments-2');
  await page.keyboard.press('Enter');
  await expect(page.locator('.lane.selected')).toHaveCount(1);
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toContain('Broker 3');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.broker.closed')).toHaveCount(1);
  await page.keyboard.press('/');
  await page.keyboard.type('orders-4');
  await expect(page.locator('.lane')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.locator('.lane')).not.toHaveCount(1);
});

test('Ctrl+arrows go through the groups in reading order', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  const seen = [];
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Control+ArrowDown');
    seen.push(await page.evaluate(() => document.activeElement.closest('[data-group]')?.dataset.group));
  }
  expect([...new Set(seen)]).toEqual([
    'header',
    'send',
    'pipeline',
    'explain',
    'board-tools',
    'board',
    'pool',
    'topology',
    'tabs',
    'drawer',
  ]);
  await page.keyboard.press('Control+ArrowUp');
  expect(await page.evaluate(() => document.activeElement.closest('[data-group]')?.dataset.group)).toBe('tabs');
});

test('pipeline: arrows between stages, Enter goes to the part that shows it', async ({ inspector }) => {
  const page = await openScene(inspector, 'poolExhausted');
  await page.locator('.stage-body[tabindex="0"]').focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
  await expect(page.locator('.at-batches .stage-body')).toBeFocused();
  await expect(page.locator('.at-batches .stage-body')).toHaveAccessibleName(
    /Batches: 2,028 batches, 0 open, 2,028 queued, oldest 9.4.s, backed up/,
  );
  await page.keyboard.press('Enter');
  await expect(page.locator('.grid :focus')).toHaveCount(1);
});

test('the explain line opens its evidence and leads to its subject', async ({ inspector }) => {
  const page = await openScene(inspector, 'leaderDied', { select: undefined, answer: answering() });
  await page.getByRole('button', { name: 'proven' }).click();
  await expect(page.getByRole('region', { name: 'Evidence' })).toContainText('What would prove it wrong');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Evidence' })).toHaveCount(0);
  await page.getByRole('button', { name: /orders-4 is retried until 14:14:09/ }).click();
  const asked = (await inspector.heard('request')).map(message => message.request);
  expect(asked).toContainEqual({ kind: 'describe', selection: { kind: 'batch', lane: 'orders-4', batchId: 4410 } });
});

test('the log stands still under the pointer and says how much is new', async ({ inspector }) => {
  const page = await openScene(inspector, 'leaderDied', { select: undefined, answer: answering() });
  await page.locator('.log-line').first().hover();
  const entry = { ...leaderDied.log[0], id: 77 };
  await inspector.say({ type: 'frame', frame: { ...leaderDied, seq: 2, full: false, log: [entry] } });
  await expect(page.locator('.log-news')).toContainText('1 new');
  await expect(page.locator('.log-line')).toHaveCount(3);
  await page.mouse.move(300, 200);
  await expect(page.locator('.log-line')).toHaveCount(4);
});

test('the page comes back after hiding exactly as it was', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  await page.getByRole('textbox', { name: 'Filter partitions' }).fill('orders');
  await page.getByRole('button', { name: /^Group the board/ }).click();
  await page.getByRole('menuitemradio', { name: 'By topic' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('kept');
  await page.locator('.lane-name').first().click();
  await page.waitForFunction(() =>
    /kept.*"kind":"lane"|"kind":"lane".*kept/.test(sessionStorage.getItem('state') ?? ''),
  );
  await page.reload();
  await inspector.start({ frame: normalLoad });
  await inspector.settle();
  await expect(page.getByRole('textbox', { name: 'Filter partitions' })).toHaveValue('orders');
  await expect(page.getByRole('textbox', { name: 'Value' })).toHaveValue('kept');
  await expect(page.locator('.topic-row')).toHaveCount(1);
  await expect(page.locator('.lane.selected')).toHaveCount(1);
});

test('a second language is one file', async ({ inspector }) => {
  const l10n = { Send: 'Senden', '{0} waiting': '{0}', waiting: 'warten', Pool: 'Speicher' };
  const page = await openScene(inspector, 'normalLoad', { init: { locale: 'de', l10n } });
  await expect(page.locator('.at-send .stage-name')).toHaveText('Senden');
  await expect(page.locator('.at-send .stage-number b')).toHaveText('46.851');
});

test('with a screen reader the pool is a table, without its picture', async ({ inspector }) => {
  const page = await openScene(inspector, 'poolExhausted');
  await expect(page.locator('.pool-cells')).toHaveCount(1);
  await page.evaluate(() => document.body.classList.add('vscode-using-screen-reader'));
  await expect(page.locator('.pool-cells')).toHaveCount(0);
  await expect(page.getByRole('table', { name: 'Buffers by use' })).toContainText('2,028');
});

test('two hundred lanes that all change: every frame is drawn and answered', async ({ inspector }) => {
  const page = await openScene(inspector, 'manyLanes');
  const changed = seq => manyLanes.lanes.changed.map(lane => ({ ...lane, open: { ...lane.open, bytes: 1024 * seq } }));
  for (const seq of [2, 3, 4]) {
    await inspector.say({ type: 'frame', frame: delta(seq, { lanes: { changed: changed(seq), removed: [] } }) });
    await inspector.settle();
  }
  expect((await inspector.heard('shown')).map(message => message.seq)).toEqual([1, 2, 3, 4]);
  const widths = await page.locator('.open-batch .fill').evaluateAll(fills => fills.map(fill => fill.style.width));
  expect(new Set(widths)).toEqual(new Set(['25%']));
});

test('with a screen reader there is a frame a second, not ten', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  await page.evaluate(() => document.body.classList.add('vscode-using-screen-reader'));
  await inspector.settle();
  await inspector.say({ type: 'frame', frame: delta(2) });
  await inspector.settle();
  const shown = async () => (await inspector.heard('shown')).map(message => message.seq);
  expect(await shown()).toEqual([1]);
  await expect.poll(shown).toEqual([1, 2]);
});

test('a row is copied as it reads, from the board, the pool and the topology', async ({ inspector }) => {
  const page = await openScene(inspector, 'leaderDied', { select: undefined, answer: answering() });
  await page.locator('.matrix tr[data-lane="orders-4"]').focus();
  await page.keyboard.press('Control+c');
  await page.getByRole('table', { name: 'Buffers by use' }).focus();
  await page.keyboard.press('Control+c');
  const [row, table] = (await inspector.actions()).map(({ text }) => text.replaceAll('\u202f', ' '));
  expect(row).toBe('orders-4\tno copy\toffline\tbehind\t7');
  expect(table.split('\n')[1]).toBe('in flight\t12\t192 KiB\t99.3 KiB written');
});

test('what a frame has no room for is said: lanes in the title, idle ones at the end, partitions in the topology', async ({
  inspector,
}) => {
  const omitted = { active: 4512, idle: 5088 };
  const frame = {
    ...manyLanes,
    lanes: { ...manyLanes.lanes, omitted },
    topology: { ...manyLanes.topology, omittedPartitions: 9600 },
  };
  const page = await openScene(inspector, 'manyLanes', { frame });
  await expect(page.locator('.board .summary')).toHaveText('200 of 4,712 active shown');
  await expect(page.locator('.grid > .moved')).toHaveText('5,088 more idle partitions');
  await expect(page.locator('.topology')).toContainText('9,600 partitions more, not shown.');
  await page.getByRole('textbox', { name: 'Filter partitions' }).fill('ordrs');
  await expect(page.locator('.nothing')).toContainText('9,600 more are known and not shown');
});

test('metrics: asked for while their tab is shown, filtered by either name, walked with arrows', async ({
  inspector,
}) => {
  const page = await openScene(inspector, 'metrics');
  const rows = page.locator('.metric[data-index]');
  await expect(rows).toHaveCount(metrics.length);
  await page.getByRole('textbox', { name: 'Filter the metrics' }).fill('txmsgs orders');
  await expect(rows).toHaveCount(1);
  expect(await plain(rows.first())).toContain('record-send-total');
  await page.getByRole('textbox', { name: 'Filter the metrics' }).fill('no such thing');
  await expect(page.getByText('No metric matches "no such thing".')).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(rows).toHaveCount(metrics.length);
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+c');
  expect((await inspector.actions()).at(-1).text).toMatch(
    /^batch-size-max\t\t15\.5\sKiB\ttopics\.\*\.batchsize\.max\t/,
  );
});

test('metrics: asked for again every second while their tab is shown, and then no more', async ({ inspector }) => {
  await inspector.page.addInitScript(() => {
    const { setInterval, clearInterval } = window;
    window.running = new Map();
    window.setInterval = (run, everyMs) => {
      const timer = setInterval(run, everyMs);
      window.running.set(timer, everyMs);
      return timer;
    };
    window.clearInterval = timer => {
      window.running.delete(timer);
      clearInterval(timer);
    };
  });
  const page = await openScene(inspector, 'metrics');
  const timers = () => page.evaluate(() => [...window.running.values()]);
  expect(await timers()).toContain(1000);
  await page.getByRole('tab', { name: 'Log' }).click();
  await inspector.settle();
  expect(await timers()).not.toContain(1000);
});

test('metrics: in the bottom form the drawer opens for them and closes with them', async ({ inspector }) => {
  const page = await openScene(inspector, 'metrics', { form: 'bottom' });
  await expect(page.locator('.metric[data-index]').first()).toBeVisible();
  await page.getByRole('button', { name: 'Close Metrics' }).click();
  await expect(page.locator('.drawer')).toHaveCount(0);
});
