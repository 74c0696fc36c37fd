import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { parsePropertiesFile } from '../../../engine/config/propertiesFile.ts';
import { parseSecurityConfig } from '../../../engine/security/parseSecurityConfig.ts';
import { parsePracticeArguments } from '../../../engine/cli/practiceArguments.ts';

const entry = fileURLToPath(new URL('../../../engine/cli/practice.ts', import.meta.url));

test('arguments and their defaults', () => {
  const parse = (...argv: string[]) => {
    const parsed = parsePracticeArguments(argv);
    if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
    return parsed.settings;
  };
  assert.deepEqual([parse().brokers, parse().port, parse().transactionVersion, parse().topics], [3, 19_092, 2, []]);
  assert.equal(parse('--transaction-version', '0').transactionVersion, 0);
  const { brokers, port, topics } = parse('--topic', 'a:6', '--brokers', '2', '--port', '0', '--topic', 'b.c:1:1');
  assert.deepEqual([brokers, port], [2, 0]);
  assert.deepEqual(topics, [
    { name: 'a', partitions: 6, replicationFactor: 2 },
    { name: 'b.c', partitions: 1, replicationFactor: 1 },
  ]);
  assert.equal(parsePracticeArguments(['--help']).kind, 'help');
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [['--brokers', '0'], /--brokers is 0; .* from 1 to 9/],
  [['--brokers', '10'], /--brokers is 10; .* from 1 to 9/],
  [['--brokers', 'three'], /--brokers is "three"; it must be a whole number/],
  [['--port', '80'], /--port is 80; .* from 1024 to 65533, or 0/],
  [['--port', '65534'], /--port is 65534; .* from 1024 to 65533/],
  [['--port'], /--port needs a value/],
  [['--transaction-version', '3'], /--transaction-version is 3; .* from 0 to 2/],
  [['--prot', '1'], /no option "--prot"; the options are --brokers, --port, .* and --mechanism/],
  [['--topic', 'a'], /--topic a: it must be NAME:PARTITIONS/],
  [['--topic', 'a:0'], /partitions are "0"; they must be 1 to 10000/],
  [['--topic', 'a:x'], /partitions are "x"/],
  [['--topic', 'a:1:4'], /replication is "4"; it must be 1 to 3/],
  [['--topic', 'a b:1'], /"a b" may have only/],
  [['--topic', ':1'], /the topic name is empty/],
  [['--topic', 'a:1', '--topic', 'a:2'], /given twice/],
  [['--security', 'PLAINTEXT'], /--security is "PLAINTEXT"; it must be one of SSL, SASL_PLAINTEXT, SASL_SSL/],
  [['--user', 'alice:x'], /--user has a meaning only with --security/],
  [['--security', 'SASL_SSL', '--user', 'topsecret'], /--user must be NAME:PASSWORD$/],
  [
    ['--security', 'SASL_SSL', '--user', 'al ice:topsecret'],
    /the user "al ice" has a name or a password that cannot be used/,
  ],
  [
    ['--security', 'SASL_SSL', '--mechanism', 'GSSAPI'],
    /--mechanism is "GSSAPI"; it must be one of PLAIN, SCRAM-SHA-256/,
  ],
  [['--security', 'SASL_SSL', '--reauth-ms', '5'], /maxReauthMs is 5; it must be 100 to 86400000, or 0/],
  [
    ['--security', 'SASL_PLAINTEXT', '--client-certificate', 'x'],
    /client certificates need TLS; security is SASL_PLAINTEXT/,
  ],
];
for (const [argv, text] of wrong)
  test(`refused: ${argv.join(' ')}`, () => {
    const parsed = parsePracticeArguments(argv);
    assert.equal(parsed.kind, 'wrong');
    if (parsed.kind === 'wrong') assert.match(parsed.problem, text);
  });

test('--security: what a client needs follows the first line, as a .properties file', async t => {
  const folder = mkdtempSync(path.join(tmpdir(), 'practice-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [ca, own] = [path.join(folder, 'ca.pem'), path.join(folder, 'me.pem')];
  const security = ['--security', 'SASL_SSL', '--ca', ca, '--client-certificate', own, '--user', 'alice:it\\s "me"'];
  const child = spawn(process.execPath, [entry, '--port', '0', ...security], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill());
  const lines: string[] = [];
  for await (const line of readline.createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith('ssl.keystore.location')) break;
  }
  const properties = Object.fromEntries(parsePropertiesFile(lines.join('\n')));
  assert.deepEqual(Object.keys(properties), [
    'bootstrap.servers',
    'security.protocol',
    'ssl.truststore.type',
    'ssl.keystore.type',
    'sasl.mechanism',
    'sasl.jaas.config',
    'ssl.truststore.location',
    'ssl.keystore.location',
  ]);
  assert.equal(statSync(own).mode & 0o777, 0o600);
  const { tls, sasl } = parseSecurityConfig(properties);
  assert.ok(tls?.trusted?.length === 1 && tls.identity);
  assert.ok(sasl?.mechanism === 'PLAIN' && sasl.username === 'alice' && sasl.password.reveal() === 'it\\s "me"');
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  assert.deepEqual(await exited, [0, null]);
});

test('a file that cannot be written ends the command before anything listens', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [entry, '--security', 'SSL', '--ca', '/no/such/ca.pem'],
    {
      encoding: 'utf8',
    },
  );
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /practice: .*\/no\/such\/ca\.pem/);
});

test('a wrong argument: message and usage on stderr, nothing on stdout, exit code 2', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, '--brokers', '12'], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /--brokers is 12; it must be a whole number from 1 to 9\n\nUsage: npm run/);
});

test('the first line names the brokers once they answer; SIGINT ends it', async () => {
  const child = spawn(process.execPath, [entry, '--port', '0', '--brokers', '2'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = (await once(readline.createInterface({ input: child.stdout }), 'line')) as [string];
    const [, first, second] = /^bootstrap\.servers=127\.0\.0\.1:(\d+),127\.0\.0\.1:(\d+)$/.exec(line) ?? [];
    for (const port of [first, second]) {
      const socket = net.connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    }
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a taken port: message, exit code 1, nothing left listening', async t => {
  const other = net.createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const { port } = other.address() as net.AddressInfo;
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, '--port', String(port), '--brokers', '1'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, new RegExp(`practice: cannot listen on 127.0.0.1:${port}: another program uses it`));
});
