// Collects what must not happen while a test runs: errors on a console, exceptions, content security violations.

/** What the workbench itself says in any window, without our extension; see the messages in their context there. */
const ofTheWorkbench = [
  // Favicons, product services and galleries that a workbench from npm does not have.
  /Failed to load resource: the server responded with a status of 404/,
];

/** Listens to a page and all its frames. Returns a function that gives the troubles so far, as text. */
export function collectTroubles(page) {
  const troubles = [];
  page.on('console', message => {
    const text = message.text();
    const violation = /Content[ -]Security[ -]Policy/i.test(text);
    if (message.type() !== 'error' && !violation) return;
    if (!violation && ofTheWorkbench.some(pattern => pattern.test(text))) return;
    troubles.push(`${violation ? 'CSP' : 'console'}: ${text} (${message.location().url})`);
  });
  page.on('pageerror', error => troubles.push(`exception: ${error.stack ?? error.message}`));
  return () => [...troubles];
}
