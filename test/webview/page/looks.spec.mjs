// Each face in each form: nothing overflows, nothing is refused, nothing is inaccessible, one thing to do next.
/* global CSSStyleSheet */
import { axeViolations } from '../../e2e/axe.mjs';
import { expect, shot, sizes, test } from './inspectorPage.mjs';
import { openScene, scenes } from './scenes.mjs';

for (const name of Object.keys(scenes)) {
  for (const form of Object.keys(sizes)) {
    test(`${name}, ${form}: fits its width, at most one primary button`, async ({ inspector }) => {
      const page = await openScene(inspector, name, { form });
      await shot(page, `${name}-${form}-dark`);
      const { wide, primary } = await page.evaluate(() => {
        const panel = document.querySelector('.panel');
        const right = panel.getBoundingClientRect().right;
        const clipped = element => {
          for (let at = element.parentElement; at !== null && at !== panel; at = at.parentElement) {
            if (getComputedStyle(at).overflowX !== 'visible') return true;
          }
          return false;
        };
        const wide = [...panel.querySelectorAll('*')].filter(
          element => element.getBoundingClientRect().right > right + 1 && !clipped(element),
        );
        const page = document.querySelector('.page');
        return {
          wide: [...wide.map(element => element.className), ...(page.scrollWidth > page.clientWidth ? ['page'] : [])],
          primary: document.querySelectorAll('vscode-button[appearance=primary]').length,
        };
      });
      expect(wide).toEqual([]);
      expect(primary).toBeLessThanOrEqual(1);
    });
  }
}

const looked = [
  ...Object.keys(scenes).map(name => [name, 'wide', 'dark']),
  ...['normalLoad', 'metrics', 'poolExhausted', 'leaderDied', 'record', 'request', 'crashed'].flatMap(name => [
    [name, 'wide', 'light'],
    [name, 'wide', 'contrast'],
  ]),
  ...['inTransaction', 'mustAbort', 'fenced'].flatMap(name => [
    [name, 'wide', 'light'],
    [name, 'wide', 'contrast'],
  ]),
  ...['metrics', 'poolExhausted', 'leaderDied', 'nothingSent', 'mustAbort', 'transactionReady'].flatMap(name => [
    [name, 'middle', 'dark'],
    [name, 'narrow', 'light'],
    [name, 'bottom', 'contrast'],
  ]),
];

for (const [name, form, theme] of looked) {
  test(`axe finds nothing: ${name}, ${form}, ${theme}`, async ({ inspector }) => {
    const page = await openScene(inspector, name, { form, theme });
    await shot(page, `${name}-${form}-${theme}`);
    expect(await axeViolations(page)).toEqual([]);
  });
}

/** As on a system whose font is wider than the one here. */
function widerFont() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { letter-spacing: 0.6px !important; }');
  document.adoptedStyleSheets.push(sheet);
}

for (const name of ['poolExhausted', 'leaderDied']) {
  for (const width of [400, 700, 800, 1100, 1220, 1400]) {
    test(`${name} in a wide font, ${width} px: hold marks and the connection's name are whole`, async ({
      inspector,
    }) => {
      const page = await openScene(inspector, name);
      await page.setViewportSize({ width, height: 940 });
      await page.evaluate(widerFont);
      await inspector.settle();
      await shot(page, `${name}-${width}-wide-font`);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('.mark-words, .connection b')]
          .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => {
            return scrollWidth > clientWidth || scrollHeight > clientHeight + 2;
          })
          .map(({ textContent }) => textContent),
      );
      expect(cut).toEqual([]);
      const beyond = await page.evaluate(() => {
        const right = selector =>
          [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect().right);
        const [board, button] = [right('.board-scroll')[0], right('.send-buttons .outlined')[0]];
        return [...right('.slot').filter(at => at > board + 1), ...right('.load').filter(at => at > button)];
      });
      expect(beyond).toEqual([]);
    });
  }
}
