// A practice cluster that wants TLS and a login, and a producer on it that sends in transactions.
import { expect, test } from '../fixture.mjs';
import { addConnection, answer, connectTo, notification, openOnPractice } from '../inspector.mjs';

const patient = { timeout: 30_000 };

test('transactions over TLS with a login, and a certificate that is refused', async ({ openWorkbench }) => {
  test.setTimeout(180_000);
  const workbench = await openWorkbench({ settings: { 'kafkaInspector.practice.security': 'SASL_SSL' } });
  const { page, palette } = workbench;
  const inspector = await openOnPractice(workbench);
  const { panel } = inspector;
  const card = panel.locator('.transaction');

  await test.step('the practice cluster speaks SASL_SSL, its login filled in', async () => {
    await expect(panel.locator('.header')).toContainText('3 brokers · SASL_SSL');
    await inspector.send({ topic: 'orders', key: 'user-42', value: 'over TLS' });
    await expect(inspector.outcome).toContainText(/orders-\d/);
    await expect(card).toHaveCount(0);
  });

  await test.step('a transactional id for this window', async () => {
    await palette('Kafka Inspector: Set Transactional Id…');
    await answer(page, 'transactional.id of the producer in this window', 'orders-editor');
    await expect(panel.locator('.header')).toContainText('orders-editor', patient);
    await expect(card).toContainText('Begin one first.');
    await inspector.connected();
  });

  await test.step('begin, send, commit', async () => {
    await palette('Kafka Inspector: Begin Transaction');
    await expect(card).toContainText('IN_TRANSACTION', patient);
    await inspector.send({ topic: 'orders', key: 'user-42', value: 'in a transaction' });
    await expect(card.locator('.lane-link')).toHaveText(/^orders-\d$/);
    await expect(card).toContainText(/Coordinator\s*broker \d/);
    await workbench.screenshots('transaction-open');
    await inspector.button('Commit').click();
    await expect(card).toContainText('READY', patient);
  });

  await test.step('a record outside of a transaction is refused in words', async () => {
    await inspector.fill({ topic: 'orders', key: 'user-42', value: 'outside' });
    await expect(inspector.prediction).toContainText('begin a transaction first');
    await palette('Kafka Inspector: Begin Transaction');
    await expect(card).toContainText('IN_TRANSACTION', patient);
    await palette('Kafka Inspector: Abort Transaction');
    await expect(card).toContainText('READY', patient);
  });

  await test.step('a profile by the wizard, whose broker shows a certificate that nobody vouches for', async () => {
    const login = { mechanism: 'SCRAM-SHA-512', user: 'practice', password: 'canary-4712' };
    await addConnection(workbench, { name: 'staging', bootstrap: await addressOf(panel), login });
    workbench.expectTrouble(/staging does not answer/);
    await connectTo(workbench, 'staging');
    await expect(panel.locator('.late-text')).toContainText(
      /^TLS with .* failed: its certificate comes from an authority we do not trust.* it is tried again\.$/,
      patient,
    );
    await workbench.screenshots('tls-untrusted');
    await expect(page.locator('body')).not.toContainText('4712');
    await inspector.button('Cancel').click();
    await expect(panel.getByRole('heading', { name: 'No producer is running' })).toBeVisible(patient);
    await expect(notification(page, 'staging does not answer')).toHaveCount(0);
  });
});

/** Of the first broker, as the board shows it. */
async function addressOf(panel) {
  const text = await panel.locator('.broker').first().innerText();
  return /127\.0\.0\.1:\d+/.exec(text)[0];
}
