/**
 * How the service words things: every string a user reads goes through one of these, so that the service itself knows no
 * translation library. `vscode.l10n.t` and `l10n.t` of `@vscode/l10n` both fit. The first argument is always written
 * out at the call (`t('…')`), so that strings can be collected from the source.
 */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** English as it stands in the source, with `{0}`, `{1}` … filled in. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : String(value);
  });
