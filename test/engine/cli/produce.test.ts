// `npm run produce` as a process of its own, against the practice cluster.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { Readable } from 'node:stream';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { closedPort, startPractice, until } from '../session/support/practiceRig.ts';

const entry = path.join(import.meta.dirname, '../../../engine/cli/produce.ts');
/** A heap in which 300,000 records would not fit at 150 bytes each: who keeps them ends with "heap out of memory". */
const smallHeap = ['--max-old-space-size=40', '--max-semi-space-size=1'];

interface Answer {
  readonly n: number;
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly op?: string;
  readonly error?: string;
  readonly message?: string;
  readonly mayBeWritten?: boolean;
}

function produce(t: TestContext, ...argv: readonly string[]) {
  const child = spawn(process.execPath, [...smallHeap, entry, ...argv]);
  t.after(() => child.kill('SIGKILL'));
  child.stdin.on('error', () => undefined); // It may end before it has read all.
  const answers: Answer[] = [];
  readline.createInterface({ input: child.stdout }).on('line', line => answers.push(JSON.parse(line) as Answer));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const says = (words: string): Promise<unknown> => until(() => stderr.includes(words), words);
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stderr,
  }));
  return { child, answers, says, ended };
}

const toOrders = (bootstrapServers: string): readonly string[] => [
  '--bootstrap-server',
  bootstrapServers,
  '--topic',
  'orders',
];

test('each line has one answer with its number; blank lines have none; exit code 0', async t => {
  const cluster = await startPractice(t, 1);
  const { child, answers, ended } = produce(t, ...toOrders(cluster.bootstrapServers));
  child.stdin.end('{"value":"a","partition":1}\n\n{"key":"k","value":null}\r\n{"topic":"other","value":"b"}');
  assert.deepEqual(await ended.then(({ code, stderr }) => [code, stderr]), [0, '']);
  const byLine = answers.toSorted((a, b) => a.n - b.n);
  assert.deepEqual(
    byLine.map(({ n, topic, offset }) => [n, topic, typeof offset]),
    [
      [1, 'orders', 'number'],
      [3, 'orders', 'number'],
      [4, 'other', 'number'],
    ],
  );
  assert.equal(byLine[0]?.partition, 1);
});

test('a wrong line and a refused record are answers, too, and make the exit code 1; the others go', async t => {
  const cluster = await startPractice(t, 1);
  const { child, answers, ended } = produce(
    t,
    ...toOrders(cluster.bootstrapServers),
    ...['--property', 'max.request.size=1000', '--property', 'max.block.ms=1000', '--property', 'linger.mss=1'],
  );
  const lines = [
    '{"value":"a"}',
    'nonsense',
    '{"value":{"base64":"?"}}',
    `{"value":"${'x'.repeat(2000)}"}`,
    '{"value":"b","partition":99}',
    '{"value":"c","topic":"a b"}',
    '{"value":"d"}',
  ];
  child.stdin.end(lines.join('\n'));
  const { code, stderr } = await ended;
  assert.equal(code, 1);
  assert.match(stderr, /^warning: .*linger\.mss/);
  const byLine = answers.toSorted((a, b) => a.n - b.n);
  assert.deepEqual(
    byLine.map(({ n, error }) => [n, error ?? 'ok']),
    [
      [1, 'ok'],
      [2, 'SerializationException'],
      [3, 'SerializationException'],
      [4, 'RecordTooLargeException'],
      [5, 'TimeoutException'],
      [6, 'InvalidTopicException'],
      [7, 'ok'],
    ],
  );
  assert.ok(byLine.every(({ error, mayBeWritten }) => error === undefined || mayBeWritten === false));
  assert.match(byLine[3]?.message ?? '', /larger than 1000/);
});

