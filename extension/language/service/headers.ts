// `headers: a=1, b=2`, cut as Tools for Apache Kafka cuts it: at every comma, then at the equals signs, of which the
// first two pieces count. What that loses is said here, piece by piece.
import type { Part } from './text.ts';
import { rangeOnLine } from './text.ts';
import type { Diagnostic } from './results.ts';
import { severity } from './results.ts';
import type { Translate } from './translate.ts';
import { shorten } from './formats.ts';

export type HeaderPair = readonly [name: string, value: string];

/** A later header of the same name replaces the value of the first. */
export function parseHeaders(part: Part, t: Translate): { headers: HeaderPair[]; diagnostics: Diagnostic[] } {
  const headers = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  if (part.text === '') return { headers: [], diagnostics };
  const { line, character } = part.range.start;
  let at = character;
  for (const piece of part.text.split(',')) {
    const start = at + (piece.length - piece.trimStart().length);
    const range = rangeOnLine(line, Math.min(start, at + piece.length), at + piece.trimEnd().length);
    at += piece.length + 1;
    const warn = (code: string, message: string): void => {
      const shown =
        range.end.character > range.start.character ? range : rangeOnLine(line, at - piece.length - 1, at - 1);
      diagnostics.push({ range: shown, severity: severity.warning, code, message });
    };
    const [name, value, ...rest] = piece
      .trim()
      .split('=')
      .map(text => text.trim());
    if (name === undefined || value === undefined) {
      warn('header-without-value', t("'{0}' is not sent: a header is name=value.", shorten(piece.trim())));
      continue;
    }
    if (rest.length > 0) {
      warn(
        'header-cut',
        t(
          "Only '{0}' is sent as the value of '{1}': it ends at the second equals sign.",
          shorten(value),
          shorten(name),
        ),
      );
    }
    if (headers.has(name)) {
      warn(
        'header-twice',
        t("The header '{0}' stands here twice; this value replaces the earlier one.", shorten(name)),
      );
    }
    headers.set(name, value);
  }
  return { headers: [...headers], diagnostics };
}
