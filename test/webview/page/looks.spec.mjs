// Each face in each form: nothing overflows, nothing is refused, nothing is inaccessible, one thing to do next.
import { axeViolations } from '../../e2e/axe.mjs';
import { expect, sizes, test } from './inspectorPage.mjs';
import { openScene, scenes } from './scenes.mjs';

const shots = process.env.PAGE_SHOTS;
const shot = async (page, name) => shots && (await page.screenshot({ path: `${shots}/${name}.png` }));

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
  ...['normalLoad', 'poolExhausted', 'leaderDied', 'record', 'request', 'crashed'].flatMap(name => [
    [name, 'wide', 'light'],
    [name, 'wide', 'contrast'],
  ]),
  ...['poolExhausted', 'leaderDied', 'nothingSent'].flatMap(name => [
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
