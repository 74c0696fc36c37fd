// What needs a server of its own: folders that are not trusted, and a worker that crashes while a debugger is attached.
import net from 'node:net';
import { expect, test } from '../fixture.mjs';
import { openInspector, openOnPractice } from '../inspector.mjs';

test.use({
  serverOptions: {
    driver: true,
    trust: true,
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.untrustedFiles': 'open',
    },
  },
});

const patient = { timeout: 30_000 };
// Trusting a folder registers VS Code's own extensions anew, not without errors.
const ofTheWorkbench = /vscode\.typescript-language-features/;
const document = 'PRODUCER a record\ntopic: orders\n\nvalue\n\n###\n';

test('in Restricted Mode the practice cluster runs, and nothing is sent', async ({ openWorkbench }) => {
  test.setTimeout(120_000);
  const workbench = await openWorkbench({ files: { 'orders.kafka': document } });
  const { page } = workbench;
  workbench.expectTrouble(ofTheWorkbench);
  const inspector = await openInspector(workbench);
  const { panel } = inspector;
  await expect(panel.getByText('Sending is off in Restricted Mode.')).toBeVisible();
  await inspector.button('Start Practice Cluster').click();
  await expect(panel.locator('.send-row.restricted')).toContainText('Sending is off in Restricted Mode.', patient);
  await expect(inspector.button('Send')).toHaveCount(0);
  await workbench.screenshot('state-restricted');

  await inspector.button('Manage Workspace Trust').click();
  await page.getByRole('button', { name: 'Trust', exact: true }).first().click(patient);
  await workbench.palette('Kafka Inspector: Open Inspector');
  await inspector.connected();
  await inspector.send({ topic: 'orders' });
  await expect(inspector.outcome).toHaveText(/^orders-\d offset 0, /);
});

test('a worker that crashes: what of the records, why, and Start Again', async ({ openWorkbench }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const workbench = await openWorkbench({ payload: [['inspect-extensions', String(port)]] });
  const inspector = await openOnPractice(workbench);
  const { panel } = inspector;
  workbench.expectTrouble(ofTheWorkbench);
  workbench.expectTrouble(/The producer stopped: its worker ended/);
  // Restricted Mode allows no send; a load of the palette is a user's own doing in a folder that is trusted.
  await trust(workbench, inspector);
  await inspector.send({ topic: 'orders' });
  await inspector.button('Pause').click();
  await inspector.button('× 10').click();
  await expect(inspector.stage('batches')).toContainText('1 open');

  await crashWorker(port, 'kafka producer');
  const crash = panel.getByRole('alert');
  await expect(crash).toContainText('The producer stopped: its worker ended with an error.', patient);
  await expect(crash).toContainText('10 records were not acknowledged.');
  await expect(crash).toContainText('None was sent, so sending them again is safe.');
  await expect(crash).toContainText('Cause: RangeError: offset 16385 is out of bounds.');
  await expect(crash).toContainText(/What you see below is from [\d:.]+ and no longer moves\./);
  await workbench.screenshots('state-crashed');

  await inspector.button('Start Again').click();
  await inspector.connected();
  await inspector.send({ topic: 'orders' });
  await expect(inspector.outcome).toHaveText(/^orders-\d offset 1, /);
});

async function trust({ page, palette }, inspector) {
  await palette('Workspaces: Manage Workspace Trust');
  await page.getByRole('button', { name: 'Trust', exact: true }).first().click(patient);
  await palette('Kafka Inspector: Open Inspector');
  await inspector.connected();
}

/** As a person with a debugger would: attaches to the extension host, and throws inside one of its threads. */
async function crashWorker(port, name) {
  const [{ webSocketDebuggerUrl }] = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
  const socket = new globalThis.WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  const attached = new Promise(resolve => {
    socket.onmessage = ({ data }) => {
      const { method, params } = JSON.parse(data);
      if (method === 'NodeWorker.attachedToWorker' && params.workerInfo.title.includes(name)) resolve(params.sessionId);
    };
  });
  const post = (id, method, params) => socket.send(JSON.stringify({ id, method, params }));
  post(1, 'NodeWorker.enable', { waitForDebuggerOnStart: false });
  const expression = `setTimeout(() => { throw new RangeError('offset 16385 is out of bounds'); })`;
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
  post(2, 'NodeWorker.sendMessageToWorker', { sessionId: await attached, message });
  await expect.poll(() => fetch(`http://127.0.0.1:${port}/json`).then(({ ok }) => ok)).toBe(true);
  socket.close();
}

function freePort() {
  return new Promise(resolve => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
