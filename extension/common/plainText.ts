// Controls, format characters (zero width, marks and overrides of writing direction), line and paragraph separators.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const plainTextLimit = 256;

/**
 * A string from a broker, a document or a file as it may stand in a tree, a notification or the status bar: on one line, without
 * characters that hide or reorder others, cut after 256 characters with the cut marked.
 */
export function plainText(text: string, limit = plainTextLimit): string {
  const visible = text.replace(/[\t\r\n]+/g, ' ').replace(unseen, '\u{fffd}');
  if (visible.length <= limit) return visible;
  // A surrogate pair is not cut in two.
  const cut = visible.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut}…`;
}

/** For places where VS Code reads `$(name)` as an icon (labels, status bar, quick picks). */
export function withoutIcons(text: string): string {
  return plainText(text).replaceAll('$(', '$\u200a(');
}
