import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { HostMessage, PageMessage } from '../../../webview/protocol/messages.ts';
import { FONTS, THEMES } from './themes.ts';
import type { ThemeName } from './themes.ts';

/** The page as VS Code shows it, without VS Code: the bundle under the same policy, a stub of its API, a theme's variables. */
export interface PageHost {
  url(theme: ThemeName, form?: 'editor' | 'panel'): string;
  close(): Promise<void>;
}

const root = path.join(import.meta.dirname, '../../..');
const NONCE = 'a1b2c3d4';

export async function startPageHost(): Promise<PageHost> {
  const files = await bundle();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://page');
    const file = files.get(url.pathname);
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': TYPES[path.extname(url.pathname)] ?? 'application/octet-stream' });
      response.end(file);
    } else if (url.pathname === '/') {
      const theme = url.searchParams.get('theme') as ThemeName;
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy() });
      response.end(html(theme));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: theme => `http://127.0.0.1:${port}/?theme=${theme}`,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

async function bundle(): Promise<Map<string, Uint8Array>> {
  const result = await build({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    entryPoints: { main: 'webview/main.tsx', codicon: 'node_modules/@vscode/codicons/dist/codicon.css' },
    outdir: '/out',
    platform: 'browser',
    format: 'esm',
    target: 'chrome134',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    legalComments: 'none',
  });
  return new Map(result.outputFiles.map(file => ['/' + path.basename(file.path), file.contents]));
}

function policy(): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}'`,
    `style-src 'self' 'nonce-${NONCE}'`,
    "font-src 'self'",
    "img-src 'self' data:",
  ].join('; ');
}

function html(name: ThemeName): string {
  const theme = THEMES[name];
  const variables = Object.entries({ ...FONTS, ...theme.variables })
    .map(([key, value]) => `--vscode-${key}: ${value};`)
    .join('\n');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta property="csp-nonce" content="${NONCE}">
<link rel="icon" href="data:,">
<title>Kafka Inspector</title>
<style nonce="${NONCE}">:root { ${variables} }</style>
<link rel="stylesheet" href="codicon.css">
<link rel="stylesheet" href="main.css">
<script nonce="${NONCE}">
  window.toHost = [];
  window.violations = [];
  document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective + ' ' + event.sourceFile + ':' + event.lineNumber));
  window.acquireVsCodeApi = () => ({
    postMessage: message => window.toHost.push(JSON.parse(JSON.stringify(message))),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: state => sessionStorage.setItem('state', JSON.stringify(state)),
  });
</script>
</head>
<body class="${theme.bodyClass}" data-vscode-theme-id="${theme.id}">
<div id="root"></div>
<script type="module" nonce="${NONCE}" src="main.js"></script>
</body>
</html>`;
}

/** What is said to and heard from the page inside the browser. */
export type ToPage = HostMessage;
export type FromPage = PageMessage;
