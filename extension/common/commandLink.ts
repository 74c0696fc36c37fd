/** A command behind words, as a button runs it and a link in a notification. */
export interface CommandAction {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

/**
 * A notification's text with its next steps as links. A notification with buttons stands until somebody closes it, whatever has become
 * of its cause; one with links goes by itself. Text that looks like a link of its own, as a broker's may, is made harmless.
 */
export function withLinks(text: string, actions: readonly CommandAction[]): string {
  return [withoutLinks(text), ...actions.map(linkOf)].join(' ');
}

/** Notifications read `[words](command:…)` as a link that runs a command. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u200a(');
}

function linkOf({ title, command, argument }: CommandAction): string {
  const query = argument === undefined ? '' : `?${encodeURIComponent(JSON.stringify([argument]))}`;
  // A bracket of its own would end the link.
  return `[${title}](command:${command}${query.replace(/[()]/g, sign => (sign === '(' ? '%28' : '%29'))})`;
}
