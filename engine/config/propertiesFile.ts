import { configError } from './configErrors.ts';

/**
 * A Java `.properties` file as text (Kafka: `Utils.loadProps`, java.util.Properties.load): comments with # or !, `=`, `:` or blank
 * between key and value, a backslash at the end continues the line, `\t \n \r \f \uXXXX` in both. The last of equal keys wins.
 * Nothing in it is executed or opened. Throws ConfigException, with the key but no value, for a `\u` without four digits.
 */
export function parsePropertiesFile(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of logicalLines(text)) {
    if (line === '') continue;
    const { key, value } = splitLine(line);
    properties.set(unescape(key, key), unescape(value, key));
  }
  return properties;
}

function* logicalLines(text: string): Generator<string> {
  let pending: string | null = null;
  for (const natural of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const line = natural.replace(/^[ \t\f]+/, '');
    if ((pending ?? '') === '' && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue;
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
  return { key: line.slice(0, end), value: rest };
}

const named: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescape(text: string, key: string): string {
  return text.replace(/\\(u([0-9A-Fa-f]{4})|.?)/gs, (_, escaped: string, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (escaped === 'u')
      throw configError(
        `Malformed \\uxxxx encoding at '${key}': \\u needs four hexadecimal digits. For a backslash write \\\\.`,
      );
    return named[escaped] ?? escaped;
  });
}
