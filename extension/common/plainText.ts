// C0 and C1 controls, zero-width characters, line and paragraph separators, marks and overrides of writing direction.
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

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
