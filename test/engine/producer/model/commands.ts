import fc from 'fast-check';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import { take } from './modelBroker.ts';
import type { Verdict } from './modelBroker.ts';

export const nodes = [1, 2] as const;
/** Of `orders` at the start; -1 leaves the choice to the producer, one more is there only after it was added. */
export const partitions = 3;

/** What may happen to a producer. `told`: it asks for metadata then; otherwise it finds out. */
export type Command =
  | { readonly kind: 'send'; readonly topic: 'orders' | 'audit'; readonly partition: number; readonly bytes: number }
  | { readonly kind: 'tick'; readonly ms: number }
  | { readonly kind: 'step' }
  | { readonly kind: 'answer'; readonly node: number; readonly verdict: Verdict }
  | { readonly kind: 'disconnect'; readonly node: number; readonly processed: boolean }
  /** Partition null: the one that has waited longest for an answer. */
  | { readonly kind: 'moveLeader'; readonly partition: number | null; readonly node: number; readonly told: boolean }
  | { readonly kind: 'addPartition'; readonly node: number; readonly told: boolean }
  /** Of `audit`; one that is there is deleted first. */
  | { readonly kind: 'deleteTopic' | 'createTopic'; readonly told: boolean }
  | { readonly kind: 'flush' };

const refuse = (...codes: number[]): fc.Arbitrary<Verdict> =>
  fc.record({ kind: fc.constant('refuse' as const), code: fc.constantFrom(...codes) });

/** Ends nothing: the batch is sent again. */
export const retriable = refuse(ErrorCodes.NOT_ENOUGH_REPLICAS, ErrorCodes.CORRUPT_MESSAGE);
/** Ends the batch, surely not written. */
export const definite = refuse(
  ErrorCodes.NOT_ENOUGH_REPLICAS,
  ErrorCodes.INVALID_TIMESTAMP,
  ErrorCodes.INVALID_RECORD,
  ErrorCodes.TOPIC_AUTHORIZATION_FAILED,
  ErrorCodes.MESSAGE_TOO_LARGE,
  ErrorCodes.MESSAGE_TOO_LARGE,
);
/** A broker that has lost track of the producer. */
export const numbers = refuse(ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER, ErrorCodes.UNKNOWN_PRODUCER_ID);
/** Ends the producer. */
export const fatal = refuse(ErrorCodes.CLUSTER_AUTHORIZATION_FAILED);
/** Written, and told that it may not be. */
export const unsure: fc.Arbitrary<Verdict> = fc.record({
  kind: fc.constant('appendThenFail' as const),
  code: fc.constantFrom(ErrorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND, ErrorCodes.REQUEST_TIMED_OUT),
});

const anyNode = fc.constantFrom(...nodes);
const knownPartition = fc.integer({ min: -1, max: partitions - 1 });
const always = <T>(value: T): fc.Arbitrary<T> => fc.constant(value);
/** The other one time in `weight` + 1. */
const mostly = <T>(weight: number, usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: other });

interface World {
  /** How brokers say no. */
  readonly refusals: fc.Arbitrary<Verdict>;
  /** Connections break also after a request has been taken. */
  readonly losesAnswers: boolean;
  /** Topics come and go, partitions are added, leaders are missing. */
  readonly topicsChange: boolean;
}

function commandIn({ refusals, losesAnswers, topicsChange }: World): fc.Arbitrary<Command> {
  const told = fc.boolean();
  const verdict = fc.oneof({ weight: 8, arbitrary: always(take) }, { weight: 5, arbitrary: refusals });
  const weighted: readonly (readonly [number, fc.Arbitrary<Command>])[] = [
    [
      8,
      fc.record({
        kind: always('send' as const),
        topic: topicsChange ? mostly<'orders' | 'audit'>(3, always('orders'), always('audit')) : always('orders'),
        partition: topicsChange ? mostly(30, knownPartition, always(partitions)) : knownPartition,
        bytes: mostly(2, fc.integer({ min: 8, max: 60 }), fc.integer({ min: 60, max: 260 })),
      }),
    ],
    [10, always({ kind: 'step' })],
    [8, fc.record({ kind: always('answer' as const), node: anyNode, verdict })],
    [2, fc.record({ kind: always('tick' as const), ms: fc.integer({ min: 1, max: 400 }) })],
    [
      1,
      fc.record({
        kind: always('disconnect' as const),
        node: anyNode,
        processed: losesAnswers ? fc.boolean() : always(false),
      }),
    ],
    [
      2,
      fc.record({
        kind: always('moveLeader' as const),
        partition: fc.constantFrom<(number | null)[]>(0, 1, 2, null, null, null),
        node: topicsChange ? mostly<number>(4, anyNode, always(-1)) : anyNode,
        told,
      }),
    ],
    [1, always({ kind: 'flush' })],
  ];
  const changes: typeof weighted = [
    [0.3, fc.record({ kind: always('addPartition' as const), node: anyNode, told })],
    [0.3, fc.record({ kind: always('deleteTopic' as const), told })],
    [1, fc.record({ kind: always('createTopic' as const), told })],
  ];
  return fc.oneof(
    ...[...weighted, ...(topicsChange ? changes : [])].map(([weight, arbitrary]) => ({
      weight: weight * 10,
      arbitrary,
    })),
  );
}

/** Long ones too: what goes wrong needs a history. */
const listOf = (world: World, maxLength: number): fc.Arbitrary<Command[]> =>
  fc.array(commandIn(world), { maxLength, size: 'max' });

/**
 * An idempotent producer gives up a batch for good by a new epoch, under which it numbers again what is on its way, also what may be
 * written already. Java does the same, and writes such a batch twice. So either answers get lost, or batches are refused for good.
 */
export function idempotentCommands(maxLength: number): fc.Arbitrary<Command[]> {
  const uncertain = fc.oneof(retriable, unsure);
  return fc.oneof(
    listOf({ refusals: uncertain, losesAnswers: true, topicsChange: false }, maxLength),
    listOf({ refusals: mostly(3, definite, numbers), losesAnswers: false, topicsChange: false }, maxLength),
    listOf({ refusals: mostly(6, uncertain, fatal), losesAnswers: true, topicsChange: true }, maxLength),
  );
}

export function plainCommands(maxLength: number): fc.Arbitrary<Command[]> {
  const refusals = fc.oneof(definite, unsure);
  return fc.oneof(
    listOf({ refusals, losesAnswers: true, topicsChange: false }, maxLength),
    listOf({ refusals, losesAnswers: true, topicsChange: true }, maxLength),
  );
}
