import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from '../../../../extension/language/service/parser.ts';
import { readPragmas } from '../../../../extension/language/service/pragmas.ts';
import { english } from '../../../../extension/language/service/translate.ts';

/** What is said about one `--@` line: nothing, or `E …`/`W …` with the underlined text. */
function check(line: string, expected: string): void {
  test(line, () => {
    const { diagnostics } = readPragmas(parse(line).pragmas, english);
    const shown = diagnostics.map(({ severity, message, range }) => {
      const level = severity === 1 ? 'E' : 'W';
      return `${level} [${line.slice(range.start.character, range.end.character)}] ${message}`;
    });
    assert.equal(shown.join('\n'), expected);
  });
}

check('--@ acks: all', '');
check('--@ acks: -1', '');
check('--@ acks: ALL', "E [ALL] acks must be one of all, -1, 0, 1, not 'ALL' (default all).");
check('--@ acks:', "E [--@ acks:] acks must be one of all, -1, 0, 1, not '' (default all).");
check('--@ acks', "W [acks] '--@ acks' does nothing: a pragma is '--@ key: value'.");
check('--@', "W [--@] '--@ ' does nothing: a pragma is '--@ key: value'.");
check('--@ batch.size: 0', '');
check('--@ batch.size: -1', 'E [-1] batch.size must be at least 0, not -1 (default 16384).');
check('--@ batch.size: 16k', "E [16k] batch.size must be a whole number, not '16k' (default 16384).");
check(
  '--@ batch.size: 3000000000',
  'E [3000000000] batch.size must be -2147483648 to 2147483647, not 3000000000 (default 16384).',
);
check('--@ linger.ms: 3000000000', '');
check(
  '--@ linger.ms: 9223372036854775808',
  'E [9223372036854775808] linger.ms must be -9223372036854775808 to 9223372036854775807, not 9223372036854775808 (default 5).',
);
check('--@ compression.gzip.level: -1', '');
check('--@ compression.gzip.level: 0', 'E [0] compression.gzip.level must be 1 to 9, or -1, not 0 (default -1).');
check('--@ compression.lz4.level: 18', 'E [18] compression.lz4.level must be 1 to 17, not 18 (default 9).');
check(
  '--@ compression.type: lzma',
  "E [lzma] compression.type must be one of none, gzip, snappy, lz4, zstd, not 'lzma' (default none).",
);
check('--@ buffer.memory.allocation.strategy: Incremental', '');
check('--@ enable.idempotence: FALSE', '');
check('--@ enable.idempotence: no', "E [no] enable.idempotence must be one of true, false, not 'no' (default true).");
check(
  '--@ metadata.max.idle.ms: 4999',
  'E [4999] metadata.max.idle.ms must be at least 5000, not 4999 (default 300000).',
);
check('--@ transactional.id:', 'E [--@ transactional.id:] transactional.id must not be empty.');
check('--@ client.id: anything at all', '');
check('--@ partition: 0', '');
check('--@ partition: -1', "E [-1] partition must be a whole number from 0 to 2147483647, not '-1'.");
check(
  '--@ partition: 2147483648',
  "E [2147483648] partition must be a whole number from 0 to 2147483647, not '2147483648'.",
);
check('--@ count: 0', "E [0] count must be a whole number from 1 to 2147483647, not '0'.");
check('--@ rate: fast', "E [fast] rate must be a number above 0 and a unit, such as 200/s, 90/m or 5/h, not 'fast'.");
check('--@ rate: 0/s', "E [0/s] rate must be a number above 0 and a unit, such as 200/s, 90/m or 5/h, not '0/s'.");
check('--@ rate: 200 / s', '');
check(
  '--@ timestamp: yesterday',
  "E [yesterday] timestamp must be an ISO date such as 2026-03-01T12:00:00Z, milliseconds since 1970, or now, not 'yesterday'.",
);
check(
  '--@ timestamp: 2026-02-31',
  "E [2026-02-31] timestamp must be an ISO date such as 2026-03-01T12:00:00Z, milliseconds since 1970, or now, not '2026-02-31'.",
);
check(
  '--@ timestamp: 2026-03-01T12:00',
  "E [2026-03-01T12:00] The timestamp '2026-03-01T12:00' needs a time zone: add Z for UTC, or an offset such as +02:00.",
);
check('--@ timestamp: 2026-03-01T12:00:00.5+0200', '');
check('--@ timestamp: 1969-12-31', 'E [1969-12-31] The timestamp 1969-12-31 is before 1970, which Kafka refuses.');
check(
  '--@ timestamp: 99999999999999999999',
  'E [99999999999999999999] timestamp must be at most 9007199254740991 milliseconds, not 99999999999999999999.',
);
check(
  '--@ value: text',
  "E [text] The pragma value takes only null, not 'text': the value stands below the properties.",
);
check('--@ key: k', "E [k] The pragma key takes only null, not 'k': write the key as 'key: …' without '--@'.");
check(
  '--@ connection:',
  'E [--@ connection:] connection needs the name of a connection, as the Connections view shows it.',
);
check(
  '--@ bootstrap.servers: h:9092',
  "E [--@ bootstrap.servers: h:9092] 'bootstrap.servers' belongs to the connection: set it there, and name the connection with '--@ connection: …'.",
);
check(
  '--@ key.serializer: x',
  "W [--@ key.serializer: x] 'key.serializer' has no effect here and is left out. Here key-format and value-format turn keys and values into bytes.",
);
check('--@ lingerms: 5', "W [lingerms] Unknown pragma 'lingerms'. Did you mean 'linger.ms'?");
check('--@ partitions: 1', "W [partitions] Unknown pragma 'partitions'. Did you mean 'partition'?");
check(
  '--@ expect: partition=2',
  "W [expect] Unknown pragma 'expect': use partition, timestamp, value, key, count, rate, connection or a producer config key such as acks.",
);

test('of two pragmas the last counts, and the first says so', () => {
  const { settings, diagnostics } = readPragmas(parse('--@ acks: nonsense\n--@ acks: 1').pragmas, english);
  assert.deepEqual(settings.producerConfig, { acks: '1' });
  assert.deepEqual(
    diagnostics.map(found => `${found.range.start.line} ${found.code}`),
    ['0 duplicate-pragma'],
  );
});
