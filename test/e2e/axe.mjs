// axe-core inside a webview.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The violations axe finds in a webview's page, each as `{ id, impact, help, targets }`; an empty list is what we want.
 * `ground` is the theme variable that lies behind the page.
 */
export async function axeViolations(panel, { ground = '--vscode-editor-background', disable = [] } = {}) {
  const frame = await (await panel.locator('html').elementHandle()).ownerFrame();
  // Evaluated through the debugger, which the page's content security policy does not govern.
  await frame.evaluate(source);
  return frame.evaluate(
    async ({ ground, disable }) => {
      // The workbench paints behind the iframe; on a transparent page axe would measure contrast against white.
      const html = document.documentElement;
      const before = html.style.backgroundColor;
      html.style.backgroundColor = getComputedStyle(html).getPropertyValue(ground);
      const rules = Object.fromEntries(disable.map(rule => [rule, { enabled: false }]));
      const { violations } = await window.axe.run(document, { rules });
      html.style.backgroundColor = before;
      return violations.map(({ id, impact, help, nodes }) => ({
        id,
        impact,
        help,
        targets: nodes.map(node => `${node.target.join(' ')}: ${node.failureSummary}`),
      }));
    },
    { ground, disable },
  );
}
