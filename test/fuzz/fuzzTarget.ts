/** A decoder to be fed with damaged input. One file in targets/ each; targets/index.ts lists them. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs, which are damaged; the more different, the more of the decoder is reached. */
  readonly seeds: readonly FuzzSeed[];
  /** An error that a decoder may answer with. Any other is a finding. */
  readonly isExpected: (error: unknown) => boolean;
  /** What means something in a format that is text: damage is made of these, too. */
  readonly words?: readonly string[];
  /** How many inputs the short run among the unit tests takes; 3000 unless one takes long. */
  readonly shortRun?: number;
}

export interface FuzzSeed {
  readonly bytes: Buffer;
  /** Decodes input that was made from these bytes. Throws what is expected, or what is a finding. */
  readonly decode: (input: Buffer) => unknown;
}

export function textSeed(text: string, decode: (input: string) => unknown): FuzzSeed {
  return { bytes: Buffer.from(text), decode: input => decode(input.toString('utf8')) };
}
