// What a user reads after a mistake, or when a broker goes: the value, the limit and the next step. Nothing is lost silently and
// nothing is left hanging.
import { expect, test } from '../fixture.mjs';
import {
  addConnection,
  answer,
  choose,
  connectTo,
  notification,
  numberIn,
  openFile,
  openInspector,
  openOnPractice,
} from '../inspector.mjs';

const patient = { timeout: 30_000 };
const good = 'PRODUCER a record\ntopic: orders\nkey: k\n\nvalue\n\n###\n';
const bad =
  'PRODUCER no topic\nvalue\n\n###\n\nPRODUCER illegal\n--@ partition: minus one\ntopic: or ders\n\nvalue\n\n###\n';

test('a connection whose words cannot be used', async ({ openWorkbench }) => {
  test.setTimeout(120_000);
  const workbench = await openWorkbench();
  const { page } = workbench;
  const { panel } = await openInspector(workbench);
  const box = page.locator('.quick-input-widget');
  const refused = async (text, message) => {
    await box.locator('.quick-input-box input').fill(text);
    await expect(box).toContainText(message);
    // Enter takes nothing that is wrong.
    await page.keyboard.press('Enter');
    await expect(box).toContainText(message);
  };

  await test.step('bootstrap servers', async () => {
    await workbench.palette('Kafka Inspector: Add Connection…');
    await answer(page, 'A name for the connection', 'words');
    await expect(box).toContainText('Bootstrap servers: one or more');
    await refused('localhost', "'localhost' has no port. Write host:port, for example localhost:9092.");
    await refused('localhost:99999', "'99999' is not a port: a whole number from 1 to 65535 is.");
    await refused('::1:9092', "'::1:9092' is not host:port. An IPv6 address stands in brackets: [::1]:9092.");
    await page.keyboard.press('Escape');
  });

  await test.step('properties the wizard refuses', async () => {
    await workbench.palette('Kafka Inspector: Add Connection…');
    await answer(page, 'A name for the connection', 'words');
    await answer(page, 'Bootstrap servers: one or more', '127.0.0.1:9');
    await choose(page, 'Security of the listener', 'PLAINTEXT');
    await choose(page, 'Producer properties', 'Type properties…');
    await expect(box).toContainText("Producer properties by Java's names");
    await refused('linger.ms', "'linger.ms' is not key=value.");
    await refused(
      'bootstrap.servers=localhost:9092',
      'bootstrap.servers has a field of its own; remove it from the properties.',
    );
    await refused(
      'sasl.jaas.config=x',
      'sasl.jaas.config is a secret. Secrets are kept in the secret storage, never in settings; remove it here.',
    );
    await page.keyboard.press('Escape');
  });

  await test.step('a property value the producer refuses', async () => {
    workbench.expectTrouble(/Could not connect to soon/);
    await addConnection(workbench, { name: 'soon', bootstrap: '127.0.0.1:9', properties: 'linger.ms=soon' });
    await connectTo(workbench, 'soon');
    await expect(panel.getByRole('heading', { name: 'Could not connect to soon.' })).toBeVisible(patient);
    await expect(panel.getByRole('alert')).toContainText('Invalid value soon for configuration linger.ms: ');
    await expect(notification(page, 'Could not connect to soon.')).toContainText('linger.ms');
    await workbench.screenshot('bad-property');
    await panel.getByRole('button', { name: 'Edit Connection' }).click();
    await expect(box).toContainText('A name for the connection');
    await page.keyboard.press('Escape');
  });
});

