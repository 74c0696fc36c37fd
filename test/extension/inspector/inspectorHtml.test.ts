import assert from 'node:assert/strict';
import test from 'node:test';
import { inspectorHtml, newNonce } from '../../../extension/inspector/inspectorHtml.ts';

const html = inspectorHtml({
  language: 'en',
  title: 'a <b> "c"',
  cspSource: 'https://*.vscode-cdn.net',
  scriptUri: 'https://x/main.js',
  styleUris: ['https://x/codicon.css', 'https://x/main.css'],
  nonce: 'N0nce',
});

test('the policy is exactly the one we promise', () => {
  const policy = /content="(default-src[^"]*)"/.exec(html)?.[1];
  assert.equal(
    policy,
    [
      "default-src 'none'",
      "script-src 'nonce-N0nce'",
      "style-src https://*.vscode-cdn.net 'nonce-N0nce'",
      'font-src https://*.vscode-cdn.net',
      'img-src https://*.vscode-cdn.net data:',
    ].join('; '),
  );
  assert.doesNotMatch(html, /unsafe/);
});

test('the nonce is where the page finds it, and on the only script', () => {
  assert.match(html, /<meta property="csp-nonce" content="N0nce">/);
  assert.deepEqual(html.match(/<script[^>]*>/g), ['<script type="module" nonce="N0nce" src="https://x/main.js">']);
});

test('texts are escaped', () => assert.match(html, /<title>a &lt;b&gt; &quot;c&quot;<\/title>/));

test('each load has its own nonce', () => {
  const nonces = new Set(Array.from({ length: 100 }, newNonce));
  assert.equal(nonces.size, 100);
  for (const nonce of nonces) assert.match(nonce, /^[\w-]{32}$/);
});
