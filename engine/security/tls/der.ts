/** ASN.1 in its distinguished encoding, as far as certificates and key stores need it: a tree of tag, length and content. */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The tag of what comes next; -1 at the end. */
  get nextTag(): number {
    return this.#bytes[this.#at] ?? -1;
  }

  /** The content of what comes next, which must have this tag. Throws DerError. */
  content(tag: number): Buffer {
    const found = this.nextTag;
    if (found !== tag)
      throw new DerError(
        `tag 0x${tag.toString(16)} was expected at byte ${this.#at}, not ${found < 0 ? 'the end' : `0x${found.toString(16)}`}`,
      );
    this.#at++;
    const length = this.#length();
    if (length > this.#bytes.length - this.#at)
      throw new DerError(`${length} bytes are announced at byte ${this.#at}, and fewer are left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** What comes next, its tag and length included. */
  element(): Buffer {
    const start = this.#at;
    this.skip();
    return this.#bytes.subarray(start, this.#at);
  }

  sequence(): DerReader {
    return new DerReader(this.content(DerTag.sequence));
  }

  explicit(number: number): DerReader {
    return new DerReader(this.content(DerTag.context + number));
  }

  octets(): Buffer {
    return this.content(DerTag.octetString);
  }

  /** Of a small number. */
  integer(): number {
    const content = this.content(DerTag.integer);
    if (content.length === 0 || content.length > 6)
      throw new DerError(`a number of ${content.length} bytes was found where a small one belongs`);
    return content.readIntBE(0, content.length);
  }

  /** As `1.2.840.113549`. */
  oid(): string {
    const content = this.content(DerTag.oid);
    const arcs: number[] = [];
    let arc = 0;
    for (const byte of content) {
      arc = arc * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) {
        arcs.push(arc);
        arc = 0;
      }
    }
    const [first = 0, ...rest] = arcs;
    const top = Math.min(2, Math.floor(first / 40));
    return [top, first - top * 40, ...rest].join('.');
  }

  skip(): void {
    this.content(this.nextTag);
  }

  #length(): number {
    const first = this.#bytes[this.#at++] ?? 0x80;
    if (first < 0x80) return first;
    const size = first & 0x7f;
    if (size === 0 || size > 4 || this.#at + size > this.#bytes.length)
      throw new DerError(`a length at byte ${this.#at} cannot be read`);
    this.#at += size;
    return this.#bytes.readUIntBE(this.#at - size, size);
  }
}

export class DerError extends Error {
  override readonly name = 'DerError';
}

export const DerTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** [0] explicit; add the number. */
  context: 0xa0,
} as const;
