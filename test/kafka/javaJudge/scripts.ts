// Every script that both producers play.
import { Errors } from '../../../engine/common/errors.ts';
import { apiName, ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import type { Bytes, Script, SendStep, Step } from './script.ts';
import { flush, letters, noise, repeat, send, startMs, still, text } from './steps.ts';
import { lookupErrors, partialErrors, transactionErrors, transactions, transactionsV1 } from './transactionScripts.ts';

const keys: readonly string[] = [
  ...['', 'a', 'ab', 'abc', 'abcd', 'Ω', '日本語', '🦊', '\0', 'key with blanks'].map(text),
  ...repeat(100, index => text(`key-${index}`)),
  ...repeat(100, index => noise(index, index)),
];

function keyed(index: number, key: Bytes): SendStep {
  const { partition: _open, ...rest } = send(index, { key, value: index % 7 === 0 ? null : letters(index % 50) });
  return rest;
}

const partitioning: readonly Script[] = [
  ...[1, 3, 7, 100].map(partitions => ({
    name: `keys over ${partitions} partitions`,
    topics: { judged: partitions },
    properties: still,
    steps: [...keys.map((key, index) => keyed(index, key)), flush],
  })),
  {
    name: 'explicit partitions win over keys',
    topics: { judged: 7 },
    properties: still,
    steps: [...repeat(70, index => send(index, { key: text('same'), partition: index % 7 })), flush],
  },
  {
    name: 'partitioner.ignore.keys',
    topics: { judged: 7 },
    properties: { ...still, 'partitioner.ignore.keys': 'true' },
    partitionsBy: 'appearance',
    steps: [...repeat(50, index => keyed(index, text(`key-${index}`))), flush],
  },
  {
    name: 'no key: the sticky partition',
    topics: { judged: 7 },
    properties: still,
    partitionsBy: 'appearance',
    steps: [...repeat(50, index => keyed(index, null)), flush],
  },
  {
    name: 'RoundRobinPartitioner, which partitions come first',
    topics: { judged: 7 },
    properties: { ...still, 'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner' },
    steps: [keyed(0, null), flush],
  },
  {
    name: 'RoundRobinPartitioner',
    topics: { judged: 7, second: 3 },
    partitionsBy: 'appearance',
    properties: { ...still, 'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner' },
    steps: [
      ...repeat(40, index => keyed(index, text(`key-${index}`))),
      ...repeat(10, index => ({ ...keyed(index, null), topic: 'second' })),
      ...repeat(5, index => keyed(100 + index, null)),
      flush,
    ],
  },
];

function sizes(name: string, properties: Readonly<Record<string, string>>, steps: readonly Step[]): Script {
  const topics = { judged: 10 };
  return {
    name,
    topics,
    properties: { ...still, ...properties },
    requestsAreCut: 'byChance',
    steps: [...steps, flush],
  };
}

/** Nulls, headers and times that go back and forth. */
const mixed = repeat(200, index =>
  send(index, {
    key: index % 3 === 0 ? null : text(`k${index}`),
    value: index % 11 === 0 ? null : letters((index * 37) % 300),
    headers: repeat(index % 4, header => [`h${header}`, header === 2 ? null : letters(index % 20)] as const),
    timestampMs: startMs + ((index * 7919) % 1000) - 500,
  }),
);

function growing(batchSize: number): Readonly<Record<string, string>> {
  return { 'buffer.memory.allocation.strategy': 'incremental', 'batch.size': String(batchSize) };
}

const batches: readonly Script[] = [
  ...[0, 1, 100, 1000, 16_384, 100_000].map(size => sizes(`batch.size ${size}`, { 'batch.size': String(size) }, mixed)),
  sizes('records larger than batch.size', { 'batch.size': '500' }, [
    ...repeat(30, index => send(index, { value: letters(index % 5 === 0 ? 2000 : 120) })),
  ]),
  sizes(
    'flushes in between',
    { 'batch.size': '1000' },
    repeat(5, round => [
      ...repeat(round * 7, index => send(round * 100 + index, { value: letters(50) })),
      flush,
    ]).flat(),
  ),
  sizes(
    'many headers, and of the same name',
    {},
    repeat(20, index =>
      send(index, {
        headers: repeat(index * 5, header => [header % 2 ? 'same' : 'ключ', noise(header, header)] as const),
      }),
    ),
  ),
  sizes(
    'timestamps far apart and 0',
    {},
    [0, 1, startMs, startMs * 2, 5].map((timestampMs, index) => send(index, { timestampMs })),
  ),
  ...['gzip', 'snappy', 'lz4', 'zstd'].map(codec =>
    sizes(`${codec}, all in one batch`, { 'compression.type': codec, 'batch.size': '200000' }, mixed),
  ),
  ...[16_384, 40_000, 300_000].map(size => sizes(`growing batches, batch.size ${size}`, growing(size), mixed)),
  sizes('growing batches, records of every size', growing(70_000), [
    ...repeat(120, index => send(index, { value: letters((index * 977) % 24_000) })),
  ]),
  sizes('growing batches, records over chunks and batch.size', growing(20_000), [
    ...repeat(20, index => send(index, { value: letters(index % 4 === 0 ? 60_000 : 9000) })),
  ]),
  // Java's sender is not told of who waits for memory, and looks when linger.ms is over.
  sizes('growing batches, no chunk to grow by', { ...growing(60_000), 'buffer.memory': '65536', 'linger.ms': '3000' }, [
    ...repeat(13, index => send(index, { partition: index % 2, value: letters(5000) })),
  ]),
  ...['0', '1', 'all'].map(acks => ({
    name: `acks=${acks}, not idempotent, ten partitions a request`,
    topics: { judged: 10 },
    properties: { ...still, acks, 'enable.idempotence': 'false' },
    steps: [...repeat(50, index => send(index, { partition: index % 10 })), flush, ...repeat(10, send), flush],
  })),
  {
    name: 'idempotent, ten partitions a request',
    topics: { judged: 10, second: 2 },
    properties: { ...still, 'request.timeout.ms': '20000' },
    steps: repeat(3, round => [
      ...repeat(50, index => send(round * 50 + index, { partition: (index * 3) % 10 })),
      ...repeat(4, index => send(index, { topic: 'second', partition: index % 2 })),
      flush,
    ]).flat(),
  },
  {
    name: 'max.request.size splits a request',
    topics: { judged: 10 },
    properties: { ...still, 'max.request.size': '4000', 'max.in.flight.requests.per.connection': '1' },
    steps: [
      ...repeat(60, index => send(index, { partition: index % 10, value: letters(200 + 10 * (index % 10)) })),
      flush,
    ],
  },
];

function refused(name: string, properties: Readonly<Record<string, string>>, steps: readonly Step[]): Script {
  return { name, topics: { judged: 2 }, properties: { ...still, 'max.block.ms': '300', ...properties }, steps };
}

const refusals: readonly Script[] = [
  refused('no topic', {}, [send(0, { topic: null }), send(1), flush]),
  ...[true, false].map(autoCreateTopics => ({
    ...refused(
      `illegal topic names, auto-create ${autoCreateTopics ? 'on' : 'off'}`,
      {},
      ['', '.', '..', 'a b', 'ä', 'x'.repeat(250)].map((topic, index) => send(index, { topic })),
    ),
    autoCreateTopics,
  })),
  refused(
    'partitions',
    {},
    [-1, -5, 0, 1, 2, 100].map((partition, index) => send(index, { partition })).concat(send(9)),
  ),
  refused('timestamps', {}, [
    send(0, { timestampMs: -1 }),
    send(1, { timestampMs: -9 }),
    send(2, { timestampMs: 0 }),
    flush,
  ]),
  refused('larger than max.request.size', { 'max.request.size': '1000' }, [
    ...[800, 900, 910, 920, 925, 926, 927, 928, 929, 930, 931, 932, 940, 1000, 5000].map((size, index) =>
      send(index, { value: letters(size) }),
    ),
    flush,
  ]),
  refused('larger than buffer.memory', { 'buffer.memory': '2000', 'batch.size': '500' }, [
    send(0, { value: letters(1900) }), flush, send(1, { value: letters(1990) }), send(2, { value: letters(3000) }), send(3), flush,
  ]), // prettier-ignore
  refused('memory that does not come', { 'buffer.memory': '2000', 'batch.size': '1000' }, [
    send(0), send(1, { partition: 1 }), send(2, { value: letters(1500) }), flush, send(3), flush,
  ]), // prettier-ignore
  refused('unknown topic', {}, [send(0, { topic: 'nowhere' }), send(1), flush]),
  refused('after close', {}, [send(0), { op: 'close' }, send(1), flush, { op: 'close' }]),
  refused('callback that throws', {}, [send(0, { inCallback: 'throw' }), send(1), flush, send(2), flush]),
  refused('callback that flushes', {}, [send(0, { inCallback: 'flush' }), send(1), flush]),
  ...(['throw', 'flush'] as const).flatMap(inCallback => [
    refused(`callback of a record too large: ${inCallback}`, {}, [
      send(0, { value: letters(2_000_000), inCallback }),
      send(1),
      flush,
    ]),
    refused(`callback of a record without metadata: ${inCallback}`, {}, [
      send(0, { topic: 'nowhere', inCallback }),
      send(1),
      flush,
    ]),
  ]),
];

/**
 * Every code that there is, answered once: then it is sent again, or given up, and the next record shows what is left. A producer id
 * is asked for as soon as there is a producer; the request is held back until records wait for its answer.
 */
function failing(api: number, properties: Readonly<Record<string, string>>, errorCode: number): Script {
  const held: readonly Step[] = api === ApiKeys.INIT_PRODUCER_ID ? [{ op: 'release' }] : [];
  return {
    name: `${apiName(api)} answered ${Errors.forCode(errorCode).name}${properties['enable.idempotence'] === 'false' ? ', not idempotent' : ''}`,
    topics: { judged: 1 },
    properties: { ...still, 'max.block.ms': '2000', ...properties },
    faults: [{ api, errorCode, count: 1 }],
    ...(held.length > 0 && { heldApi: api }),
    steps: [send(0), send(1), ...held, flush, send(2), flush],
  };
}

const codes = Errors.all()
  .map(({ code }) => code)
  .filter(code => code !== 0);
const plain = { 'enable.idempotence': 'false' };

const brokerErrors: readonly Script[] = [
  ...codes.map(code => failing(ApiKeys.PRODUCE, {}, code)),
  ...[2, 3, 6, 7, 9, 10, 19, 29, 45, 46, 47, 53, 59, 87].map(code => failing(ApiKeys.PRODUCE, plain, code)),
  ...codes.map(code => failing(ApiKeys.INIT_PRODUCER_ID, {}, code)),
];

export const scripts = {
  partitioning,
  batches,
  transactions,
  transactionsV1,
  transactionErrors,
  partialErrors,
  lookupErrors,
  refusals,
  brokerErrors,
};
