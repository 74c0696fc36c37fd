// `key-format` and `value-format`: the text of a document into the bytes Java's serializers would write.
import { fromHex, latin1, toBase64, utf16le } from './bytes.ts';
import type { Translate } from './translate.ts';

/** What goes on the wire: text is sent as UTF-8, bytes as they are, null as null. The extension's session takes this form. */
export type Payload = string | { readonly base64: string } | null;

export const formatNames = ['string', 'double', 'float', 'integer', 'long', 'short'] as const;
export const encodings = ['utf8', 'utf16le', 'base64', 'latin1', 'hex'] as const;
type FormatName = (typeof formatNames)[number];
type Encoding = (typeof encodings)[number];

export interface Format {
  readonly name: FormatName;
  /** Only for `string`. */
  readonly encoding: Encoding;
}

export type FormatResult = { readonly format: Format } | { readonly error: string };
export type EncodeResult = { readonly payload: Payload; readonly warning?: string } | { readonly error: string };

export const plainText: Format = { name: 'string', encoding: 'utf8' };

/** Everything that may stand after `key-format:` in a producer. */
export const producerFormats: readonly string[] = [...formatNames, ...encodings.map(encoding => `string(${encoding})`)];
export const consumerFormats: readonly string[] = ['none', ...producerFormats];

// Other spellings that Node's Buffer takes, and with it Tools for Apache Kafka.
const aliases: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf8',
  'utf-16le': 'utf16le',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  binary: 'latin1',
  ascii: 'latin1',
  base64url: 'base64',
};

/** `text` is trimmed; empty means the default. */
export function parseFormat(text: string, t: Translate): FormatResult {
  if (text === '') return { format: plainText };
  const match = /^([^()]*)(?:\(([^()]*)\))?$/.exec(text);
  const name = match?.[1]?.trim();
  const known = formatNames.find(format => format === name);
  if (known === undefined) {
    return { error: t("Unknown format '{0}'. Use one of {1}.", text, producerFormats.join(', ')) };
  }
  const argument = match?.[2]?.trim() ?? '';
  if (argument === '') return { format: { name: known, encoding: 'utf8' } };
  if (known !== 'string') return { error: t("'{0}' takes no argument: write '{1}'.", text, known) };
  const lower = argument.toLowerCase();
  const encoding = encodings.find(candidate => candidate === lower) ?? aliases[lower];
  if (encoding === undefined) {
    return { error: t("Unknown encoding '{0}'. Use one of {1}.", argument, encodings.join(', ')) };
  }
  return { format: { name: known, encoding } };
}

/** `text` is not empty. */
export function encode(text: string, format: Format, t: Translate): EncodeResult {
  switch (format.name) {
    case 'string':
      return encodeText(text, format.encoding, t);
    case 'short':
      return encodeInteger(text, format.name, 2, t);
    case 'integer':
      return encodeInteger(text, format.name, 4, t);
    case 'long':
      return encodeInteger(text, format.name, 8, t);
    case 'float':
    case 'double':
      return encodeFloating(text, format.name, t);
  }
}

