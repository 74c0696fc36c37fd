// Collects every text of the extension, the language server and the page into bundle.l10n.json: `npm run l10n`.
// @vscode/l10n-dev sees only calls on `vscode.l10n`; ours also go through a `t` that is passed in, so that the code which
// words things runs without VS Code. A call is `t(…)`, `x.t(…)` or `x.#t(…)` whose first argument is written out.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { metricNames } from '../engine/producer/metrics/metricNames.ts';

const root = path.resolve(import.meta.dirname, '..');
export const bundleFile = path.join(root, 'l10n/bundle.l10n.json');

/** @returns {{ bundle: Record<string, string>, problems: string[] }} texts in order of their first use, sorted by file */
export function collect() {
  const texts = new Map();
  const problems = [];
  for (const file of globSync('{extension,webview}/**/*.{ts,tsx}', { cwd: root }).sort()) {
    const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    visit(source, source, file);
  }
  // The page translates these by their English text, as the engine gives them.
  for (const group of Object.values(metricNames)) for (const [, text] of Object.values(group)) texts.set(text, text);
  return { bundle: Object.fromEntries(texts), problems };

  function visit(node, source, file) {
    if (ts.isCallExpression(node) && isTranslation(node.expression)) take(node, source, file);
    ts.forEachChild(node, child => visit(child, source, file));
  }

  function take(call, source, file) {
    const [first, second] = call.arguments;
    if (first && ts.isStringLiteralLike(first)) {
      texts.set(first.text, first.text);
    } else if (!(second && ts.isSpreadElement(second))) {
      const { line } = source.getLineAndCharacterOfPosition(call.getStart());
      problems.push(`${file}:${line + 1}: the text is not written out`);
    }
  }
}

function isTranslation(callee) {
  if (ts.isIdentifier(callee)) return callee.text === 't';
  return ts.isPropertyAccessExpression(callee) && (callee.name.text === 't' || callee.name.text === '#t');
}

if (process.argv[1] === import.meta.filename) {
  const { bundle, problems } = collect();
  for (const problem of problems) console.error(problem);
  writeFileSync(bundleFile, JSON.stringify(bundle, null, 2) + '\n');
  console.log(`${Object.keys(bundle).length} texts in l10n/bundle.l10n.json`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
