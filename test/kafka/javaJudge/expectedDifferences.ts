// Where our producer is not to be Java's: each names its row in ARCHITECTURE.md, "Where we differ from Java on purpose".

export interface ExpectedDifference {
  /** Which scripts, by name. */
  readonly scripts: RegExp;
  /** What is said of the difference there (compare.ts). */
  readonly says: RegExp;
  /** First column of the row. */
  readonly row: string;
}

export const expectedDifferences: readonly ExpectedDifference[] = [
  {
    scripts: /^RoundRobinPartitioner, which partitions come first$/,
    says: /^(step 0: Java partition \d, callback acked|batch of .*-\d 0|request Produce 0)/,
    row: "order of a node's partitions",
  },
  {
    scripts: /^max.request.size splits a request$/,
    says: /^request Produce \d: .*"topicData"/,
    row: "order of a node's partitions",
  },
  {
    scripts: /^transactions: calls in the wrong order/,
    says: /^(step 11: .* offset 1, .* offset 0|batch of .*-0 0: Java 2 records, .*; ours 1 records)/,
    row: 'a send outside a transaction',
  },
  {
    scripts: /, and again$/,
    says: /^(step [234]: Java thrown \w+; ours done|(order of requests|request \w+) \d)/,
    row: 'begin after an abortable error of initTransactions',
  },
  {
    scripts: /^FindCoordinator of the group answered/,
    says: /^step 4: Java thrown TimeoutException; ours thrown (KafkaException|TransactionalIdAuthorizationException)$/,
    row: 'offsets whose group has no coordinator, for good',
  },
  {
    scripts: /^callback of a record .*: throw$/,
    says: /^step 0: Java thrown IllegalStateException; ours callback (\w+), future \1$/,
    row: 'callback of a refused record',
  },
  {
    scripts: /^callback of a record .*: flush$/,
    says: /^step 0: .*flushInCallback done.*; ours .*flushInCallback KafkaException/,
    row: 'callback of a refused record',
  },
];