function encodeText(text: string, encoding: Encoding, t: Translate): EncodeResult {
  switch (encoding) {
    case 'utf8':
      return { payload: text };
    case 'utf16le':
      return bytes(utf16le(text));
    case 'latin1': {
      const outside = [...text].find(character => (character.codePointAt(0) ?? 0) > 0xff);
      if (outside === undefined) return bytes(latin1(text));
      const point = (outside.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      return { error: t("'{0}' (U+{1}) is not in latin1, which ends at U+00FF. Use string(utf8).", outside, point) };
    }
    case 'hex': {
      const digits = text.replace(/\s+/g, '');
      const wrong = /[^0-9a-fA-F]/u.exec(digits)?.[0];
      if (wrong !== undefined) return { error: t("'{0}' is not a hexadecimal digit (0-9, a-f).", wrong) };
      if (digits.length % 2 === 0) return bytes(fromHex(digits));
      return { error: t('{0} hexadecimal digits are not whole bytes: add or remove one.', digits.length) };
    }
    case 'base64': {
      const digits = text
        .replace(/\s+/g, '')
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .replace(/={1,2}$/, '');
      const wrong = /[^0-9a-zA-Z+/]/u.exec(digits)?.[0];
      if (wrong !== undefined) return { error: t("'{0}' is not a base64 digit (A-Z, a-z, 0-9, +, /).", wrong) };
      if (digits.length % 4 === 1)
        return {
          error: t('{0} base64 digits are not whole bytes: one is too many or three are missing.', digits.length),
        };
      return { payload: { base64: digits.padEnd(Math.ceil(digits.length / 4) * 4, '=') } };
    }
  }
}

const integerNames = { 2: 'ShortSerializer', 4: 'IntegerSerializer', 8: 'LongSerializer' } as const;

// Big-endian two's complement, as Java's ShortSerializer, IntegerSerializer and LongSerializer.
function encodeInteger(text: string, name: FormatName, width: 2 | 4 | 8, t: Translate): EncodeResult {
  const match = /^([+-]?)(\d+|0[xX][0-9a-fA-F]+)$/.exec(text);
  if (match === null) {
    return { error: t("'{0}' is not a whole number, which the format {1} needs.", shorten(text), name) };
  }
  const magnitude = BigInt(match[2] ?? '0');
  const value = match[1] === '-' ? -magnitude : magnitude;
  const limit = 1n << BigInt(8 * width - 1);
  if (value < -limit || value >= limit) {
    return {
      error: t(
        '{0} does not fit into the format {1}: {2} to {3} ({4}).',
        shorten(text),
        name,
        String(-limit),
        String(limit - 1n),
        integerNames[width],
      ),
    };
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, value);
  const result = bytes(new Uint8Array(view.buffer, 8 - width, width));
  if (BigInt(Number(value)) === value) return result;
  return {
    ...result,
    warning: t(
      'Kafka Inspector sends {0} exactly; Tools for Apache Kafka rounds it to {1}.',
      String(value),
      String(BigInt(Number(value))),
    ),
  };
}

// IEEE 754, big-endian, as Java's FloatSerializer and DoubleSerializer.
function encodeFloating(text: string, name: 'float' | 'double', t: Translate): EncodeResult {
  if (!/^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|Infinity|NaN)$/.test(text)) {
    return { error: t("'{0}' is not a number, which the format {1} needs.", shorten(text), name) };
  }
  const value = Number(text.replace(/^[+-](?=NaN$)/, ''));
  const isInfinity = text.endsWith('Infinity');
  const width = name === 'float' ? 4 : 8;
  if (!isInfinity && Math.abs(name === 'float' ? Math.fround(value) : value) === Infinity) {
    const limit = name === 'float' ? '3.4028234663852886e38' : '1.7976931348623157e308';
    return { error: t('{0} does not fit into the format {1}: at most {2} either way.', shorten(text), name, limit) };
  }
  const view = new DataView(new ArrayBuffer(width));
  if (width === 4) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return bytes(new Uint8Array(view.buffer));
}

/** One line of Markdown per format, for completion and hover. */
export function formatDoc(format: string, t: Translate): string {
  const name = format.replace(/\(.*/, '');
  switch (name) {
    case 'none':
      return t('Leaves it out.');
    case 'double':
      return t("8 bytes, IEEE 754, big-endian, as Java's `DoubleSerializer` writes them.");
    case 'float':
      return t("4 bytes, IEEE 754, big-endian, as Java's `FloatSerializer` writes them.");
    case 'integer':
      return t("4 bytes, big-endian, as Java's `IntegerSerializer` writes them: -2147483648 to 2147483647.");
    case 'long':
      return t(
        "8 bytes, big-endian, as Java's `LongSerializer` writes them: -9223372036854775808 to 9223372036854775807.",
      );
    case 'short':
      return t("2 bytes, big-endian, as Java's `ShortSerializer` writes them: -32768 to 32767.");
    default:
      break;
  }
  switch (format) {
    case 'string(base64)':
      return t('The text is base64; the bytes it stands for are sent.');
    case 'string(hex)':
      return t('The text is hexadecimal digits; the bytes they stand for are sent.');
    case 'string(latin1)':
      return t('The text as ISO 8859-1, one byte a character.');
    case 'string(utf16le)':
      return t('The text as UTF-16, little-endian, without byte order mark.');
    default:
      return t("The text as UTF-8, as Java's `StringSerializer` writes it.");
  }
}

function bytes(content: Uint8Array): { payload: Payload } {
  return { payload: { base64: toBase64(content) } };
}

/** User text inside a message: enough to recognise it. */
export function shorten(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length <= 60 ? oneLine : `${oneLine.slice(0, 57)}…`;
}
