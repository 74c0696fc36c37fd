import { kafkaErrors } from './kafkaErrors.ts';

/** What becomes of a batch of two records, the first of its producer's epoch to be refused. */
export type ProduceAction = 'retry' | 'split' | 'success' | 'fail' | 'abortable' | 'fatal';
/** May it be in the log? */
export type Written = 'yes' | 'no' | 'acks=all';

export interface ProduceErrorRow {
  readonly codes: readonly number[];
  readonly idempotent: ProduceAction;
  readonly plain: ProduceAction;
  readonly transactional: ProduceAction;
  /** Metadata is asked for. */
  readonly refresh: boolean;
  readonly written: Written;
}

function row(
  codes: readonly number[],
  idempotent: ProduceAction,
  plain: ProduceAction,
  transactional: ProduceAction,
  refresh: boolean,
  written: Written,
): ProduceErrorRow {
  return { codes, idempotent, plain, transactional, refresh, written };
}

/**
 * What a producer does about each code that a partition may be answered with, written down from the protocol's description, not from
 * our table of errors. Without idempotence 45, 46, 47 and 59 are plain failures.
 */
export const produceErrors: readonly ProduceErrorRow[] = [
  row([3, 6, 56], 'retry', 'retry', 'retry', true, 'acks=all'),
  row([5, 9, 13, 72], 'retry', 'retry', 'retry', true, 'yes'),
  row([74, 100, 103], 'retry', 'retry', 'retry', true, 'no'),
  row([2, 19], 'retry', 'retry', 'retry', false, 'no'),
  row([7, 14, 15, 16, 20, 75, 89], 'retry', 'retry', 'retry', false, 'yes'),
  row([51], 'retry', 'retry', 'retry', false, 'no'),
  row([10], 'split', 'split', 'split', false, 'no'),
  row([45], 'retry', 'fail', 'abortable', false, 'no'),
  row([59], 'retry', 'fail', 'retry', false, 'no'),
  row([46], 'success', 'success', 'success', false, 'yes'),
  row([17, 18, 21, 29, 32, 43, 44, 47, 48, 76, 87, 120], 'fail', 'fail', 'abortable', false, 'no'),
  row([-1, 8, 50, 52, 58, 4711], 'fail', 'fail', 'abortable', false, 'yes'),
  row([31, 35, 49, 53, 90], 'fatal', 'fail', 'fatal', false, 'no'),
];

/** The other codes of 4.4.0, which no broker answers Produce with: known by what Java's class tree says of them. */
export const neverToProduce: readonly ProduceErrorRow[] = kafkaErrors
  .filter(({ code }) => !produceErrors.some(({ codes }) => codes.includes(code)))
  .map(({ code, retriable, invalidMetadata }) =>
    retriable
      ? row([code], 'retry', 'retry', 'retry', invalidMetadata, 'yes')
      : row([code], 'fail', 'fail', 'abortable', false, 'yes'),
  );
