// Bundles the extension into dist/: `node build.mjs [--minify] [--watch]`.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context } from 'esbuild';

const root = import.meta.dirname;
const minify = process.argv.includes('--minify');
const watch = process.argv.includes('--watch');

const common = {
  absWorkingDir: root,
  bundle: true,
  minify,
  metafile: true,
  logLevel: 'info',
  // Sourcemaps hold paths and would triple the VSIX; `npm run build -- --watch` makes them for the debugger.
  sourcemap: watch ? 'linked' : false,
  // Licences go into one file instead, see writeNotices.
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': watch ? '"development"' : '"production"' },
};

/** Compressors that are WebAssembly: their bytes go into the bundle, in the place of the module that reads them from node_modules. */
const wasmFiles = {
  name: 'wasm files',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]codecs[\\/]wasmFiles\.ts$/ }, () => ({
      contents: `
        import lz4 from './node_modules/lz4-wasm-nodejs/lz4_wasm_nodejs_bg.wasm';
        import snappy from './node_modules/snappy-wasm/es/snappy_bg.wasm';
        export const lz4Wasm = () => lz4;
        export const snappyWasm = () => snappy;`,
      resolveDir: root,
    }));
  },
};

/** What runs in the extension host and the processes and workers it starts: one CommonJS file each. */
const hostBundles = {
  ...common,
  entryPoints: existing({
    extension: 'extension/extension.ts',
    server: 'extension/language/server.ts',
    sessionWorker: 'engine/session/sessionWorker.ts',
    practiceWorker: 'engine/session/practiceWorker.ts',
  }),
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  // The language server's packages have a UMD main whose require calls esbuild cannot follow.
  mainFields: ['module', 'main'],
  plugins: [wasmFiles],
  loader: { '.wasm': 'binary' },
};

/** The page, for the Chromium of the oldest VS Code we name in engines.vscode. */
const pageBundles = {
  ...common,
  entryPoints: existing({ main: 'webview/main.tsx', codicon: 'node_modules/@vscode/codicons/dist/codicon.css' }),
  outdir: 'dist/webview',
  platform: 'browser',
  format: 'esm',
  target: 'chrome134',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

await rm(path.join(root, 'dist'), { recursive: true, force: true });
try {
  await (watch ? rebuildOnChanges() : buildOnce());
} catch (error) {
  // esbuild has printed what is wrong, with the line; its stack would only hide that.
  if (!Array.isArray(error.errors)) throw error;
  process.exitCode = 1;
}

async function buildOnce() {
  const results = await Promise.all([hostBundles, pageBundles].map(options => build(options)));
  const metafile = {
    inputs: Object.assign({}, ...results.map(result => result.metafile.inputs)),
    outputs: Object.assign({}, ...results.map(result => result.metafile.outputs)),
  };
  await mkdir(path.join(root, '.build'), { recursive: true });
  await writeFile(path.join(root, '.build/meta.json'), JSON.stringify(metafile, null, 1));
  await writeNotices(metafile);
}

async function rebuildOnChanges() {
  for (const options of [hostBundles, pageBundles]) await (await context(options)).watch();
}

function existing(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(path.join(root, file))));
}

/** dist/NOTICES.txt: name, version and licence text of each package whose code is in a bundle. */
async function writeNotices({ inputs }) {
  const folders = new Set(
    Object.keys(inputs).flatMap(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  const notices = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const files = (await readdir(path.join(root, folder))).filter(file => /^(licen[cs]e|notice)/i.test(file));
    const texts = await Promise.all(files.map(file => readFile(path.join(root, folder, file), 'utf8')));
    notices.push([`${name} ${version} (${license})`, ...texts.map(text => text.trim())].join('\n\n'));
  }
  const rule = `\n\n${'-'.repeat(78)}\n\n`;
  await writeFile(
    path.join(root, 'dist/NOTICES.txt'),
    ['Packages inside this extension', ...notices].join(rule) + '\n',
  );
}
