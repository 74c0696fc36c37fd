import { copyFromBefore, copyLiterals } from './copyWithinOutput.ts';
import { OutputTooLarge } from './outputTooLarge.ts';

/** Memory that grows with what is written, since an LZ4 frame need not say what it unpacks to. Never beyond `maxBytes`. */
export class Lz4Output {
  readonly maxBytes: number;
  bytes: Buffer;
  length = 0;

  constructor(firstBytes: number, maxBytes: number) {
    this.maxBytes = maxBytes;
    this.bytes = Buffer.allocUnsafe(Math.min(firstBytes, maxBytes));
  }

  /** @throws OutputTooLarge if that is more than allowed. */
  growTo(neededBytes: number): Buffer {
    if (neededBytes > this.maxBytes) throw new OutputTooLarge(`${neededBytes} bytes`);
    const larger = Buffer.allocUnsafe(Math.min(Math.max(this.bytes.length * 2, neededBytes), this.maxBytes));
    this.bytes.copy(larger);
    return (this.bytes = larger);
  }
}

/** Where a block stands in the input, and what it may do. */
export interface Lz4BlockBounds {
  readonly from: number;
  readonly to: number;
  /** What the frame allows a block to unpack to. */
  readonly maxBytes: number;
  /** The first byte of the output that a match may reach back to. */
  readonly historyStart: number;
}

/** Unpacks one compressed block to the end of `output`. Sequences of: token, literals, distance, match length. */
export function decodeLz4Block(source: Buffer, bounds: Lz4BlockBounds, output: Lz4Output): void {
  const { from, to, maxBytes, historyStart } = bounds;
  const limit = output.length + maxBytes;
  let out = output.bytes;
  let o = output.length;
  let i = from;
  while (i < to) {
    const token = source[i++] as number;
    let literals = token >>> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (i >= to) throw cut();
        more = source[i++] as number;
        literals += more;
      } while (more === 255);
    }
    if (literals > 0) {
      if (literals > to - i) throw cut();
      if (o + literals > out.length || o + literals > limit) out = makeRoom(output, o, literals, limit);
      copyLiterals(source, i, out, o, literals);
      i += literals;
      o += literals;
    }
    if (i === to) {
      output.length = o;
      return;
    }
    if (to - i < 2) throw cut();
    const distance = (source[i] as number) | ((source[i + 1] as number) << 8);
    i += 2;
    if (distance === 0 || distance > o - historyStart)
      throw new Error(`a match reaches ${distance} bytes back; ${o - historyStart} can be reached`);
    let length = (token & 15) + 4;
    if (length === 19) {
      let more: number;
      do {
        if (i >= to) throw cut();
        more = source[i++] as number;
        length += more;
      } while (more === 255);
    }
    if (o + length > out.length || o + length > limit) out = makeRoom(output, o, length, limit);
    copyFromBefore(out, o, distance, length);
    o += length;
  }
  throw cut();
}

function makeRoom(output: Lz4Output, at: number, length: number, limit: number): Buffer {
  if (at + length > limit) throw new Error('a block unpacks to more than its frame allows');
  return output.growTo(at + length);
}

function cut(): Error {
  return new Error('a block ends inside a sequence');
}
