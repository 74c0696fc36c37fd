/** One field of a frame as the inspector shows it; offsets count from the start of the frame, its four size bytes included. */
export interface FieldNode {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly value: string;
  readonly children?: readonly FieldNode[];
}
