/**
 * A Java `.properties` file as text (java.util.Properties.load): comments with # or !, `=`, `:` or blank between key and value,
 * a backslash at the end continues the line, `\t \n \r \f \uXXXX` in both. The last of equal keys wins. Nothing in it is executed or opened.
 */
export function parsePropertiesFile(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of logicalLines(text)) {
    const { key, value } = splitLine(line);
    if (key !== '') properties.set(key, value);
  }
  return properties;
}

function* logicalLines(text: string): Generator<string> {
  let pending: string | null = null;
  for (const natural of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const line = natural.replace(/^[ \t\f]+/, '');
    if (pending === null && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue;
    const whole: string = (pending ?? '') + line;
    const backslashes = /\\*$/.exec(line)?.[0].length ?? 0;
    if (backslashes % 2 === 1) {
      pending = whole.slice(0, -1);
    } else {
      pending = null;
      yield whole;
    }
  }
  if (pending !== null) yield pending;
}

function splitLine(line: string): { key: string; value: string } {
  let end = 0;
  while (end < line.length && !/[=: \t\f]/.test(line[end] ?? '')) end += line[end] === '\\' ? 2 : 1;
  const rest = line.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
  return { key: unescape(line.slice(0, end)), value: unescape(rest) };
}

function unescape(text: string): string {
  const named: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f' };
  return text.replace(/\\(u([0-9A-Fa-f]{4})|.)/g, (_, escaped: string, hex: string | undefined) =>
    hex === undefined ? (named[escaped] ?? escaped) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