for (const [argv, text] of [
  [['--topic', 't'], /produce: --bootstrap-server is missing, .*\n\nUsage: npm run/],
  [['--bootstrap-server', 'h:1', '--property', 'acks=some'], /produce: .*some.*acks/],
  [['--bootstrap-server', 'nonsense'], /produce: .*nonsense/],
  [
    ['--config', '/no/such.properties'],
    /produce: --config \/no\/such\.properties cannot be read: .*ENOENT.*Give the path/,
  ],
] as const)
  test(`wrong arguments: ${argv.join(' ')}: said on stderr, nothing on stdout, exit code 2`, async t => {
    const { answers, ended } = produce(t, ...argv);
    const { code, stderr } = await ended;
    assert.deepEqual([code, answers], [2, []]);
    assert.match(stderr, text);
  });

test('--config: a file of a Java producer as it is; what is given beside it wins', async t => {
  const cluster = await startPractice(t, 1);
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'produce-')), 'client.properties');
  t.after(() => rmSync(path.dirname(file), { recursive: true }));
  const lines = [
    '# Müller',
    'bootstrap.servers : nowhere.invalid:1',
    'key.serializer=org.apache.kafka.common.serialization.StringSerializer',
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\',
    '    username="alice" password="hunter2";',
    'max.request.size=1000',
    'acks=1',
    'linger.msec=5',
  ];
  writeFileSync(file, lines.join('\n'));
  const { child, answers, ended } = produce(
    t,
    ...['--config', file, '--property', 'acks=all'],
    ...toOrders(cluster.bootstrapServers),
  );
  child.stdin.end(`{"value":"a"}\n{"value":"${'x'.repeat(2000)}"}\n`);
  const { code, stderr } = await ended;
  assert.equal(code, 1);
  assert.deepEqual(answers.map(({ n, error }) => [n, error]).sort(), [
    [1, undefined],
    [2, 'RecordTooLargeException'],
  ]);
  const warnings = stderr.trim().split('\n');
  assert.match(warnings[0] ?? '', /looks like UTF-8, and is read as ISO-8859-1.*\\uXXXX/);
  assert.match(warnings[1] ?? '', /'linger\.msec' .* not known/);
  assert.match(warnings[2] ?? '', /key\.serializer has no effect here/);
  assert.equal(warnings.length, 3, 'with acks=1 idempotence would be off, with a warning');
  assert.doesNotMatch(stderr, /hunter2/);
});

test('--metrics: every metric at the end, as one line of JSON on stderr', async t => {
  const cluster = await startPractice(t, 1);
  const { child, ended } = produce(t, ...toOrders(cluster.bootstrapServers), '--metrics');
  child.stdin.end('{"value":"a"}\n{"value":"b"}\n');
  const { code, stderr } = await ended;
  assert.equal(code, 0);
  const metrics = JSON.parse(stderr) as { name: string; group: string; value: number }[];
  const sent = metrics.find(({ name, group }) => name === 'record-send-total' && group === 'producer-topic-metrics');
  assert.equal(sent?.value, 2);
});

test('--list-config: every property in columns on stdout, exit code 0', async t => {
  const child = spawn(process.execPath, [entry, '--list-config']);
  t.after(() => child.kill('SIGKILL'));
  const lines = (await child.stdout.toArray()).join('').split('\n');
  assert.equal(lines[0], 'key\ttype\tdefault\tvalid\timportance');
  assert.equal(lines[2], 'batch.size\tINT\t16384\t[0,...]\tMEDIUM');
  assert.equal(lines.length, 122);
  if (child.exitCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 0);
});

test('--help: usage on stdout, exit code 0', async t => {
  const child = spawn(process.execPath, [entry, '--help']);
  t.after(() => child.kill('SIGKILL'));
  const text = (await child.stdout.toArray()).join('');
  assert.match(text, /^Usage: npm run --silent produce/);
  if (child.exitCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 0);
});

