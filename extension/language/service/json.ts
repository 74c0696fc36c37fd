// A JSON reader that knows where everything stands and keeps numbers as they are written. The platform's own parser does
// neither: it rounds integers above 2^53 and says little about the place of an error.
import type { Translate } from './translate.ts';

/** Offsets into the source; `end` is exclusive. */
interface Node {
  readonly start: number;
  readonly end: number;
}
export interface JsonMember {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly value: JsonNode;
}
export type JsonNode = Node &
  (
    | { readonly kind: 'null' }
    | { readonly kind: 'boolean'; readonly value: boolean }
    /** `text` as written. */
    | { readonly kind: 'number'; readonly text: string }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
    | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  );

export interface JsonError {
  readonly offset: number;
  readonly message: string;
}

/** Deeper nesting is refused, so that no document can exhaust the stack. */
export const maxDepth = 500;

export function parseJson(source: string, t: Translate): { readonly root: JsonNode } | { readonly error: JsonError } {
  const reader = new JsonReader(source, t);
  try {
    return { root: reader.document() };
  } catch (error) {
    if (error instanceof JsonFailure) return { error: { offset: error.offset, message: error.message } };
    throw error;
  }
}

/** The same JSON without blanks between its parts; strings and numbers stay as written. */
export function compactJson(source: string, node: JsonNode): string {
  switch (node.kind) {
    case 'array':
      return `[${node.items.map(item => compactJson(source, item)).join(',')}]`;
    case 'object':
      return `{${node.members
        .map(member => `${source.slice(member.nameStart, member.nameEnd)}:${compactJson(source, member.value)}`)
        .join(',')}}`;
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      return source.slice(node.start, node.end);
  }
}

const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;

class JsonFailure extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

class JsonReader {
  readonly #source: string;
  readonly #t: Translate;
  #at = 0;

  constructor(source: string, t: Translate) {
    this.#source = source;
    this.#t = t;
  }

  document(): JsonNode {
    if (this.#source.startsWith('\uFEFF')) this.#at = 1;
    const root = this.#value(0);
    this.#blanks();
    if (this.#at < this.#source.length) {
      this.#fail(this.#t('{0} after the end of the JSON: put several messages into an array [ … ].', this.#here()));
    }
    return root;
  }

  #value(depth: number): JsonNode {
    this.#blanks();
    if (depth > maxDepth) this.#fail(this.#t('More than {0} levels of nesting.', maxDepth));
    const start = this.#at;
    const first = this.#source[start];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') {
      const value = this.#string();
      return { kind: 'string', value, start, end: this.#at };
    }
    const word = this.#match(/[-+.\w]+/y) ?? '';
    this.#at = start + word.length;
    if (word === 'null') return { kind: 'null', start, end: this.#at };
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', start, end: this.#at };
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word))
      return { kind: 'number', text: word, start, end: this.#at };
    this.#at = start;
    if (word !== '') this.#fail(this.#t("'{0}' is not JSON: a string needs double quotes.", word.slice(0, 40)));
    return this.#fail(this.#t('A value was expected, not {0}.', this.#here()));
  }

  #object(depth: number): JsonNode {
    const start = this.#at++;
    const members: JsonMember[] = [];
    this.#blanks();
    while (!this.#take('}')) {
      if (members.length > 0) this.#separator('}');
      const nameStart = this.#at;
      if (this.#source[nameStart] !== '"') {
        this.#fail(this.#t('A name in double quotes was expected, not {0}.', this.#here()));
      }
      const name = this.#string();
      const nameEnd = this.#at;
      this.#blanks();
      if (!this.#take(':'))
        this.#fail(this.#t("A colon was expected after '{0}', not {1}.", name.slice(0, 40), this.#here()));
      members.push({ name, nameStart, nameEnd, value: this.#value(depth + 1) });
      this.#blanks();
    }
    return { kind: 'object', members, start, end: this.#at };
  }

  #array(depth: number): JsonNode {
    const start = this.#at++;
    const items: JsonNode[] = [];
    this.#blanks();
    while (!this.#take(']')) {
      if (items.length > 0) this.#separator(']');
      items.push(this.#value(depth + 1));
      this.#blanks();
    }
    return { kind: 'array', items, start, end: this.#at };
  }

  #separator(close: string): void {
    if (!this.#take(',')) this.#fail(this.#t("A comma or '{0}' was expected, not {1}.", close, this.#here()));
    this.#blanks();
    if (this.#source[this.#at] === close) this.#fail(this.#t("A comma must not stand before '{0}'.", close));
  }

  // By hand, because a pattern with a choice inside a repetition keeps a trace of every character of a long string.
  #string(): string {
    const start = this.#at++;
    for (let code = this.#code(); code !== quote; code = this.#code()) {
      if (code === backslash) {
        const escape = this.#match(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y);
        if (escape === undefined) {
          this.#fail(this.#t("'{0}' is no escape of JSON.", this.#source.slice(this.#at, this.#at + 2)));
        }
        this.#at += escape.length;
      } else if (Number.isNaN(code) || code < firstPrintable) {
        this.#fail(this.#t('The string is not closed before {0}.', this.#here()));
      } else {
        this.#at++;
      }
    }
    this.#at++;
    // Only what JSON allows has passed, so this cannot fail.
    return JSON.parse(this.#source.slice(start, this.#at)) as string;
  }

  #code(): number {
    return this.#source.charCodeAt(this.#at);
  }

  #blanks(): void {
    this.#at += this.#match(/[ \t\r\n]*/y)?.length ?? 0;
  }

  #take(character: string): boolean {
    if (this.#source[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#at;
    return sticky.exec(this.#source)?.[0];
  }

  #here(): string {
    const point = this.#source.codePointAt(this.#at);
    if (point === undefined) return this.#t('the end of the document');
    if (point === 10 || point === 13) return this.#t('the end of the line');
    if (point < firstPrintable) return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
    return `'${String.fromCodePoint(point)}'`;
  }

  #fail(message: string): never {
    throw new JsonFailure(this.#at, message);
  }
}
