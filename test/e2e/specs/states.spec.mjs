// The faces of the inspector besides normal running: empty, connecting, not reachable, held up, refused, quiet.
import http from 'node:http';
import net from 'node:net';
import { expect, test } from '../fixture.mjs';
import { addConnection, answer, connectTo, notification, openInspector, openOnPractice } from '../inspector.mjs';

const patient = { timeout: 30_000 };

test('no producer, and brokers that cannot be reached', async ({ openWorkbench }) => {
  test.setTimeout(180_000);
  const workbench = await openWorkbench();
  const { page } = workbench;
  const inspector = await openInspector(workbench);
  const { panel } = inspector;
  // Each of these is a broker that is none; the error notifications are printed on the console too.
  workbench.expectTrouble(/does not answer at 127\.0\.0\.1/);

  await test.step('empty', async () => {
    await expect(panel.getByRole('heading', { name: 'No producer is running' })).toBeVisible();
    await expect(panel.locator('.stage.at-pool')).toContainText('memory for it');
    await expect(inspector.button('Pause')).toBeDisabled();
    await expect(inspector.button('Step')).toBeDisabled();
    await workbench.screenshot('state-empty');
  });

  await test.step('connecting: somebody takes the connection and says nothing', async () => {
    const silent = await listen(net.createServer(socket => socket.on('error', () => undefined)));
    await addConnection(workbench, { name: 'silent', bootstrap: silent.address });
    await connectTo(workbench, 'silent');
    await expect(panel.getByRole('heading', { name: `Connecting to silent: ${silent.address}` })).toBeVisible(patient);
    await expect(panel.getByText('Waiting for the first answer with the brokers of the cluster.')).toBeVisible();
    await workbench.screenshot('state-connecting');
    await inspector.button('Cancel').click();
    await expect(panel.getByRole('heading', { name: 'No producer is running' })).toBeVisible(patient);
    silent.close();
  });

  await test.step('a closed port', async () => {
    const closed = await closedPort();
    await addConnection(workbench, { name: 'closed', bootstrap: closed });
    await connectTo(workbench, 'closed');
    await expect(panel.locator('.late-text')).toContainText(`Nothing listens on ${closed} (ECONNREFUSED).`, patient);
    await expect(panel.locator('.late-text')).toContainText(/it is tried again\.$/);
    await expect(notification(page, `closed does not answer at ${closed}.`)).toContainText(
      /refused.* The producer keeps trying\./i,
      patient,
    );
    await expect(
      notification(page, 'closed does not answer').getByRole('link', { name: 'Edit Connection' }),
    ).toBeVisible();
    await workbench.screenshots('state-closed-port');
    await inspector.button('Cancel').click();
    await expect(panel.getByRole('heading', { name: 'No producer is running' })).toBeVisible(patient);
    // Told of as long as it is so.
    await expect(notification(page, 'closed does not answer')).toHaveCount(0);
  });

  await test.step('a port that is not Kafka', async () => {
    const web = await listen(http.createServer((request, response) => response.end('a web page')));
    await addConnection(workbench, { name: 'web', bootstrap: web.address });
    await connectTo(workbench, 'web');
    await expect(panel.locator('.late-text')).toContainText(/(Kafka|HTTP).* it is tried again\.$/, patient);
    await workbench.screenshot('state-not-kafka');
    await inspector.button('Cancel').click();
    await expect(panel.getByRole('heading', { name: 'No producer is running' })).toBeVisible(patient);
    await expect(panel.getByRole('heading', { name: 'Recent connections' })).toBeVisible();
    web.close();
  });
});

test('an unknown topic, a record that is too large, and quiet', async ({ openWorkbench }) => {
  test.setTimeout(180_000);
  const workbench = await openWorkbench({
    settings: {
      'kafkaInspector.practice.autoCreateTopics': false,
      'kafkaInspector.producer.properties': { 'max.request.size': 2000 },
    },
  });
  const { page } = workbench;
  const inspector = await openOnPractice(workbench);
  const { panel, explain, outcome } = inspector;

  await test.step('the send waits for metadata, and goes on when the topic is created', async () => {
    await expect(panel.locator('.settings')).toContainText('max.request.size 2.0 KiB');
    await inspector.fill({ topic: 'ordrs' });
    await inspector.button('Send').click();
    await expect(explain).toContainText('Send waits for metadata of ordrs.', patient);
    await expect(explain).toContainText(/no such topic \(auto-create is off\)\. [\d.]+\ss of max\.block\.ms left\./);
    await expect(inspector.stage('metadata')).toContainText('1 wait');
    await workbench.screenshots('state-unknown-topic');
    await explain.getByRole('button', { name: 'Create Topic…' }).click();
    const name = page.locator('.quick-input-widget').filter({ hasText: 'Name of the topic.' });
    await expect(name.locator('.quick-input-box input')).toHaveValue('ordrs');
    await page.keyboard.press('Enter');
    await answer(page, 'Partitions, 1 to', '2');
    await answer(page, 'Replicas of each partition', '1');
    await expect(outcome).toHaveText(/^ordrs-\d offset 0, /, patient);
    await expect(explain).not.toContainText('Send waits', patient);
  });

  await test.step('a record over max.request.size is refused', async () => {
    await inspector.send({ value: 'x'.repeat(3_000) });
    await expect(outcome).toContainText(/RecordTooLargeException: .*2000.*max\.request\.size.*\(not written\)/);
    await expect(explain).toContainText('Record not sent.');
    await expect(explain).toContainText(
      /3,0\d\d\sB is more than max\.request\.size \(2,000\sB\), counted before compression\./,
    );
    await expect.poll(inspector.failed).toBe(1);
    await workbench.screenshots('state-record-refused');
  });

  await test.step('quiet after traffic', async () => {
    await inspector.send({ value: 'small' });
    await expect(outcome).toHaveText(/^ordrs-\d offset \d, /);
    await expect(explain).toContainText('Nothing to send.', { timeout: 90_000 });
    await expect(explain).toContainText(/2 records are acked, 1 failed; the last at [\d:]+, .* ago\./);
    await workbench.screenshot('state-quiet');
  });
});

async function listen(server) {
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set();
  server.on('connection', socket => sockets.add(socket));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { address: `127.0.0.1:${server.address().port}`, close };
}

/** One that was free a moment ago. */
async function closedPort() {
  const probe = await listen(net.createServer());
  probe.close();
  return probe.address;
}
