// What a text means to the JVM: the parsers behind `ConfigDef.parseType`, odd as some of it is.

/** `String.trim`: everything up to the blank is one; what Unicode calls a blank is not. */
export function javaTrim(text: string): string {
  return text.replace(/^[\0- ]+|[\0- ]+$/g, '');
}

/** `equalsIgnoreCase` with true and false. Null: neither. */
export function parseJavaBoolean(text: string): boolean | null {
  if (/^true$/iu.test(text)) return true;
  return /^false$/iu.test(text) ? false : null;
}

/** `Long.parseLong` without its limits: decimal digits of any script, as far as each is one UTF-16 unit. Null: not a number. */
export function parseJavaWholeNumber(text: string): bigint | null {
  if (!/^[+-]?\p{Nd}+$/u.test(text) || /[\ud800-\udfff]/.test(text)) return null;
  const decimal = text.replace(/\p{Nd}/gu, digit => String(digitValue(digit.charCodeAt(0))));
  return BigInt(decimal.replace('+', ''));
}

/** `Double.parseDouble` of a trimmed text: also NaN, Infinity, hexadecimal with a binary exponent, and the suffixes of literals. */
export function parseJavaDouble(text: string): number | null {
  const [, sign, unsigned = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const value = parseUnsigned(unsigned);
  return value !== null && sign === '-' ? -value : value;
}

function parseUnsigned(text: string): number | null {
  if (text === 'NaN' || text === 'Infinity') return Number(text);
  if (/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(text)) return Number.parseFloat(text);
  const [, whole = '', fraction = '', exponent] =
    /^0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)[dDfF]?$/.exec(text) ?? [];
  if (exponent === undefined || whole + fraction === '') return null;
  return Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
}

/** Unicode keeps the ten digits of a script together, in order. */
function digitValue(code: number): number {
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCharCode(code - value - 1))) value++;
  return value;
}