test('no broker: every line is answered when its time is over, exit code 1', async t => {
  const address = `127.0.0.1:${await closedPort()}`;
  const { child, answers, ended } = produce(t, ...toOrders(address), '--property', 'max.block.ms=300');
  child.stdin.end('{"value":"a"}\n{"value":"b"}\n');
  assert.equal((await ended).code, 1);
  assert.deepEqual(
    answers.map(({ n, error, mayBeWritten }) => [n, error, mayBeWritten]),
    [
      [1, 'TimeoutException', false],
      [2, 'TimeoutException', false],
    ],
  );
});

test('a slow broker: stdin waits, memory stays, and each of 300,000 lines is answered once', async t => {
  const cluster = await startPractice(t, 1);
  cluster.delayResponses(null, 15);
  const { child, answers, ended } = produce(
    t,
    ...toOrders(cluster.bootstrapServers),
    ...['--property', 'buffer.memory=1000000'],
  );
  const lines = `{"value":"${'x'.repeat(80)}"}\n`.repeat(100);
  let fed = 0;
  let mostOpen = 0;
  const feed = function* (): Generator<string> {
    for (; fed < 300_000; fed += 100) {
      mostOpen = Math.max(mostOpen, fed - answers.length);
      yield lines;
    }
  };
  Readable.from(feed(), { highWaterMark: 1 }).pipe(child.stdin);
  assert.deepEqual(await ended, { code: 0, stderr: '' });
  const numbers = new Set(answers.map(({ n }) => n));
  assert.deepEqual(
    [answers.length, numbers.size, answers.reduce((most, { n }) => Math.max(most, n), 0)],
    [300_000, 300_000, 300_000],
  );
  assert.ok(answers.every(({ error }) => error === undefined));
  // A buffer of 1 MB holds about 11,000 of these; the rest is what pipes and streams hold in between.
  assert.ok(mostOpen < 30_000, `${mostOpen} lines were read ahead`);
});

/** One record is acknowledged, and two are written to a broker that answers after `delayMs` only. */
async function withTwoOnTheWay(t: TestContext, delayMs: number) {
  const cluster = await startPractice(t, 1);
  const run = produce(t, ...toOrders(cluster.bootstrapServers), '--property', 'linger.ms=0');
  run.child.stdin.write('{"value":"a"}\n');
  await until(() => run.answers.length === 1, 'the first answer');
  cluster.delayResponses(null, delayMs);
  run.child.stdin.write('{"value":"b"}\n{"value":"c"}\n');
  const written = (): number =>
    (cluster.describe().topics[0]?.partitions ?? []).reduce((sum, { logEndOffset }) => sum + logEndOffset, 0);
  await until(() => written() >= 2, 'the second is on its way');
  return run;
}

test('SIGINT with records on the way: they have time to be acknowledged', async t => {
  const { child, answers, says, ended } = await withTwoOnTheWay(t, 300);
  child.kill('SIGINT');
  await says('waits up to 3 s for the records on the way. Ctrl-C again');
  assert.equal((await ended).code, 0);
  assert.deepEqual(answers.map(({ n, error }) => [n, error]).sort(), [
    [1, undefined],
    [2, undefined],
    [3, undefined],
  ]);
});

test('a broker that does not answer: given up when the time is over, or at the second signal; every line has its answer', async t => {
  const [once, twice] = [await withTwoOnTheWay(t, 60_000), await withTwoOnTheWay(t, 60_000)];
  once.child.kill('SIGTERM');
  await once.says('Ctrl-C again');
  twice.child.kill('SIGINT');
  await twice.says('Ctrl-C again');
  twice.child.kill('SIGINT');
  const first = await Promise.race([once.ended.then(() => 'one signal'), twice.ended.then(() => 'two signals')]);
  assert.equal(first, 'two signals');
  for (const { answers, ended } of [once, twice]) {
    assert.equal((await ended).code, 1);
    assert.deepEqual(answers.map(({ n }) => n).sort(), [1, 2, 3]);
    assert.equal(answers[0]?.error, undefined);
    const second = answers.find(({ n }) => n === 2);
    assert.deepEqual([second?.error, second?.mayBeWritten], ['KafkaException', true]);
  }
});

