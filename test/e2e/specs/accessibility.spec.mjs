// The inspector for who uses the keyboard or hears the page: axe-core on the main stations in each theme, the order of Tab, the
// keys of its parts, and the debugger's keys while it has the focus.
import { expect, test, themes } from '../fixture.mjs';
import { openInspector, openOnPractice } from '../inspector.mjs';

const patient = { timeout: 30_000 };

async function expectNoViolations(workbench, station, more = {}) {
  for (const theme of Object.keys(themes)) {
    await workbench.setTheme(theme);
    await expect(workbench.panel().locator(`body.${bodyClass[theme]}`)).toBeVisible();
    expect(await workbench.axe(workbench.panel(), more), `axe-core: ${station}, ${theme}`).toEqual([]);
  }
  await workbench.setTheme('dark');
}

const bodyClass = { dark: 'vscode-dark', light: 'vscode-light', contrast: 'vscode-high-contrast' };

test('axe-core finds nothing of ours on the main stations in any theme', async ({ openWorkbench }) => {
  test.setTimeout(240_000);
  const workbench = await openWorkbench({ size: { width: 1400, height: 940 } });
  const { page } = workbench;
  const inspector = await openInspector(workbench);
  const { panel } = inspector;
  await expectNoViolations(workbench, 'no producer');
  await inspector.button('Start Practice Cluster').click();
  await inspector.connected();
  await expectNoViolations(workbench, 'connected, nothing sent');
  await inspector.send({ topic: 'orders', key: 'user-42' });
  await expect(panel.locator('.wf-row.done')).toHaveCount(12);
  await expectNoViolations(workbench, 'the journey of a record');
  await inspector.button('Pause').click();
  await inspector.button('× 10').click();
  await expect(inspector.stage('batches')).toContainText('1 open');
  await inspector.tab('Log').click();
  await panel.locator('.log-line').filter({ hasText: 'request sent' }).filter({ hasText: 'Produce' }).first().click();
  await expect(panel.getByRole('tree')).toBeVisible();
  await expectNoViolations(workbench, 'paused, with a request');
  await page.setViewportSize({ width: 448, height: 940 });
  await expect(panel.locator('.in-flight-list')).toBeVisible();
  await expectNoViolations(workbench, 'narrow');
  await page.setViewportSize({ width: 1400, height: 940 });
  await workbench.palette('View: Close All Editors');
  await workbench.palette('Kafka Inspector: Focus on Producer View');
  await expect(panel.locator('.pipeline')).toBeVisible(patient);
  await expectNoViolations(workbench, 'the bottom panel', { ground: '--vscode-panel-background' });
});

test('the whole page by keyboard', async ({ openWorkbench }) => {
  test.setTimeout(180_000);
  const workbench = await openWorkbench({ size: { width: 1400, height: 940 } });
  const { page } = workbench;
  const inspector = await openOnPractice(workbench);
  const { panel, explain } = inspector;
  const focused = () => focusOf(panel);

  await test.step('Enter sends, and keeps what was typed', async () => {
    await inspector.field('Topic').fill('orders');
    await page.keyboard.press('Enter');
    await expect(inspector.outcome).toHaveText(/^orders-\d offset 0, /);
    await expect(inspector.field('Topic')).toHaveValue('orders');
  });

  await test.step('F6 pauses, F10 steps, F5 resumes', async () => {
    await page.keyboard.press('F6');
    await expect(explain).toContainText('Paused at');
    await inspector.field('Key').press('Enter');
    await expect(inspector.stage('batches')).toContainText('1 open');
    await page.keyboard.press('F10');
    await expect(inspector.stage('inFlight')).toContainText('1 batch');
    await page.keyboard.press('F5');
    await expect(explain).not.toContainText('Paused at');
    await expect(inspector.outcome).toHaveText(/^orders-\d offset 1, /);
  });

  await test.step('Tab goes through the parts in reading order', async () => {
    await panel.getByRole('button', { name: /^Connection/ }).focus();
    const stops = [];
    for (let n = 0; n < 40 && (stops.length === 0 || stops.at(-1).group !== 'drawer'); n++) {
      stops.push(await focused());
      await page.keyboard.press('Tab');
    }
    const groups = stops.map(stop => stop.group).filter((group, at, all) => group !== null && group !== all[at - 1]);
    expect(groups).toEqual([
      ...['header', 'send', 'pipeline', 'explain', 'board-tools', 'board', 'pool', 'topology', 'tabs', 'drawer'],
    ]);
    const inGroup = name => stops.filter(stop => stop.group === name).length;
    expect([inGroup('pipeline'), inGroup('board')], 'one stop each').toEqual([1, 1]);
  });

  await test.step('Ctrl+↓ and Ctrl+↑ go between the parts', async () => {
    await panel.getByRole('button', { name: /^Connection/ }).focus();
    const down = ['header'];
    for (const next of ['send', 'pipeline', 'explain', 'board-tools', 'board']) {
      await page.keyboard.press('Control+ArrowDown');
      await expect.poll(async () => (await focused()).group).toBe(next);
      down.push(next);
    }
    for (const previous of down.reverse().slice(1)) {
      await page.keyboard.press('Control+ArrowUp');
      await expect.poll(async () => (await focused()).group).toBe(previous);
    }
  });

  await test.step('arrows in the pipeline, and Enter goes to the part of a stage', async () => {
    await inspector.stage('send').locator('.stage-body').focus();
    await page.keyboard.press('ArrowRight');
    await expect(inspector.stage('metadata').locator('.stage-body')).toBeFocused();
    for (let n = 0; n < 2; n++) await page.keyboard.press('ArrowRight');
    await expect(inspector.stage('pool').locator('.stage-body')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await focused()).group).toBe('pool');
  });

  await test.step('arrows, Home, End and Enter in the board', async () => {
    const first = panel.locator('.grid [data-row] [data-col="0"]').first();
    await first.focus();
    await page.keyboard.press('ArrowDown');
    await expect(first).not.toBeFocused();
    await page.keyboard.press('Control+Home');
    await expect(first).toBeFocused();
    await page.keyboard.press('End');
    await expect.poll(async () => Number((await focused()).col)).toBeGreaterThan(3);
    await page.keyboard.press('Home');
    await expect(first).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(panel.locator('.broker.selected')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(panel.locator('.broker.selected')).toHaveCount(0);
  });

  await test.step('arrows in the topology', async () => {
    const rows = panel.locator('.topology [data-lane]');
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect(rows.nth(1)).toBeFocused();
  });

  await test.step('/ goes to the filter, Esc clears it', async () => {
    await panel.locator('.grid [data-row] [data-col="0"]').first().focus();
    await page.keyboard.press('/');
    await expect(inspector.field('Filter partitions')).toBeFocused();
    await page.keyboard.type('nothing');
    await expect(panel.getByText('No partition matches "nothing".')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(inspector.field('Filter partitions')).toHaveValue('');
    await expect(inspector.broker(1)).toBeVisible();
  });
});

/** What has the focus: the group it stands in, and its column in the board. */
async function focusOf(panel) {
  return panel.locator('body').evaluate(body => {
    const element = body.ownerDocument.activeElement;
    const group = element.closest('[data-group]')?.dataset.group ?? null;
    const { col } = element.dataset;
    return { group, col };
  });
}
