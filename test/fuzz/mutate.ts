import type { Random } from '../../engine/common/random.ts';

/** Lengths and counts that a decoder must not believe, as four bytes. */
const hostileNumbers = [0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, -0x80000000, 0x40000000];
const hostileBytes = [0x00, 0x01, 0x0f, 0x7f, 0x80, 0xf0, 0xff];

type Mutation = (input: Buffer, random: Random) => Buffer;

const mutations: readonly Mutation[] = [
  flipBit,
  setByte,
  setByte,
  setHostileNumber,
  cutEnd,
  cutOut,
  repeatPart,
  insertNoise,
];

/** One to four changes to a copy of the bytes. */
export function mutate(bytes: Buffer, random: Random, words: readonly string[] = []): Buffer {
  let input: Buffer = Buffer.from(bytes);
  for (let changes = 1 + below(4, random); changes > 0; changes--) {
    const word = words.length > 0 && below(2, random) === 0 ? words[below(words.length, random)] : undefined;
    const mutation = mutations[below(mutations.length, random)] ?? flipBit;
    input = word === undefined ? mutation(input, random) : insert(input, Buffer.from(word), random);
  }
  return input;
}

function flipBit(input: Buffer, random: Random): Buffer {
  const at = place(input, random);
  return write(input, at, [(input[at] ?? 0) ^ (1 << below(8, random))]);
}

function setByte(input: Buffer, random: Random): Buffer {
  const hostile = hostileBytes[below(hostileBytes.length * 2, random)];
  return write(input, place(input, random), [hostile ?? below(256, random)]);
}

function setHostileNumber(input: Buffer, random: Random): Buffer {
  const number = Buffer.alloc(4);
  const value = hostileNumbers[below(hostileNumbers.length, random)] ?? 0;
  if (below(2, random) === 0) number.writeInt32BE(value | 0);
  else number.writeInt32LE(value | 0);
  return write(input, place(input, random), number);
}

function cutEnd(input: Buffer, random: Random): Buffer {
  return input.subarray(0, below(input.length + 1, random));
}

function cutOut(input: Buffer, random: Random): Buffer {
  const at = place(input, random);
  return Buffer.concat([input.subarray(0, at), input.subarray(at + 1 + below(8, random))]);
}

function repeatPart(input: Buffer, random: Random): Buffer {
  const at = place(input, random);
  const part = input.subarray(at, at + 1 + below(64, random));
  return Buffer.concat([input.subarray(0, at), part, input.subarray(at)]);
}

function insertNoise(input: Buffer, random: Random): Buffer {
  const noise = Array.from({ length: 1 + below(8, random) }, () => below(256, random));
  return insert(input, Buffer.from(noise), random);
}

function insert(input: Buffer, part: Buffer, random: Random): Buffer {
  const at = place(input, random);
  return Buffer.concat([input.subarray(0, at), part, input.subarray(at)]);
}

/** Half of the changes go to the first bytes, where headers are. */
function place(input: Buffer, random: Random): number {
  return below(below(2, random) === 0 ? Math.min(input.length, 64) : input.length, random);
}

function write(input: Buffer, at: number, bytes: Iterable<number>): Buffer {
  let to = at;
  for (const byte of bytes) if (to < input.length) input[to++] = byte;
  return input;
}

/** Uniform in [0, limit); 0 if there is no room. */
function below(limit: number, random: Random): number {
  return limit <= 0 ? 0 : random.nextInt() % limit;
}
