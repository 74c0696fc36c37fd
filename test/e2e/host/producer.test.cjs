// A record's way from the palette's commands to the practice cluster and back.
const assert = require('node:assert/strict');
const vscode = require('vscode');
const { api, run, sessionKind, startPractice, stopPractice, until } = require('./support.cjs');

const send = record => run('sendMessage', { record, wait: true });

describe('a producer on the practice cluster', () => {
  before(startPractice);
  // A test that fails while the sender is paused must not take the others with it.
  afterEach(() => run('resumeSender'));
  after(stopPractice);

  it('tells the bootstrap servers other clients can use', async () => {
    assert.match((await api()).practiceBootstrapServers, /^127\.0\.0\.1:\d+(,127\.0\.0\.1:\d+)*$/);
  });

  it('creates a topic, and refuses it the second time', async () => {
    assert.equal(await run('createTopic', { name: 'orders', partitions: 6, replicationFactor: 3 }), 'orders');
    assert.equal(await run('createTopic', { name: 'orders', partitions: 6, replicationFactor: 3 }), null);
  });

  it('refuses an illegal topic name before anything is asked', async () => {
    assert.equal(await run('createTopic', { name: 'or ders', partitions: 1, replicationFactor: 1 }), null);
  });

  it('sends a message and answers partition, offset and time', async () => {
    const result = await send({ topic: 'orders', key: 'k', value: 'v', headers: [['h', null]], partition: 2 });
    assert.equal(result.ok, true, result.text);
    const [outcome] = result.outcomes;
    assert.equal(outcome.partition, 2);
    assert.equal(outcome.offset, 0);
    assert.match(result.text, /^Sent to orders-2, offset 0, /);
  });

  it('sends a null key and a null value', async () => {
    const result = await send({ topic: 'orders', key: null, value: null, partition: 2 });
    assert.equal(result.ok, true, result.text);
    assert.equal(result.outcomes[0].offset, 1);
  });

  it('says in words why a record was refused', async () => {
    const result = await send({ topic: 'orders', key: null, value: 'x'.repeat(1_100_000) });
    assert.equal(result.ok, false);
    assert.equal(result.failed, 1);
    assert.match(result.text, /RecordTooLargeException.*max\.request\.size/s);
  });

  it('does not send what is not a record', async () => {
    assert.equal(await run('sendMessage', { record: { topic: '', value: 5 } }), null);
  });

  it('holds a record while the sender is paused, and sends it step by step', async () => {
    await run('pauseSender');
    const sending = send({ topic: 'orders', key: null, value: 'held', partition: 3 });
    let done = false;
    sending.then(() => (done = true));
    await run('stepSender');
    assert.equal(done, false);
    await until(async () => {
      await run('stepSender');
      return done;
    }, 'the record to be acknowledged by steps');
    assert.equal((await sending).ok, true);
    await run('resumeSender');
  });

  it('flushes', async () => {
    const sending = send({ topic: 'orders', key: null, value: 'flushed' });
    await run('flush');
    assert.equal((await sending).ok, true);
  });

  it('runs a load to its end, with exact counts', async () => {
    const report = await run('startLoad', {
      topic: 'orders',
      recordsPerSecond: null,
      records: 5_000,
      durationMs: null,
      valueBytes: 100,
      distinctKeys: 10,
      seed: 1,
    });
    assert.deepEqual([report.sent, report.acked, report.failed, report.stopped], [5_000, 5_000, 0, false]);
  });

  it('stops a load when asked', async () => {
    const load = run('startLoad', {
      topic: 'orders',
      recordsPerSecond: 1_000,
      records: null,
      durationMs: null,
      valueBytes: 10,
      distinctKeys: 0,
      seed: 1,
    });
    await new Promise(resolve => setTimeout(resolve, 500));
    await run('stopLoad');
    const report = await load;
    assert.equal(report.stopped, true);
    assert.equal(report.acked + report.failed, report.sent);
  });

  it('retries past errors the practice cluster is told to give', async () => {
    await run('failNextRequests', { node: null, errorCode: 6, count: 2 });
    const result = await send({ topic: 'orders', key: null, value: 'retried', partition: 0 });
    assert.equal(result.ok, true, result.text);
  });

  it('fails with the error in words when it cannot be retried', async () => {
    await run('failNextRequests', { node: null, errorCode: 29, count: 1 });
    const result = await send({ topic: 'orders', key: null, value: 'denied', partition: 0 });
    assert.equal(result.ok, false);
    assert.match(result.text, /TopicAuthorization/);
    await run('failNextRequests', { node: null, errorCode: 29, count: 0 }).catch(() => undefined);
  });

  it('goes on when a broker is stopped and started', async () => {
    await run('stopBroker', 1);
    const results = await Promise.all(
      [0, 1, 2, 3, 4, 5].map(partition => send({ topic: 'orders', key: null, value: 'moved', partition })),
    );
    assert.deepEqual(
      results.map(result => result.ok),
      [true, true, true, true, true, true],
    );
    await run('startBroker', 1);
  });

  it('opens the inspector', async () => {
    await run('openInspector');
    await until(
      () => vscode.window.tabGroups.all.flatMap(group => group.tabs).some(tab => tab.label === 'Kafka Inspector'),
      'its tab',
    );
  });

  it('disconnects while paused, and sends what was held', async () => {
    await run('pauseSender');
    const sending = send({ topic: 'orders', key: null, value: 'held until the end' });
    // An answered call: the record was handed over before it.
    await run('stepSender');
    await run('disconnect');
    assert.equal((await sending).acked, 1);
    assert.equal(await run('connect', 'practice'), true);
  });

  it('disconnects, and can connect again by id', async () => {
    await run('disconnect');
    assert.equal(await sessionKind(), 'none');
    assert.equal(await run('connect', 'practice'), true);
    await until(async () => (await sessionKind()) === 'running', 'a running producer');
  });
});

describe('a broker that does not answer', () => {
  before(() =>
    vscode.workspace
      .getConfiguration('kafkaInspector')
      .update('connections', [{ name: 'closed', bootstrapServers: '127.0.0.1:1' }], vscode.ConfigurationTarget.Global),
  );
  after(async () => {
    await run('disconnect');
    await vscode.workspace
      .getConfiguration('kafkaInspector')
      .update('connections', undefined, vscode.ConfigurationTarget.Global);
  });

  it('leaves a producer that keeps trying, and can be ended', async () => {
    // It waits ten seconds before it says so; here the running producer is enough.
    void run('connect', 'closed');
    await until(async () => (await sessionKind()) === 'running', 'a producer');
    await run('disconnect');
    assert.equal(await sessionKind(), 'none');
  });

  it('refuses a connection whose properties cannot be used', async () => {
    await vscode.workspace
      .getConfiguration('kafkaInspector')
      .update(
        'connections',
        [{ name: 'secure', bootstrapServers: 'h:1', properties: { 'security.protocol': 'SASL_SSL' } }],
        vscode.ConfigurationTarget.Global,
      );
    assert.equal(await run('connect', 'secure'), false);
    assert.equal(await sessionKind(), 'none');
  });

  it('reports a configuration the producer refuses', async () => {
    await vscode.workspace
      .getConfiguration('kafkaInspector')
      .update(
        'connections',
        [{ name: 'wrong', bootstrapServers: '127.0.0.1:1', properties: { 'linger.ms': 'soon' } }],
        vscode.ConfigurationTarget.Global,
      );
    assert.equal(await run('connect', 'wrong'), false);
    const { session } = await api();
    assert.equal(session.kind, 'failed');
    assert.match(session.message, /linger\.ms/);
  });
});
