// What moves, and what does not: the slide and mark of a step, numbers that keep their room, lanes that are drawn only in sight.
/* global Element */
import { pausedOneRecord } from '../frames/paused.ts';
import { pausedUnderLoad } from '../frames/request.ts';
import { normalLoad } from '../frames/normalLoad.ts';
import { axeViolations } from '../../e2e/axe.mjs';
import { expect, shot, test } from './inspectorPage.mjs';
import { answering, openScene } from './scenes.mjs';

const without = frame => {
  const rest = { ...frame, full: false, log: [], history: [] };
  for (const part of ['brokers', 'lanes', 'pool', 'topology']) delete rest[part];
  return rest;
};

/** The paused record's batch leaves: what one step does. */
function stepped() {
  const lane = pausedOneRecord.lanes.changed.find(each => each.lane === 'orders-4');
  const request = { kind: 'exact', requestId: 9, correlationId: 9, api: 'Produce', version: 13, bytes: 180 };
  const cell = { kind: 'exact', slot: 0, requestId: 9, batchId: 0, bytes: 106, records: 1, attempt: 1, late: false };
  const sent = { ...lane, open: null, leavesBy: { kind: 'nothing' }, cells: [cell] };
  const [one, two, three] = pausedOneRecord.brokers;
  const slots = [{ ...request, ageMs: 0, late: false, batches: 1 }, ...two.slots.slice(1)];
  const { pipeline } = pausedOneRecord;
  return {
    ...without(pausedOneRecord),
    seq: 2,
    lanes: { changed: [sent], removed: [] },
    brokers: [one, { ...two, state: 'ready', inFlight: 1, slots }, three],
    pipeline: {
      ...pipeline,
      batches: { ...pipeline.batches, open: 0 },
      inFlight: { ...pipeline.inFlight, batches: 1, requests: 1 },
    },
  };
}

/** From now on every animation that a script begins is noted: it may be over before anybody looks. */
function noteSlides() {
  window.slides = [];
  const { animate } = Element.prototype;
  Element.prototype.animate = function (frames, options) {
    window.slides.push({ batch: this.dataset.batch, ms: options.duration, from: frames[0].transform });
    return animate.call(this, frames, options);
  };
}

const slides = page => page.evaluate(() => window.slides);

test.describe('where motion is wanted', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('a step: the batch slides to its request in 150 ms, what changed is marked for 600 ms', async ({
    inspector,
  }) => {
    const page = await openScene(inspector, 'record', { select: undefined });
    expect(await page.locator('.changed').count()).toBe(0);
    await page.evaluate(noteSlides);
    await inspector.say({ type: 'frame', frame: stepped() });
    await inspector.settle();
    const moving = await slides(page);
    expect(moving).toEqual([{ batch: 'orders-4 0', ms: 150, from: expect.stringMatching(/^translate\(-4\d\d/) }]);
    const marked = await page.locator('.changed').evaluateAll(all => all.map(element => element.classList[0]));
    expect(marked.sort()).toEqual(['broker-name', 'flight', 'slot', 'stage', 'stage']);
    const [mark] = await page
      .locator('.flight.changed')
      .evaluateAll(all =>
        all
          .flatMap(each => each.getAnimations({ subtree: true }).filter(({ id }) => id !== 'slide'))
          .map(animation => animation.effect.getTiming().duration),
      );
    expect(mark).toBe(600);
    await expect
      .poll(() => page.locator('.flight').evaluate(cell => getComputedStyle(cell, '::after').opacity))
      .toBe('0');
  });

  test('running, nothing slides and nothing is marked', async ({ inspector }) => {
    const page = await openScene(inspector, 'leaderDied', { select: undefined });
    await page.evaluate(noteSlides);
    const frame = { ...without(normalLoad), seq: 2, lanes: normalLoad.lanes, brokers: normalLoad.brokers };
    await inspector.say({ type: 'frame', frame });
    await inspector.settle();
    expect(await slides(page)).toEqual([]);
    expect(await page.locator('.changed').count()).toBe(0);
  });
});

test('without motion nothing slides, and the mark stays until the next step', async ({ inspector }) => {
  const page = await openScene(inspector, 'record', { select: undefined });
  await page.evaluate(noteSlides);
  await inspector.say({ type: 'frame', frame: stepped() });
  await inspector.settle();
  expect(await slides(page)).toEqual([]);
  const mark = await page.locator('.flight').evaluate(cell => {
    const { animationName, opacity } = getComputedStyle(cell, '::after');
    return { animationName, opacity };
  });
  expect(mark).toEqual({ animationName: 'none', opacity: '1' });
  await inspector.say({ type: 'frame', frame: { ...without(stepped()), seq: 3 } });
  await inspector.settle();
  await expect(page.locator('.flight.changed')).toHaveCount(1);
  await inspector.say({ type: 'frame', frame: { ...without(normalLoad), seq: 4 } });
  await inspector.settle();
  await expect(page.locator('.changed')).toHaveCount(0);
});

