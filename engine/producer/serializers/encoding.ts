/** Java's standard charsets; what an encoding cannot express becomes `?` (in UTF-16: U+FFFD), as there. */
export const encodings = ['UTF-8', 'UTF-16', 'UTF-16BE', 'UTF-16LE', 'ISO-8859-1', 'US-ASCII'] as const;
export type Encoding = (typeof encodings)[number];

export function encode(text: string, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'UTF-8':
      return Buffer.from(text.isWellFormed() ? text : withoutLoneSurrogates(text), 'utf8');
    case 'UTF-16':
      return utf16BigEndian(text && `\ufeff${text}`); // Java's writes a byte order mark, but not for nothing.
    case 'UTF-16BE':
      return utf16BigEndian(text);
    case 'UTF-16LE':
      return Buffer.from(text.toWellFormed(), 'utf16le');
    case 'ISO-8859-1':
      return Buffer.from(text.replace(/[^\0-\xff]/gu, '?'), 'latin1');
    case 'US-ASCII':
      return Buffer.from(text.replace(/[^\0-\x7f]/gu, '?'), 'latin1');
  }
}

function utf16BigEndian(text: string): Buffer {
  return Buffer.from(text.toWellFormed(), 'utf16le').swap16();
}

/** Node would write U+FFFD for them, Java writes `?`. */
function withoutLoneSurrogates(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '?');
}
