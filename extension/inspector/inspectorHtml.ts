import { randomBytes } from 'node:crypto';

export interface InspectorHtmlOptions {
  readonly language: string;
  readonly title: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUris: readonly string[];
  readonly nonce: string;
}

/** Fresh for every load of the page: 192 random bits. */
export function newNonce(): string {
  return randomBytes(24).toString('base64url');
}

/** The page's frame. Nothing is allowed but our script, our styles, our icon font and drawings made in place. */
export function inspectorHtml(options: InspectorHtmlOptions): string {
  const { cspSource, nonce } = options;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
  ].join('; ');
  const styles = options.styleUris.map(uri => `<link rel="stylesheet" nonce="${nonce}" href="${escape(uri)}">`);
  return `<!DOCTYPE html>
<html lang="${escape(options.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.join('\n')}
<title>${escape(options.title)}</title>
</head>
<body>
<div id="root"></div>
<script type="module" nonce="${nonce}" src="${escape(options.scriptUri)}"></script>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
