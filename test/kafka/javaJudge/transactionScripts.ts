// Scripts with transactions: journeys with Transactions V2 and before it, and every request of them refused.
import { ErrorCodes, Errors } from '../../../engine/common/errors.ts';
import { apiName, ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import { encodeResponse } from '../../../engine/protocol/codec.ts';
import { AddPartitionsToTxn, FindCoordinator } from '../../../engine/protocol/messages/index.ts';
import type { Api, ResponseInput } from '../../../engine/protocol/schema.ts';
import type { OwnAnswer, Script, Step } from './script.ts';
import { flush, letters, repeat, send, still } from './steps.ts';

function transactional(name: string, steps: readonly Step[], more: Partial<Script> = {}): Script {
  const properties = { ...still, 'transactional.id': 'shop', 'max.block.ms': '5000' };
  return { name, topics: { judged: 3 }, properties, steps, ...more };
}

const [init, begin, commit, abort, close] = (['init', 'begin', 'commit', 'abort', 'close'] as const).map(op => ({ op })) as [Step, Step, Step, Step, Step]; // prettier-ignore
const offsets: Step = { op: 'offsets', topic: 'judged', partition: 1, offset: 7, group: 'readers' };

export const transactions: readonly Script[] = [
  transactional('transactions: commit, abort, commit', [
    init, begin, ...repeat(6, index => send(index, { partition: index % 3 })), commit,
    begin, send(10), flush, abort,
    begin, send(11), send(12, { partition: 2 }), flush, send(13), commit,
  ]), // prettier-ignore
  transactional('transactions: offsets', [init, begin, send(1), flush, offsets, commit, begin, offsets, abort]),
  transactional('transactions: nothing in them', [init, begin, commit, begin, abort]),
  transactional('transactions: calls in the wrong order', [
    begin, send(1), commit, abort, offsets, init, init, commit, abort, begin, begin, send(2), commit, commit, send(3),
  ]), // prettier-ignore
  transactional('transactions: closed with one open', [init, begin, send(1), flush, close, commit, abort, begin]),
  transactional('transactions: a record too large, then abort and go on', [
    init, begin, send(1), flush, send(2, { value: letters(2_000_000) }), commit, send(3), abort, begin, send(4), commit,
  ]), // prettier-ignore
  ...(['init', 'begin', 'commit', 'abort'] as const).map(op => ({
    name: `${op} without transactional.id`,
    topics: { judged: 1 },
    properties: still,
    steps: [{ op }, send(1), flush] as const,
  })),
];

/** Partitions join as soon as there are records of them, so which ones share a request is chance; here none do. */
function oneByOne(steps: readonly Step[]): Step[] {
  return steps.flatMap(step => (step.op === 'send' && step.partition !== 0 ? [flush, step, flush] : [step]));
}

/** Three partitions of two topics that are met while the request of another is on its way, and so are added by one request. */
const threeAtOnce: readonly Step[] = [
  init, begin, { ...offsets, topic: 'second' }, send(0), { op: 'held' }, send(1, { partition: 1 }), send(2, { topic: 'second', partition: 1 }),
  send(3, { partition: 2 }), { op: 'release' }, flush,
]; // prettier-ignore
const twoTopics = { topics: { judged: 3, second: 2 }, heldApi: ApiKeys.ADD_PARTITIONS_TO_TXN };

const journeysV1: readonly Script[] = [
  ...transactions
    .filter(({ properties }) => 'transactional.id' in properties)
    .map(script => ({ ...script, steps: oneByOne(script.steps) })),
  transactional(
    'transactions: partitions that join together',
    [...threeAtOnce, send(4, { topic: 'second' }), flush, commit, begin, send(5, { partition: 2 }), flush, abort],
    twoTopics,
  ),
  transactional(
    'transactions: a batch refused, then abort and go on',
    [init, begin, send(0), flush, send(1, { partition: 1 }), flush, commit, abort, begin, send(2), flush, commit],
    { faults: [{ api: ApiKeys.PRODUCE, errorCode: ErrorCodes.TOPIC_AUTHORIZATION_FAILED, count: 1 }] },
  ),
];

function at(transactionVersion: number): (script: Script) => Script {
  return script => ({ ...script, name: `${script.name}, version ${transactionVersion}`, transactionVersion });
}

/** Between 1 and 0 a client sees no difference but the feature itself. */
export const transactionsV1: readonly Script[] = [...journeysV1.map(at(1)), ...journeysV1.slice(0, 2).map(at(0))];

/** Something is refused once: what the call says, and what may follow. */
function refusedOnce(name: string, more: Partial<Script>): Script {
  const steps = [init, begin, send(1), flush, offsets, commit, abort, begin, send(2), flush, abort];
  return transactional(`${name}, version ${more.transactionVersion ?? 2}`, steps, more);
}

function nameOf(errorCode: number): string {
  return Errors.forCode(errorCode).name;
}

function fault(api: number, errorCode: number, transactionVersion: number): Script {
  return refusedOnce(`${apiName(api)} answered ${nameOf(errorCode)}`, {
    transactionVersion,
    faults: [{ api, errorCode, count: 1 }],
  });
}

const allCodes = Errors.all()
  .map(({ code }) => code)
  .filter(code => code !== 0);
const codesThatMatter = [-1, 3, 7, 14, 15, 16, 25, 30, 35, 43, 47, 48, 49, 50, 51, 53, 59, 69, 82, 90, 113, 120];
const produceCodes = [-1, 2, 3, 6, 7, 9, 10, 19, 20, 29, 45, 46, 47, 48, 49, 51, 53, 59, 87, 90, 120];

export const transactionErrors: readonly Script[] = [
  ...[2, 1].flatMap(level => [
    // Without 53 and 120 for a producer id: Java's next transaction has none, and waits for delivery.timeout.ms.
    ...codesThatMatter
      .filter(code => code !== 53 && code !== 120)
      .map(code => fault(ApiKeys.INIT_PRODUCER_ID, code, level)),
    ...codesThatMatter.map(code => fault(ApiKeys.TXN_OFFSET_COMMIT, code, level)),
    ...codesThatMatter.map(code => fault(ApiKeys.END_TXN, code, level)),
    ...produceCodes.map(code => fault(ApiKeys.PRODUCE, code, level)),
  ]),
  ...allCodes.map(code => fault(ApiKeys.ADD_PARTITIONS_TO_TXN, code, 1)),
  ...allCodes.map(code => fault(ApiKeys.ADD_OFFSETS_TO_TXN, code, 1)),
];

function answer<A extends Api>(api: A, after: number, body: ResponseInput<A>): OwnAnswer {
  return { api: api.key, after, encode: (version, correlationId) => encodeResponse(api, version, correlationId, body) };
}

/** Of three partitions one is refused; of the others a broker says that they were not attempted, and might say that they are in. */
function partlyAdded(errorCode: number, otherCode: number): Script {
  const refused = { partitionIndex: 1, partitionErrorCode: errorCode };
  const others = [1, 2].map(partitionIndex => ({ partitionIndex, partitionErrorCode: otherCode }));
  const resultsByTopicV3AndBelow = [
    { name: 'judged', resultsByPartition: others },
    { name: 'second', resultsByPartition: [refused] },
  ];
  return transactional(
    `AddPartitionsToTxn answered ${nameOf(errorCode)} beside ${nameOf(otherCode)}, version 1`,
    [...threeAtOnce, commit, abort, begin, send(4), flush, commit],
    {
      ...twoTopics,
      transactionVersion: 1,
      answers: [answer(AddPartitionsToTxn, 1, { throttleTimeMs: 0, resultsByTopicV3AndBelow })],
    },
  );
}

export const partialErrors: readonly Script[] = [ErrorCodes.OPERATION_NOT_ATTEMPTED, ErrorCodes.NONE].flatMap(other =>
  [...codesThatMatter, ErrorCodes.TOPIC_AUTHORIZATION_FAILED].map(code => partlyAdded(code, other)),
);

/** The transaction's coordinator is asked for first, the group's second. */
const lookups = { transaction: 0, group: 1 } as const;

/** `max.block.ms` is short, because Java waits so long for offsets after a fatal error. */
function lookupRefused(which: keyof typeof lookups, errorCode: number, transactionVersion: number): Script {
  const found = { key: '', nodeId: -1, host: '', port: -1, errorCode, errorMessage: null };
  return lookup(`of the ${which} answered ${nameOf(errorCode)}`, lookups[which], [found], transactionVersion);
}

function lookup(
  name: string,
  after: number,
  coordinators: ResponseInput<typeof FindCoordinator>['coordinators'] & object,
  transactionVersion = 2,
): Script {
  const answers = [answer(FindCoordinator, after, { throttleTimeMs: 0, coordinators })];
  const script = refusedOnce(`FindCoordinator ${name}`, { transactionVersion, answers });
  return { ...script, properties: { ...script.properties, 'max.block.ms': '1000' } };
}

const anyBroker = { key: 'shop', nodeId: 1, host: '127.0.0.1', port: 1, errorCode: 0, errorMessage: null };

/** initTransactions fails with what an abort is good for: what can be done then. */
const abortable = [ErrorCodes.GROUP_AUTHORIZATION_FAILED, ErrorCodes.TRANSACTION_ABORTABLE];
const initAgain = [1, 2].flatMap(level =>
  [
    ...abortable.map(code => lookupRefused('transaction', code, level)),
    fault(ApiKeys.INIT_PRODUCER_ID, 120, level),
  ].map(script => ({
    ...script,
    name: `${script.name}, and again`,
    steps: [init, abort, init, begin, commit],
  })),
);

export const lookupErrors: readonly Script[] = [
  ...allCodes.filter(code => !abortable.includes(code)).map(code => lookupRefused('transaction', code, 2)),
  lookup('names two coordinators', 0, [anyBroker, anyBroker]),
  ...initAgain,
  ...[-1, 3, 7, 14, 15, 16, 30, 35, 51, 53, 69, 113, 120].map(code => lookupRefused('group', code, 2)),
  ...[15, 30, 53].map(code => lookupRefused('group', code, 1)),
];
