// Where our producer is not to be Java's: each names its row in ARCHITECTURE.md, "Where we differ from Java on purpose".

export interface ExpectedDifference {
  /** Which scripts, by name. */
  readonly scripts: RegExp;
  /** What is said of the difference there (compare.ts). */
  readonly says: RegExp;
  /** First column of the row. */
  readonly row: string;
}

export const expectedDifferences: readonly ExpectedDifference[] = [];
