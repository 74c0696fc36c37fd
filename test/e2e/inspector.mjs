// What a person does with the inspector, in the words of its page: fields, buttons, stages, the line that explains.
import { expect } from '@playwright/test';

/** Opens the inspector over the whole width of the window, without the side bar. */
export async function openInspector(workbench) {
  await hideSideBar(workbench.page);
  await workbench.palette('Kafka Inspector: Open Inspector');
  const inspector = inspectorOf(workbench.panel());
  await expect(inspector.panel.locator('main .header')).toBeVisible({ timeout: 30_000 });
  return inspector;
}

/** Opens the inspector and starts the practice cluster from its empty state; resolves when a producer is connected. */
export async function openOnPractice(workbench) {
  const inspector = await openInspector(workbench);
  await inspector.button('Start Practice Cluster').click();
  await inspector.connected();
  return inspector;
}

export async function hideSideBar(page) {
  const bar = page.locator('.part.sidebar');
  if (!(await bar.isVisible())) return;
  await page.keyboard.press('Control+b');
  await expect(bar).toBeHidden();
}

/** `panel` is the page, from `workbench.panel()`. */
export function inspectorOf(panel) {
  const inspector = {
    panel,
    button: name => panel.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }),
    /** One of the send row's fields, or a filter, by its label. */
    field: label => panel.locator(`vscode-text-field[aria-label="${label}"] input`),
    /** One of the pipeline's eight: send, metadata, partition, pool, batches, inFlight, acked, failed. */
    stage: name => panel.locator(`.stage.at-${name}`),
    explain: panel.locator('.explain'),
    outcome: panel.locator('.send-row .note'),
    prediction: panel.locator('.send-row .where'),
    lane: name => panel.locator('.lane').filter({ has: panel.locator('.lane-name').getByText(name, { exact: true }) }),
    broker: node => panel.locator('.broker').filter({ hasText: `Broker ${node}` }),
    tab: name => panel.getByRole('tab', { name }),
    connected: () => expect(panel.locator('.send-row')).toBeVisible({ timeout: 30_000 }),
    /** Fills the fields of the send row that are given. */
    fill: async ({ topic, key, value }) => {
      if (topic !== undefined) await inspector.field('Topic').fill(topic);
      if (key !== undefined) await inspector.field('Key').fill(key);
      if (value !== undefined) await inspector.field('Value').fill(value);
    },
    /** Fills and sends, and waits for the answer beside the button. */
    send: async fields => {
      await inspector.fill(fields);
      await inspector.button('Send').click();
      await expect(inspector.outcome).toBeVisible();
    },
    /** Records acked so far, as the pipeline says. */
    acked: async () => numberIn(await inspector.stage('acked').locator('.stage-detail .long').innerText()),
    failed: async () => numberIn(await inspector.stage('failed').locator('.stage-number').innerText()),
  };
  return inspector;
}

/** Answers an input box once its prompt stands there. */
export async function answer(page, prompt, text) {
  const box = page.locator('.quick-input-widget').filter({ hasText: prompt });
  await expect(box).toBeVisible();
  await box.locator('.quick-input-box input').fill(text);
  await page.keyboard.press('Enter');
}

/** Chooses in a list once its placeholder stands there; `typed` narrows the list, or is a new name. */
export async function choose(page, placeholder, label, typed) {
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await expect(input).toHaveAttribute('placeholder', placeholder);
  if (typed !== undefined) await input.fill(typed);
  const row = page
    .locator('.quick-input-widget .monaco-list-row')
    .filter({ has: page.getByText(label, { exact: true }) })
    .first();
  await row.click();
}

/** The notification that says so; its buttons are inside. */
export function notification(page, text) {
  return page.locator('.notification-list-item').filter({ hasText: text });
}

export function numberIn(text) {
  const digits = /[\d,.]+/.exec(text)?.[0].replaceAll(/[,.]/g, '');
  if (digits === undefined) throw new Error(`no number in "${text}"`);
  return Number(digits);
}

/**
 * Adds a connection by its wizard; `properties` as `linger.ms=5, acks=all`, `login` as `{ mechanism, user, password }`: SASL_SSL, with
 * the authorities this machine knows and without a client certificate.
 */
export async function addConnection({ palette, page }, { name, bootstrap, properties, login }) {
  await palette('Kafka Inspector: Add Connection…');
  await answer(page, 'A name for the connection', name);
  await answer(page, 'Bootstrap servers: one or more', bootstrap);
  await choose(page, 'Security of the listener', login ? 'SASL_SSL' : 'PLAINTEXT');
  if (login) {
    await choose(page, 'SASL mechanism', login.mechanism);
    await answer(page, 'User name (SASL).', login.user);
    await answer(page, 'Password. It is kept in the secret storage', login.password);
    await choose(page, 'Who vouches for the brokers', 'The authorities this machine knows');
    await choose(page, 'Client certificate', 'None');
  }
  await choose(page, 'Producer properties', properties === undefined ? "Kafka's defaults" : 'Type properties…');
  if (properties !== undefined) await answer(page, "Producer properties by Java's names", properties);
  const saved = notification(page, `Connection '${name}' is saved.`);
  await expect(saved).toBeVisible();
  await saved.hover();
  await saved.locator('.codicon-notifications-clear').click();
}

/** Connects by the palette, to a connection that is known. */
export async function connectTo({ palette, page }, name) {
  await palette('Kafka Inspector: Connect…');
  await choose(page, 'Where to connect', name);
}

/** Opens a file of the folder by its name, as Ctrl+P does. */
export async function openFile(page, name) {
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget .quick-input-box input').fill(name);
  // By its name: until the search has answered, the list still holds what was open before.
  await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: name }).first().click();
  await expect(page.locator(`.tab.active[aria-label^="${name}"]`)).toBeVisible();
}