test('SIGINT when all is acknowledged: exit code 0', async t => {
  const cluster = await startPractice(t, 1);
  const { child, answers, ended } = produce(t, ...toOrders(cluster.bootstrapServers));
  child.stdin.write('{"value":"a"}\n');
  await until(() => answers.length === 1, 'the answer');
  child.kill('SIGINT');
  assert.equal((await ended).code, 0);
});

test('nobody reads the answers any more: it says so and ends with 1, stdin open or not', async t => {
  const cluster = await startPractice(t, 1);
  const { child, answers, ended } = produce(t, ...toOrders(cluster.bootstrapServers));
  child.stdin.write('{"value":"a"}\n');
  await until(() => answers.length === 1, 'the answer');
  child.stdout.destroy();
  child.stdin.write('{"value":"b"}\n');
  const { code, stderr } = await ended;
  assert.equal(code, 1);
  assert.match(stderr, /^produce: the answers are not read any more \(.*EPIPE.*\); stopped\.\n$/);
});

test('a transaction: each op is answered when it is done, in the order of the lines', async t => {
  const cluster = await startPractice(t, 1);
  const { child, answers, ended } = produce(
    t,
    ...toOrders(cluster.bootstrapServers),
    ...['--property', 'transactional.id=cli-1'],
  );
  child.stdin.end(
    ['{"op":"begin"}', '{"value":"a"}', '{"op":"commit"}', '{"op":"begin"}', '{"value":"b"}', '{"op":"abort"}'].join(
      '\n',
    ),
  );
  const { code, stderr } = await ended;
  assert.equal(stderr, '');
  assert.deepEqual(
    answers.toSorted((a, b) => a.n - b.n).map(({ n, op, error }) => [n, op ?? error ?? 'record']),
    [
      [1, 'begin'],
      [2, 'record'],
      [3, 'commit'],
      [4, 'begin'],
      [5, 'TransactionAbortedException'],
      [6, 'abort'],
    ],
  );
  assert.equal(code, 1); // The aborted record was not acknowledged.
});

test('ops and records in the wrong place are answered with what is wrong; an open transaction at the end is aborted', async t => {
  const cluster = await startPractice(t, 1);
  const { child, answers, ended } = produce(
    t,
    ...toOrders(cluster.bootstrapServers),
    ...['--property', 'transactional.id=cli-2'],
  );
  child.stdin.end(
    ['{"value":"early"}', '{"op":"commit"}', '{"op":"begin"}', '{"op":"begin"}', '{"value":"a"}'].join('\n'),
  );
  const { code, stderr } = await ended;
  assert.equal(code, 1);
  assert.match(stderr, /the input ended within a transaction, which is aborted/);
  assert.deepEqual(
    answers.toSorted((a, b) => a.n - b.n).map(({ n, op, error }) => [n, op ?? error ?? 'record']),
    [
      [1, 'IllegalStateException'],
      [2, 'IllegalStateException'],
      [3, 'begin'],
      [4, 'IllegalStateException'],
      [5, 'record'],
    ],
  );
  assert.match(answers.find(({ n }) => n === 2)?.message ?? '', /initTransactions|beginTransaction/);
});

test('ops without a transactional.id say what to set', async t => {
  const cluster = await startPractice(t, 1);
  const { child, answers, ended } = produce(t, ...toOrders(cluster.bootstrapServers));
  child.stdin.end('{"op":"begin"}\n{"value":"a"}\n');
  assert.equal((await ended).code, 1);
  const [begin, record] = answers.toSorted((a, b) => a.n - b.n);
  assert.match(begin?.message ?? '', /set transactional\.id/);
  assert.equal(record?.error, undefined);
});
