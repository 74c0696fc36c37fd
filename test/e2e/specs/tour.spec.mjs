// The five-minute tour of the README: its steps, in its order, as it words them. The pictures of the README and of its stations
// are taken on the way.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../fixture.mjs';
import { answer, choose, hideSideBar, notification, numberIn, openFile, openInspector } from '../inspector.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const sample = readFileSync(path.join(root, 'test/e2e/sample-workspace/orders.kafka'), 'utf8');
const wide = { width: 1400, height: 940 };
const narrow = { width: 448, height: 940 };
/** For what the machine has to compute first; a person would wait too. */
const patient = { timeout: 30_000 };

test('the tour of the README', async ({ openWorkbench }) => {
  test.setTimeout(400_000);
  const workbench = await openWorkbench({ files: { 'orders.kafka': sample }, size: wide });
  const { page } = workbench;
  const inspector = await openInspector(workbench);
  const { panel, explain, outcome, stage } = inspector;
  const done = [];
  const step = (title, body) => test.step(title, () => body().then(() => done.push(title)));
  const takenByBatch = name => inspector.lane(name).locator('.open-batch.exact');

  await step('Start the practice cluster', async () => {
    await expect(panel.getByRole('heading', { name: 'No producer is running' })).toBeVisible();
    await inspector.button('Start Practice Cluster').click();
    await inspector.connected();
    await expect(explain).toContainText('Connected. Nothing sent yet.Three brokers known.');
    await expect(panel.locator('.header')).toContainText('3 brokers · PLAINTEXT');
    await workbench.screenshot('tour-1-connected');
  });

  await step('Send the first record', async () => {
    await inspector.fill({ topic: 'orders', key: 'user-42', value: '{"order":1001,"amount":12.50}' });
    await expect(inspector.prediction).toHaveText(/orders-\?\s*asked at the first send/);
    await inspector.button('Send').click();
    await expect(outcome).toHaveText(/^orders-4 offset 0, [\d.]+\sms$/);
    await expect(inspector.tab('Record user-42')).toHaveAttribute('aria-selected', 'true');
    await expect(panel.locator('.wf-row')).toHaveCount(12);
    await expect(panel.locator('.wf-row.done')).toHaveCount(12);
    await expect(panel.locator('.topology')).toContainText('1 topic, 6 partitions');
    await expect(panel.locator('.pool-table')).toContainText(/free list\s*1\s*16.0\sKiB/);
    await expect(explain).toContainText('Nothing is held up.');
    await workbench.screenshots('tour-2-first-record');
  });

  await step('Send ten more', async () => {
    await inspector.button('× 10').click();
    await expect(outcome).toHaveText('10 records acked');
    await expect.poll(inspector.acked).toBe(11);
    await expect(stage('partition')).toContainText(/100\s*% by key/);
  });

  await step('Pause, then send', async () => {
    await inspector.button('Pause').click();
    await expect(explain).toContainText('Engine time stands still; no timeout fires. Sends are still accepted.');
    await inspector.fill({ key: 'user-43' });
    await expect(inspector.prediction).toHaveText(/orders-2\s*key hash/);
    await inspector.button('Send').click();
    await expect(takenByBatch('orders-2')).toContainText('1 rec');
    await expect(stage('batches')).toContainText('1 open, 0 queued');
    await expect(explain.locator('.step-preview')).toHaveText(
      /^Step: [\d.]+\sms pass, linger is over, (drains orders-2 #0 \(linger\) to broker 3|connecting to broker 3 starts)\.$/,
    );
    await expect(inspector.tab('Record user-43')).toHaveAttribute('aria-selected', 'true');
    await expect(panel.locator('.wf-row.now')).toHaveText(/linger/);
    await workbench.screenshot('readme-paused');
    await workbench.screenshots('tour-4-paused');
    await page.setViewportSize(narrow);
    await expect(panel.locator('.in-flight-list')).toBeVisible();
    await workbench.screenshot('tour-4-paused-narrow');
    await page.setViewportSize(wide);
  });

  await step('Step until it is acknowledged', async () => {
    // First to connect to the leader of orders-2, if nothing has been sent there yet.
    await expect(async () => {
      await inspector.button('Step').click();
      await expect(stage('inFlight')).toContainText('1 batch', { timeout: 500 });
    }).toPass(patient);
    await expect(panel.locator('.wf-row.now')).toHaveText(/in flight/);
    await workbench.screenshot('tour-5-in-flight');
    await expect(async () => {
      await inspector.button('Step').click();
      await expect(outcome).toHaveText(/^orders-2 offset 0, /, { timeout: 500 });
    }).toPass(patient);
    await expect(panel.locator('.wf-row.done')).toHaveCount(12);
    await inspector.button('Resume').click();
    await expect(inspector.button('Pause')).toBeVisible();
    await expect(explain).not.toContainText('Paused');
    await expect.poll(inspector.acked).toBe(12);
  });

  await step('Look at the bytes', async () => {
    await inspector.tab('Log').click();
    const sent = panel.locator('.log-line').filter({ hasText: 'request sent' }).filter({ hasText: 'Produce' });
    await sent.first().click();
    await expect(inspector.tab(/^Request #\d+$/)).toHaveAttribute('aria-selected', 'true');
    await panel.getByRole('treeitem').filter({ hasText: 'acks' }).first().click();
    await expect(panel.locator('.hex-head')).toContainText('acks int16');
    await expect(panel.locator('.hex-head')).toContainText('2 B at');
    await expect(panel.locator('.hex .marked').first()).toHaveText('ff');
    await workbench.screenshot('tour-6-request');
    await inspector.button('Response').click();
    await expect(panel.getByRole('treeitem').filter({ hasText: 'baseOffset' })).toContainText('0');
    await panel.getByRole('button', { name: /^Close Request/ }).click();
  });

  await step('Send from a document', async () => {
    await openFile(page, 'orders.kafka');
    const lenses = page.locator('.codelens-decoration');
    await lenses.nth(1).getByText('Send', { exact: true }).click(patient);
    await expect(lenses.nth(1)).toContainText(/Sent to orders-3, offset 0, [\d.]+\sms\./, patient);
    await lenses.nth(0).getByText('Send ×10').click();
    await expect(lenses.nth(0)).toContainText(/Sent 10 of 10 in [\d.]+\sm?s\./, patient);
    await workbench.screenshot('tour-7-document');
    await lenses.nth(2).getByText('Inspect & send').click();
    await expect(lenses.nth(2)).toContainText(/Sent to orders-2, offset \d+, /, patient);
    await expect(inspector.tab('Record customer-42')).toHaveAttribute('aria-selected', 'true', patient);
    await workbench.screenshot('tour-7-inspect-and-send');
    await closeTab(workbench, 'orders.kafka');
  });

  await step('Put a load on it', async () => {
    await startLoad(workbench, { rate: '2000', size: '100', keys: '50' });
    await expect.poll(inspector.acked, patient).toBeGreaterThan(8_000);
    await expect(inspector.button(/^Load 2,000\/s/)).toBeVisible();
    await expect(inspector.lane('orders-0').locator('.open-batch.average')).toBeVisible();
    await inspector.tab('Log').click();
    await expect(panel.locator('.log-line').filter({ hasText: 'batches acked' }).first()).toBeVisible();
    await hideToasts(page);
    await workbench.screenshot('readme-load');
    await workbench.screenshots('tour-8-load');
    await page.setViewportSize(narrow);
    await expect(panel.locator('.in-flight-list')).toBeVisible();
    await workbench.screenshot('tour-8-load-narrow');
    await page.setViewportSize(wide);
  });

  await step('Stop a broker under load', async () => {
    await workbench.palette('Kafka Inspector: Stop Broker…');
    await choose(page, 'Which broker', 'Broker 2');
    await expect(panel.locator('.lane .from').filter({ hasText: 'from 2' }).first()).toBeVisible(patient);
    await workbench.screenshot('tour-9-broker-stopped');
    await expect(panel.locator('.header')).toContainText('2 of 3 brokers', patient);
    await expect(panel.locator('.topology tr').filter({ hasText: 'orders-1' })).toContainText('1');
    await workbench.palette('Kafka Inspector: Start Broker…');
    await choose(page, 'Which broker', 'Broker 2');
    await workbench.palette('Kafka Inspector: Stop Load');
    const told = notification(page, /Load on orders stopped/);
    await expect(told).toContainText(/stopped: ([\d,]+) of \1 acknowledged in/, patient);
    await workbench.screenshot('tour-9-load-ended');
    await expect.poll(inspector.failed).toBe(0);
    await expect.poll(async () => (await sent(inspector)) - (await inspector.acked())).toBe(0);
  });

  await step('Create and delete a topic', async () => {
    await workbench.palette('Kafka Inspector: Create Topic…');
    await answer(page, 'Name of the topic.', 'audit');
    await answer(page, 'Partitions, 1 to', '3');
    await answer(page, 'Replicas of each partition', '3');
    await workbench.palette('View: Show Kafka Inspector');
    const topics = page.locator('.pane').filter({ hasText: 'Topics' });
    const audit = topics.locator('.monaco-list-row').filter({ hasText: 'audit' });
    await expect(audit).toContainText('3 partitions');
    await audit.click();
    await expect(topics.locator('.monaco-list-row').filter({ hasText: 'Partition 2' })).toContainText(
      /leader \d · in sync/,
    );
    const connections = page.locator('.pane').filter({ hasText: 'Connections' });
    await expect(connections).toContainText('Practice cluster');
    await workbench.screenshot('tour-10-topics');
    await audit.click({ button: 'right' });
    await page.locator('.monaco-menu').getByText('Delete Topic…').click();
    await expect(page.locator('.monaco-dialog-box')).toContainText('Delete the topic audit on Practice cluster?');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' }).click();
    await expect(audit).toHaveCount(0);
    await hideSideBar(page);
  });

  await step('Exhaust the pool', async () => {
    await startLoad(workbench, { rate: '', size: '1000', keys: '50' });
    await delayResponses(workbench, 'Broker 1', '20000');
    await expect(explain).toContainText('Sends wait for memory because broker 1 does not answer.', patient);
    await expect(stage('inFlight')).toContainText('broker 1 silent');
    await expect(stage('send').and(panel.locator('.jammed'))).toBeVisible();
    await expect(panel.locator('.pool')).toContainText('32.0 MiB of 32.0 MiB held');
    await hideToasts(page);
    await workbench.screenshot('readme-pool-exhausted');
    await workbench.screenshots('tour-11-pool');
    await page.setViewportSize(narrow);
    await expect(panel.locator('.in-flight-list')).toBeVisible();
    await workbench.screenshot('tour-11-pool-narrow');
    await page.setViewportSize({ width: 900, height: 940 });
    await workbench.screenshot('tour-11-pool-middle');
    await page.setViewportSize(wide);
    await closeTab(workbench, 'Kafka Inspector');
    await workbench.palette('Kafka Inspector: Focus on Producer View');
    await expect(panel.locator('.pipeline')).toContainText('Pool', patient);
    await expect(panel.locator('.pool-waits')).toContainText('longest');
    await workbench.screenshot('tour-11-pool-bottom');
    await delayResponses(workbench, 'Broker 1', '0');
    await workbench.palette('Kafka Inspector: Stop Load');
    await expect(notification(page, /Load on orders stopped/)).toBeVisible({ timeout: 60_000 });
    await expect.poll(inspector.failed).toBe(0);
  });

  expect(done, 'the steps of the tour in README.md').toEqual(toursSteps());
});

async function startLoad({ palette, page }, { rate, size, keys }) {
  await palette('Kafka Inspector: Start Load…');
  await choose(page, 'Topic: choose one, or type a name', 'orders');
  await answer(page, 'Records a second', rate);
  await answer(page, 'How many records', '');
  await answer(page, 'Bytes of each value', size);
  await answer(page, 'How many different keys', keys);
}

async function closeTab({ palette, page }, name) {
  const tab = page.locator(`.tab[aria-label^="${name}"]`);
  await tab.click();
  await palette('View: Close Editor');
  await expect(tab).toHaveCount(0);
}

/** A load's progress lies over a corner of the picture; Escape puts it into the bell. */
async function hideToasts(page) {
  await page.keyboard.press('Escape');
  await expect(page.locator('.notifications-toasts.visible')).toHaveCount(0);
}

async function delayResponses({ palette, page }, broker, delayMs) {
  await palette('Kafka Inspector: Delay Responses…');
  await choose(page, 'Which broker', broker);
  await answer(page, 'How long each response waits', delayMs);
}

async function sent(inspector) {
  return numberIn(await inspector.stage('send').locator('.stage-detail .long').innerText());
}

/** `1. **Title.** What to do.` in the README's section on the tour. */
function toursSteps() {
  const [, tour] = /## A five-minute tour\n([\s\S]*?)\n## /.exec(readFileSync(path.join(root, 'README.md'), 'utf8'));
  return [...tour.matchAll(/^\d+\. \*\*(.+?)\.\*\*/gm)].map(([, title]) => title);
}
