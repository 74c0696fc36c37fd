import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { parsePracticeArguments } from '../../../engine/cli/practiceArguments.ts';

const entry = fileURLToPath(new URL('../../../engine/cli/practice.ts', import.meta.url));

test('arguments and their defaults', () => {
  const parse = (...argv: string[]) => {
    const parsed = parsePracticeArguments(argv);
    if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
    return parsed.settings;
  };
  assert.deepEqual([parse().brokers, parse().port, parse().topics], [3, 19_092, []]);
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
  [['--prot', '1'], /no option "--prot"; the options are --brokers, --port and --topic/],
  [['--topic', 'a'], /--topic a: it must be NAME:PARTITIONS/],
  [['--topic', 'a:0'], /partitions are "0"; they must be 1 to 10000/],
  [['--topic', 'a:x'], /partitions are "x"/],
  [['--topic', 'a:1:4'], /replication is "4"; it must be 1 to 3/],
  [['--topic', 'a b:1'], /"a b" may have only/],
  [['--topic', ':1'], /the topic name is empty/],
  [['--topic', 'a:1', '--topic', 'a:2'], /given twice/],
];
for (const [argv, text] of wrong)
  test(`refused: ${argv.join(' ')}`, () => {
    const parsed = parsePracticeArguments(argv);
    assert.equal(parsed.kind, 'wrong');
    if (parsed.kind === 'wrong') assert.match(parsed.problem, text);
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