for (const [theme, form] of [
  ['dark', 'wide'],
  ['light', 'wide'],
  ['contrast', 'wide'],
  ['dark', 'narrow'],
]) {
  test(`marks of a step are seen: ${theme}, ${form}`, async ({ inspector }) => {
    const page = await openScene(inspector, 'record', { theme, form });
    await inspector.say({ type: 'frame', frame: stepped() });
    await inspector.settle();
    await shot(page, `stepped-${form}-${theme}`);
    const [mark, ground] = await page
      .locator('.stage.changed')
      .first()
      .evaluate(stage => {
        const style = getComputedStyle(stage, '::after');
        return [style.backgroundColor, getComputedStyle(document.querySelector('.panel')).backgroundColor];
      });
    expect(mark).not.toBe(ground);
    expect(await axeViolations(page)).toEqual([]);
  });
}

test('numbers keep the room of the largest so far', async ({ inspector }) => {
  const page = await openScene(inspector, 'normalLoad');
  const bar = () => page.locator('.at-batches .bar').evaluate(element => element.getBoundingClientRect().width);
  const time = page.locator('.at-batches .time .long');
  const say = async (seq, batches, words) => {
    const pipeline = { ...normalLoad.pipeline, batches: { ...normalLoad.pipeline.batches, ...batches } };
    await inspector.say({ type: 'frame', frame: { ...without(normalLoad), seq, pipeline } });
    await expect(time).toHaveText(words);
  };
  const calm = await bar();
  await say(2, { oldestMs: 94_000, hold: { kind: 'noLeader', lanes: 1 } }, /^oldest/);
  const late = await bar();
  expect(late).toBeLessThan(calm);
  await say(3, { medianMs: 3.1, oldestMs: null }, /^3\.1/);
  expect(await bar()).toBe(late);
  await say(4, { medianMs: null, oldestMs: null }, '');
  expect(await bar()).toBe(late);
  const records = await page
    .locator('.open-records')
    .evaluateAll(all => all.map(each => each.getBoundingClientRect().left));
  expect(new Set(records).size).toBe(1);
});

test('of two hundred lanes only those in sight are drawn; keys, roles and selection know all', async ({
  inspector,
}) => {
  const page = await openScene(inspector, 'manyLanes', { answer: answering() });
  const lanes = page.locator('.lane');
  expect(await lanes.count()).toBeLessThanOrEqual(60);
  const grid = page.getByRole('treegrid');
  await expect(grid).toHaveAttribute('aria-rowcount', '204');
  await expect(lanes.first()).toHaveAttribute('aria-rowindex', '3');
  await expect(lanes.nth(1)).toHaveAttribute('aria-posinset', '2');
  await expect(lanes.first()).toHaveAttribute('aria-setsize', '67');
  const focused = () => page.evaluate(() => document.activeElement.closest('[data-row]')?.dataset.row);
  await page.locator('.grid [tabindex="0"]').focus();
  await page.keyboard.press('Control+End');
  expect(await focused()).toBe('events-197');
  await expect(page.locator('[data-row="events-197"]')).toBeInViewport();
  await expect(page.locator('[data-row="events-197"]')).toHaveAttribute('aria-rowindex', '204');
  for (let row = 0; row < 80; row++) await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('events-160');
  await page.keyboard.press('Enter');
  await page.locator('.board-scroll').evaluate(scroller => (scroller.scrollTop = 0));
  await expect(page.locator('[data-row="events-3"]')).toBeInViewport();
  // What has the focus and what is selected stay, wherever the reader scrolls to.
  expect(await focused()).toBe('events-160');
  await expect(page.locator('.lane.selected')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('events-163');
  await expect(page.locator('[data-row="events-163"]')).toBeInViewport();
  expect(await lanes.count()).toBeLessThanOrEqual(60);
});

test('scrolling shows each row in its place at once', async ({ inspector }) => {
  for (const form of ['wide', 'narrow']) {
    const page = await openScene(inspector, 'manyLanes', { form });
    const scroller = page.locator(form === 'wide' ? '.board-scroll' : '.page');
    for (const top of [400, 1700, 3300, 900]) {
      await scroller.evaluate((element, to) => (element.scrollTop = to), top);
      await inspector.settle();
      const gaps = await page.evaluate(() => {
        const panel = document.querySelector('.panel').getBoundingClientRect();
        return [...document.querySelectorAll('.lanes')].flatMap(list => {
          const box = list.getBoundingClientRect();
          const drawn = new Set([...list.children].map(row => Math.round(row.getBoundingClientRect().top - box.top)));
          const missing = [];
          for (let at = 0; at < box.height; at += 24) {
            const seen = box.top + at + 24 > panel.top && box.top + at < panel.bottom;
            if (seen && !drawn.has(at)) missing.push(at);
          }
          return missing;
        });
      });
      expect(gaps).toEqual([]);
    }
  }
});

test('the journey of a send while paused is marked like a step', async ({ inspector }) => {
  const page = await openScene(inspector, 'request', { select: undefined });
  const [lane] = pausedUnderLoad.lanes.changed;
  const open = { kind: 'exact', batchId: 99_999, bytes: 80, limitBytes: 16_384, records: 1, ageMs: 0 };
  await inspector.say({
    type: 'frame',
    frame: { ...without(pausedUnderLoad), seq: 2, lanes: { changed: [{ ...lane, open }], removed: [] } },
  });
  await inspector.settle();
  await expect(page.locator('.open-batch.changed')).toHaveCount(1);
});
