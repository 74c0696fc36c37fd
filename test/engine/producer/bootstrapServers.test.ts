import assert from 'node:assert/strict';
import test from 'node:test';
import { parseBootstrapServers } from '../../../engine/producer/bootstrapServers.ts';

test('host and port, names, addresses, IPv6 in brackets, with or without a protocol', () => {
  assert.deepEqual(
    parseBootstrapServers([
      'localhost:9092',
      'broker-1.example.com:65535',
      '127.0.0.1:1',
      '[::1]:9092',
      '[fe80::1%eth0]:9093',
      'PLAINTEXT://kafka:9092',
      'my_protocol://kafka:9092',
    ]),
    [
      { host: 'localhost', port: 9092 },
      { host: 'broker-1.example.com', port: 65535 },
      { host: '127.0.0.1', port: 1 },
      { host: '::1', port: 9092 },
      { host: 'fe80::1%eth0', port: 9093 },
      { host: 'kafka', port: 9092 },
      { host: 'kafka', port: 9092 },
    ],
  );
});

test('anything else is refused, named, with what to write instead', () => {
  for (const server of [
    'localhost',
    'localhost:',
    ':9092',
    'a b:9092',
    'localhost:90x',
    '::1:9092',
    'a:1/path',
    'http//a:1',
  ])
    assert.throws(
      () => parseBootstrapServers([server]),
      (error: Error & { kind?: string }) =>
        error.kind === 'ConfigException' &&
        error.message.includes(`bootstrap.servers: ${server}.`) &&
        error.message.includes('host:port'),
      server,
    );
});

test('a port beyond 65535, or 0, is refused with the range', () => {
  for (const server of ['localhost:65536', 'localhost:0'])
    assert.throws(() => parseBootstrapServers([server]), {
      kind: 'ConfigException',
      message: new RegExp(`${server}\\. A port is a number from 1 to 65535`),
    });
});