test('a document sent without a connection asks for one, then goes on', async ({ openWorkbench }) => {
  test.setTimeout(120_000);
  const workbench = await openWorkbench({ files: { 'good.kafka': good }, open: 'good.kafka' });
  const { page } = workbench;
  workbench.expectTrouble(/Sending good\.kafka needs a connection/);
  const lens = page.locator('.codelens-decoration').first();
  const asked = notification(page, 'Sending good.kafka needs a connection.');
  // VS Code makes lenses anew when the language server has started, and drops a click that falls in between.
  await expect(async () => {
    await lens.getByText('Send', { exact: true }).click({ timeout: 20_000 });
    await expect(asked).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
  await expect(asked).toContainText('The practice cluster is Kafka inside VS Code, with nothing to install.');
  await workbench.screenshot('bad-no-connection');
  await asked.getByRole('button', { name: 'Start Practice Cluster' }).click();
  await expect(lens).toContainText(/Sent to orders-\d, offset 0, /, patient);
});

test('records and documents that cannot be sent', async ({ openWorkbench }) => {
  test.setTimeout(180_000);
  const workbench = await openWorkbench({
    files: { 'bad.kafka': bad, 'bad.json': '[\n  { "key": "a", "value": 1 },\n  { "key": "b" },\n]\n' },
    settings: { 'kafkaInspector.producer.properties': { 'max.block.ms': 2000 } },
  });
  const { page } = workbench;
  const inspector = await openOnPractice(workbench);
  const { panel, outcome } = inspector;
  workbench.expectTrouble(/Nothing was sent\./);

  await test.step('a topic name that is not legal', async () => {
    await inspector.fill({ topic: 'or ders' });
    await expect(inspector.prediction).toHaveText(
      '"or ders" is not a legal topic name: up to 249 letters, digits, dots, dashes and underscores.',
    );
    await inspector.button('Send').click();
    await expect(outcome).toContainText('"or ders" is not a legal topic name');
    await expect(inspector.stage('send')).toContainText('0 records');
    await workbench.palette('Kafka Inspector: Create Topic…');
    const box = page.locator('.quick-input-widget').filter({ hasText: 'Name of the topic.' });
    await box.locator('.quick-input-box input').fill('or ders');
    await expect(page.locator('.quick-input-widget')).toContainText("' ' is not allowed in the topic name 'or ders'");
    await page.keyboard.press('Escape');
  });

  await test.step('a partition the topic does not have', async () => {
    await inspector.send({ topic: 'orders' });
    await panel.getByRole('button', { name: 'More actions' }).click();
    await panel.getByRole('menuitem', { name: 'Headers, Partition, Timestamp' }).click();
    await inspector.field('Partition').fill('six');
    await inspector.button('Send').click();
    await expect(outcome).toContainText('Partition "six" is not a whole number from 0 on.');
    await inspector.field('Partition').fill('6');
    await inspector.button('Send').click();
    await expect(outcome).toContainText(
      'Partition 6 of topic orders with partition count 6 is not present in metadata after 2000 ms. Use a partition from 0 to 5',
      patient,
    );
    await expect(outcome).toContainText('(not written)');
    await workbench.screenshot('bad-partition');
  });

  await test.step('a malformed .kafka document', async () => {
    await openFile(page, 'bad.kafka');
    await expect(page.locator('.squiggly-error').first()).toBeVisible(patient);
    await workbench.palette('Kafka Inspector: Send Document');
    const told = notification(page, 'Nothing was sent. bad.kafka, line 1:');
    await expect(told).toContainText("This PRODUCER names no topic: add a line 'topic: …' below it.");
    await expect(told).toContainText(/And \d more, see Problems\./);
    await workbench.palette('Problems: Focus on Problems View');
    const problems = page.locator('.markers-panel');
    await expect(problems).toContainText("' ' is not allowed in the topic name 'or ders'");
    await expect(problems).toContainText('minus one');
    await workbench.screenshot('bad-document');
  });

  await test.step('a malformed JSON document', async () => {
    await openFile(page, 'bad.json');
    await workbench.palette('Kafka Inspector: Send Messages from JSON Document…');
    const told = notification(page, /Nothing was sent\. bad\.json, line \d:/);
    await expect(told).toContainText("A comma must not stand before ']'.");
    await workbench.screenshot('bad-json');
    await workbench.palette('View: Close All Editors');
  });
});

test('a broker that disappears under load: each record is told as acknowledged or failed', async ({
  openWorkbench,
}) => {
  test.setTimeout(180_000);
  const workbench = await openWorkbench({
    settings: {
      'kafkaInspector.practice.brokers': 1,
      'kafkaInspector.producer.properties': {
        'delivery.timeout.ms': 6000,
        'request.timeout.ms': 3000,
        'max.block.ms': 4000,
      },
    },
  });
  const { page } = workbench;
  const inspector = await openOnPractice(workbench);
  const { explain } = inspector;
  workbench.expectTrouble(/Load on orders/);
  await inspector.send({ topic: 'orders' });
  await workbench.palette('Kafka Inspector: Start Load…');
  await choose(page, 'Topic: choose one, or type a name', 'orders');
  await answer(page, 'Records a second', '500');
  await answer(page, 'How many records', '');
  await answer(page, 'Bytes of each value', '100');
  await answer(page, 'How many different keys', '10');
  await expect.poll(inspector.acked, patient).toBeGreaterThan(500);

  await workbench.palette('Kafka Inspector: Stop Broker…');
  await choose(page, 'Which broker', 'Broker 1');
  await expect(explain).toContainText(/Broker 1 is gone|No broker of the cluster can be reached\./, patient);
  await workbench.screenshot('bad-broker-gone');
  await expect.poll(inspector.failed, patient).toBeGreaterThan(0);
  await workbench.palette('Kafka Inspector: Stop Load');
  const told = notification(page, /Load on orders stopped/);
  await expect(told).toContainText(/[\d,]+ failed: /, { timeout: 60_000 });
  await workbench.screenshot('bad-broker-gone-load-ended');
  const [acknowledged, all] = /([\d,]+) of ([\d,]+) acknowledged/
    .exec(await told.innerText())
    .slice(1)
    .map(numberIn);
  const failed = numberIn(/([\d,]+) failed/.exec(await told.innerText())[0]);
  expect(acknowledged + failed).toBe(all);
  // The one from the send row besides.
  await expect.poll(inspector.acked).toBe(acknowledged + 1);
  await expect.poll(inspector.failed).toBe(failed);
});
