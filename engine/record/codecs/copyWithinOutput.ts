/** Below this many bytes a loop is faster than a call into the runtime. */
const loopBytes = 32;

/** Appends `length` bytes at `to` that stand `distance` before it; where they overlap, what is written is read again. */
export function copyFromBefore(out: Uint8Array, to: number, distance: number, length: number): void {
  const from = to - distance;
  if (length <= loopBytes || distance < loopBytes) {
    for (let i = 0; i < length; i++) out[to + i] = out[from + i] as number;
    return;
  }
  // Each round copies what stands there already, and so doubles it.
  for (let done = 0; done < length;) {
    const step = Math.min(length - done, distance + done);
    out.copyWithin(to + done, from, from + step);
    done += step;
  }
}

/** Copies `length` bytes of the compressed input. */
export function copyLiterals(source: Buffer, from: number, out: Uint8Array, to: number, length: number): void {
  if (length <= loopBytes) for (let i = 0; i < length; i++) out[to + i] = source[from + i] as number;
  else source.copy(out, to, from, from + length);
}
