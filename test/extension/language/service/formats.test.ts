import assert from 'node:assert/strict';
import test from 'node:test';
import { encode, parseFormat, producerFormats } from '../../../../extension/language/service/formats.ts';
import {
  doubleSerializer,
  floatSerializer,
  integerSerializer,
  longSerializer,
  shortSerializer,
} from '../../../../engine/producer/serializers/numberSerializers.ts';
import { english } from '../../../../extension/language/service/translate.ts';

/** What `text` becomes in `format`: hex of the bytes, `text …`, `warning …` behind it, or `error …`. */
function check(format: string, text: string, expected: string): void {
  test(`${format || '(none)'}: ${text}`, () => assert.equal(show(format, text), expected));
}

function show(format: string, text: string): string {
  const read = parseFormat(format, english);
  if ('error' in read) return `error ${read.error}`;
  const encoded = encode(text, read.format, english);
  if ('error' in encoded) return `error ${encoded.error}`;
  const { payload, warning } = encoded;
  if (payload === null) return 'null';
  const shown = typeof payload === 'string' ? `text ${payload}` : Buffer.from(payload.base64, 'base64').toString('hex');
  return warning === undefined ? shown : `${shown} warning ${warning}`;
}

check('', 'grün', 'text grün');
check('string', 'grün', 'text grün');
check('string()', 'a', 'text a');
check('string( utf8 )', 'a', 'text a');
check('string(UTF-8)', 'a', 'text a');
check('string(utf16le)', 'aé😀', '6100e9003dd800de');
check('string(latin1)', 'grün', '6772fc6e');
check('string(latin1)', 'zł', "error 'ł' (U+0142) is not in latin1, which ends at U+00FF. Use string(utf8).");
check('string(hex)', '00 ff\n7F', '00ff7f');
check('string(hex)', 'abc', 'error 3 hexadecimal digits are not whole bytes: add or remove one.');
check('string(hex)', '0x10', "error 'x' is not a hexadecimal digit (0-9, a-f).");
check('string(base64)', 'AP9/', '00ff7f');
check('string(base64)', 'AP8=', '00ff');
check('string(base64)', 'AP8', '00ff');
check('string(base64)', '_-8', 'ffef');
check('string(base64)', 'A', 'error 1 base64 digits are not whole bytes: one is too many or three are missing.');
check('string(base64)', 'a*b', "error '*' is not a base64 digit (A-Z, a-z, 0-9, +, /).");
check('short', '-32768', '8000');
check('short', '32767', '7fff');
check('short', '32768', 'error 32768 does not fit into the format short: -32768 to 32767 (ShortSerializer).');
check('integer', '-1', 'ffffffff');
check('integer', '+258', '00000102');
check('integer', '0x10', '00000010');
check(
  'integer',
  '2147483648',
  'error 2147483648 does not fit into the format integer: -2147483648 to 2147483647 (IntegerSerializer).',
);
check('integer', '12abc', "error '12abc' is not a whole number, which the format integer needs.");
check('integer', '1.5', "error '1.5' is not a whole number, which the format integer needs.");
check('long', '1', '0000000000000001');
check('long', '9007199254740992', '0020000000000000');
check(
  'long',
  '9007199254740993',
  '0020000000000001 warning Kafka Inspector sends 9007199254740993 exactly; Tools for Apache Kafka rounds it to 9007199254740992.',
);
check('long', '-9223372036854775808', '8000000000000000');
check(
  'long',
  '9223372036854775808',
  'error 9223372036854775808 does not fit into the format long: -9223372036854775808 to 9223372036854775807 (LongSerializer).',
);
check('double', '1.5', '3ff8000000000000');
check('double', '-.5e1', 'c014000000000000');
check('double', 'NaN', '7ff8000000000000');
check('double', '-Infinity', 'fff0000000000000');
check('double', '1e400', 'error 1e400 does not fit into the format double: at most 1.7976931348623157e308 either way.');
check('double', '12abc', "error '12abc' is not a number, which the format double needs.");
check('float', '1.5', '3fc00000');
check('float', '0.1', '3dcccccd');
check('float', '1e39', 'error 1e39 does not fit into the format float: at most 3.4028234663852886e38 either way.');
check('none', 'x', `error Unknown format 'none'. Use one of ${producerFormats.join(', ')}.`);
check('String', 'x', `error Unknown format 'String'. Use one of ${producerFormats.join(', ')}.`);
check('string(rot13)', 'x', "error Unknown encoding 'rot13'. Use one of utf8, utf16le, base64, latin1, hex.");
check('long(8)', '1', "error 'long(8)' takes no argument: write 'long'.");

test('base64 of every length of bytes', () => {
  for (let length = 0; length < 40; length++) {
    const hex = Array.from({ length }, (_, i) => ((i * 37) & 0xff).toString(16).padStart(2, '0')).join('');
    assert.equal(show('string(hex)', hex), hex);
  }
});

// The language service may import no more of the engine than its configuration, so there are two encoders; they must write the same.
const numbers: readonly (readonly [format: string, text: string, bytes: Uint8Array | null])[] = [
  ...['-32768', '-1', '0', '258', '32767'].map(
    text => ['short', text, shortSerializer.serialize('t', Number(text))] as const,
  ),
  ...['-2147483648', '-1', '65536', '2147483647'].map(
    text => ['integer', text, integerSerializer.serialize('t', Number(text))] as const,
  ),
  ...['-9223372036854775808', '-1', '9007199254740992', '9223372036854775807'].map(
    text => ['long', text, longSerializer.serialize('t', BigInt(text))] as const,
  ),
  ...['0.1', '-0', '1e-45', '3.4e38', 'NaN', '-Infinity'].flatMap(text => [
    ['float', text, floatSerializer.serialize('t', Number(text))] as const,
    ['double', text, doubleSerializer.serialize('t', Number(text))] as const,
  ]),
];
for (const [format, text, bytes] of numbers)
  test(`${format}: ${text} is what the engine's serializer writes`, () => {
    const [hex] = show(format, text).split(' ');
    assert.equal(hex, Buffer.from(bytes ?? []).toString('hex'));
  });
