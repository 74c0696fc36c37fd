/** Matches shorter than this cost as much as they save. */
const minMatch = 4;
/** The format wants that the last bytes of a block are literals, and that no match begins shortly before. */
const lastLiterals = 5;
const lastMatchStart = 12;
const maxDistance = 65_535;
const hashBits = 15;

/** Matches tried at each place double with each level, as in LZ4 HC. Fewer find little; more cost much and gain nothing. */
const leastAttempts = 4;
const mostAttempts = 1024;

/**
 * Compresses blocks of at most 64 KB well and slowly: for each place the longest earlier match is looked for along a chain of
 * places with the same hash, and a match gives way to a longer one that begins a byte later.
 */
export class Lz4HighCompressor {
  readonly #attempts: number;
  /** The latest place of each hash, and for each place the one before it with the same hash; −1 for none. */
  readonly #latest = new Int32Array(1 << hashBits);
  readonly #previous = new Int32Array(maxDistance + 1);
  #input: Buffer = Buffer.alloc(0);
  /** Places before this one are in the chains. */
  #indexed = 0;
  #matchStart = 0;

  constructor(level: number) {
    this.#attempts = Math.min(Math.max(2 ** (level - 1), leastAttempts), mostAttempts);
  }

  /** Writes the block from `out[at]` on, and gives where it ends. `out` must have room for LZ4's bound. */
  compress(input: Uint8Array, out: Buffer, at: number): number {
    this.#input = Buffer.from(input.buffer, input.byteOffset, input.length);
    this.#latest.fill(-1);
    this.#indexed = 0;
    const lastStart = input.length - lastMatchStart;
    let written = at;
    let anchor = 0;
    for (let place = 0; place <= lastStart;) {
      let length = this.#longestMatch(place, minMatch - 1);
      if (length < minMatch) {
        place++;
        continue;
      }
      let matchStart = this.#matchStart;
      while (place < lastStart) {
        const later = this.#longestMatch(place + 1, length);
        if (later <= length) break;
        place++;
        length = later;
        matchStart = this.#matchStart;
      }
      written = this.#writeLiterals(out, written, anchor, place, length - minMatch);
      written = out.writeUInt16LE(place - matchStart, written);
      if (length - minMatch >= 15) written = writeLength(out, written, length - minMatch - 15);
      place += length;
      anchor = place;
    }
    return this.#writeLiterals(out, written, anchor, input.length, 0);
  }

  /** Longer than `atLeast`, or `atLeast` if there is none; where it begins is in `#matchStart`. */
  #longestMatch(place: number, atLeast: number): number {
    const input = this.#input;
    this.#index(place);
    const end = input.length - lastLiterals;
    const first = input.readInt32LE(place);
    let longest = atLeast;
    let candidate = this.#latest[this.#hash(place)] as number;
    for (let left = this.#attempts; left > 0 && candidate >= 0; left--) {
      // The byte that would make it longer is compared first: most candidates end there.
      if (input[candidate + longest] === input[place + longest] && input.readInt32LE(candidate) === first) {
        let length = minMatch;
        while (place + length < end && input[candidate + length] === input[place + length]) length++;
        if (length > longest) {
          longest = length;
          this.#matchStart = candidate;
          if (place + length >= end) break;
        }
      }
      candidate = this.#previous[candidate] as number;
    }
    return longest;
  }

  /** Puts all places before `place` into the chains. */
  #index(place: number): void {
    for (let at = this.#indexed; at < place; at++) {
      const hash = this.#hash(at);
      this.#previous[at] = this.#latest[hash] as number;
      this.#latest[hash] = at;
    }
    if (place > this.#indexed) this.#indexed = place;
  }

  #hash(place: number): number {
    return Math.imul(this.#input.readInt32LE(place), 0x9e3779b1) >>> (32 - hashBits);
  }

  /** The token with both lengths, and the literals. */
  #writeLiterals(out: Buffer, at: number, from: number, to: number, matchLength: number): number {
    const length = to - from;
    out[at] = (Math.min(length, 15) << 4) | Math.min(matchLength, 15);
    const start = length >= 15 ? writeLength(out, at + 1, length - 15) : at + 1;
    return start + this.#input.copy(out, start, from, to);
  }
}

function writeLength(out: Buffer, at: number, length: number): number {
  const full = Math.floor(length / 255);
  out.fill(255, at, at + full);
  out[at + full] = length % 255;
  return at + full + 1;
}
