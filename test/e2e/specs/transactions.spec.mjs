// What the inspector says when a transaction cannot go on, and that its next step leads out: an error that asks for an abort, and
// another producer with the same transactional.id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from '../fixture.mjs';
import { answer, openOnPractice } from '../inspector.mjs';

const patient = { timeout: 30_000 };
const ID = 'orders-editor';
const produce = path.resolve(import.meta.dirname, '../../../engine/cli/produce.ts');

test('a transaction that must be aborted, and a producer that is fenced', async ({ openWorkbench }) => {
  test.setTimeout(180_000);
  const size = { width: 1280, height: 800 };
  const workbench = await openWorkbench({
    size,
    settings: { 'kafkaInspector.producer.properties': { 'max.request.size': 2000 } },
  });
  const { page, palette } = workbench;
  const inspector = await openOnPractice(workbench);
  const { panel, explain, outcome } = inspector;
  const card = panel.locator('.transaction');

  await test.step('an error in a transaction: the line says what it was, and what is refused until the abort', async () => {
    await palette('Kafka Inspector: Set Transactional Id…');
    await answer(page, 'transactional.id of the producer in this window', ID);
    await expect(panel.locator('.header')).toContainText(ID, patient);
    await inspector.connected();
    await begin();
    await inspector.send({ value: 'x'.repeat(3_000) });
    await expect(outcome).toContainText('RecordTooLargeException');
    await expect(explain).toContainText('The transaction must be aborted.');
    await expect(explain).toContainText('RecordTooLargeException. No record, offset or commit is taken until then.');
    await inspector.send({ value: 'small enough' });
    await expect(outcome).toContainText('Call abortTransaction first.');
    await expect(explain).toContainText('The transaction must be aborted.');
    await workbench.screenshots('transaction-must-abort');
  });

  await test.step('at 400 px the sentence wraps, and nothing of it is cut', async () => {
    await page.setViewportSize({ width: 448, height: 800 });
    const evidence = explain.locator('.evidence');
    await expect(evidence).toHaveCSS('white-space', 'normal');
    expect(await evidence.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    const left = locator => locator.evaluate(element => element.getBoundingClientRect().left);
    const link = explain.getByRole('button', { name: 'Abort Transaction' });
    const textLeft = await link.evaluate(element => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect().left;
    });
    expect(textLeft).toBe(await left(explain.locator('b')));
    await workbench.screenshots('transaction-must-abort-narrow');
    await page.setViewportSize(size);
  });

  await test.step('its next step aborts', async () => {
    await explain.getByRole('button', { name: 'Abort Transaction' }).click();
    await expect(card).toContainText('READY', patient);
    await expect(explain).not.toContainText('The transaction must be aborted.', patient);
  });

  await test.step('another producer with the same transactional.id: fenced at the commit', async () => {
    await begin();
    await commitElsewhere(await addressOf(panel));
    workbench.expectTrouble(/This producer is fenced/);
    await inspector.button('Commit').click();
    await expect(explain).toContainText(`Fenced: another producer began as ${ID}.`, patient);
    await expect(explain).toContainText('Each producer that runs needs a transactional.id of its own.');
    await workbench.screenshots('transaction-fenced');
  });

  await test.step('its next step connects again, and a transaction can begin', async () => {
    await explain.getByRole('button', { name: 'Connect Again' }).click();
    await expect(card).toContainText('UNINITIALIZED', patient);
    await begin();
    await inspector.button('Commit').click();
    await expect(card).toContainText('READY', patient);
  });

  async function begin() {
    await palette('Kafka Inspector: Begin Transaction');
    await expect(card).toContainText('IN_TRANSACTION', patient);
    await inspector.send({ topic: 'orders', key: 'user-42', value: 'in a transaction' });
    await expect(card.locator('.lane-link')).toHaveText(/^orders-\d$/);
  }
});

/** A producer of its own process begins and commits a transaction. */
async function commitElsewhere(bootstrap) {
  const args = ['--bootstrap-server', bootstrap, '--topic', 'orders', '--property', `transactional.id=${ID}`];
  const child = spawn(process.execPath, [produce, ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end('{"op":"begin"}\n{"value":"elsewhere"}\n{"op":"commit"}\n');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
}

/** Of the first broker, as the board shows it. */
async function addressOf(panel) {
  const text = await panel.locator('.broker').first().innerText();
  return /127\.0\.0\.1:\d+/.exec(text)[0];
}
