/* global MessageEvent, requestAnimationFrame */
// The page of the inspector in a browser, fed by hand: what the extension would say, and what it hears.
import { test as base, expect } from '../../e2e/node_modules/@playwright/test/index.mjs';
import { startPageHost } from '../support/pageHost.ts';
import { host as running } from '../frames/base.ts';

export { expect };

const shots = process.env.PAGE_SHOTS;

/** A picture for the eye, where a folder is given for them. */
export const shot = async (page, name) => shots && (await page.screenshot({ path: `${shots}/${name}.png` }));

export const sizes = {
  wide: { width: 1400, height: 940 },
  middle: { width: 800, height: 1000 },
  narrow: { width: 400, height: 900 },
  bottom: { width: 1400, height: 250 },
};

export const test = base.extend({
  pageHost: [
    async ({ browser }, use) => {
      // Of the worker, as its browser is.
      const host = await startPageHost();
      browser.once('disconnected', () => void host.close());
      await use(host);
    },
    { scope: 'worker' },
  ],
  /** Opens the page; whatever it logs as an error or is refused by the policy fails the test. */
  inspector: async ({ page, pageHost }, use) => {
    const troubles = [];
    page.on('pageerror', error => troubles.push(error.message));
    page.on('console', message => message.type() === 'error' && troubles.push(message.text()));
    const inspector = new Inspector(page, pageHost);
    await use(inspector);
    troubles.push(...(await page.evaluate(() => window.violations)));
    expect(troubles).toEqual([]);
  },
});

class Inspector {
  constructor(page, pageHost) {
    this.page = page;
    this.pageHost = pageHost;
    this.answered = new Set();
  }

  /** `answer` gives the reply to a request of the page, or nothing to leave it open. */
  async open({
    theme = 'dark',
    form = 'wide',
    host = running,
    frame,
    select,
    answer = () => undefined,
    init = {},
  } = {}) {
    await this.page.setViewportSize(sizes[form]);
    await this.page.goto(this.pageHost.url(theme));
    await this.start({ form, host, frame, init });
    if (select !== undefined) await this.say({ type: 'select', selection: select });
    for (let round = 0; round < 3; round++) await this.reply(answer);
    await this.settle();
    return this.page;
  }

  async start({ form = 'wide', host = running, frame, init = {} }) {
    await this.page.waitForFunction(() => window.toHost.some(message => message.type === 'ready'));
    const place = form === 'bottom' ? 'panel' : 'editor';
    await this.say({ type: 'init', locale: 'en', l10n: null, form: place, host, ...init });
    if (frame !== undefined) await this.say({ type: 'frame', frame });
  }

  say(message) {
    return this.page.evaluate(data => void window.dispatchEvent(new MessageEvent('message', { data })), message);
  }

  heard(type) {
    return this.page.evaluate(wanted => window.toHost.filter(message => message.type === wanted), type);
  }

  async actions() {
    return (await this.heard('action')).map(message => message.action);
  }

  async reply(answer) {
    await this.settle();
    for (const { id, request } of await this.heard('request')) {
      if (this.answered.has(id)) continue;
      const result = answer(request);
      if (result === undefined) continue;
      this.answered.add(id);
      await this.say({ type: 'reply', id, result });
    }
  }

  /** Two animation frames: what was said is drawn. */
  settle() {
    return this.page.evaluate(
      () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    );
  }
}
