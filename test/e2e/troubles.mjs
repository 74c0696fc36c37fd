// Collects what must not happen while a test runs: errors on a console, exceptions, content security violations.

/** What the workbench itself says in any window, without our extension, as `text (address)`. */
const ofTheWorkbench = [
  // Services of a product that a workbench from npm is not. Resources of a webview are ours and stay troubles.
  /Failed to load resource: the server responded with a status of 404 (?!.*(webview|vscode-resource))/,
  // Its accounts menu asks for the built-in GitHub extension, which is late on a busy machine.
  /Timed out waiting for authentication provider 'github' to register/,
  // The extension host of a busy machine answers late when a file is saved; nothing of ours listens to that.
  /Aborted onWillSaveTextDocument-event after \d+ms/,
  // It drops its own work when a window is closed early.
  /^(%c\s*ERR.*)?Canceled: Canceled/,
];

/**
 * Listens to a page and all its frames. `troubles` are those so far, as text; `expect` takes away those that a pattern
 * matches, before or after they come: an error notification is printed on the console too.
 */
export function collectTroubles(page) {
  const troubles = [];
  const expected = [];
  page.on('console', message => {
    const text = message.text();
    const violation = /Content[ -]Security[ -]Policy/i.test(text);
    if (message.type() !== 'error' && !violation) return;
    const whole = `${text} (${message.location().url})`;
    if (!violation && ofTheWorkbench.some(pattern => pattern.test(whole))) return;
    troubles.push(`${violation ? 'CSP' : 'console'}: ${whole}`);
  });
  page.on('pageerror', error => troubles.push(`exception: ${error.stack ?? error.message}`));
  return {
    expect: pattern => void expected.push(pattern),
    troubles: () => troubles.filter(text => text.startsWith('CSP') || !expected.some(pattern => pattern.test(text))),
  };
}
