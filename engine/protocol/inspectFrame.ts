/**
 * Any frame as a tree of named fields with their place in it, for people. It walks the same compiled table as the codec, so that
 * what it shows is what was decoded. Slower than decoding; called for the one frame that somebody looks at.
 */
import { apiName } from './apiKeys.ts';
import { readRequestHeader, responseHasTags } from './codec.ts';
import { existsIn } from './fieldCodec.ts';
import type { FieldNode } from './fieldNode.ts';
import { describeRecords } from './inspectRecords.ts';
import { apiForKey } from './messages/index.ts';
import { ProtocolError } from './protocolError.ts';
import type { AnyField, Fields } from './schema.ts';
import { isFlexible } from './schema.ts';
import { readTags } from './taggedFields.ts';
import { WireReader } from './wireReader.ts';

export type { FieldNode } from './fieldNode.ts';

/** Offsets in a tree count the four bytes of the size, which the payload does not have. */
const sizePrefixBytes = 4;

/** `payload` is the frame without its size. What cannot be decoded ends the tree with a node that says why. */
export function describeRequestFrame(payload: Buffer): FieldNode {
  const walk = new FrameWalk(payload);
  const nodes = [walk.size()];
  let name = 'Request';
  walk.guard(nodes, () => {
    const { apiKey, apiVersion } = readRequestHeader(new WireReader(payload));
    const api = apiForKey(apiKey);
    name = `${apiName(apiKey)}Request v${apiVersion}`;
    const flexible = api !== undefined && isFlexible(api, apiVersion);
    walk.requestHeader(nodes, flexible);
    if (api === undefined || apiVersion < api.minVersion || apiVersion > api.maxVersion)
      walk.rest(nodes, 'not in the table');
    else walk.body(nodes, api.request, apiVersion, flexible);
  });
  return walk.root(name, nodes);
}

export function describeResponseFrame(apiKey: number, version: number, payload: Buffer): FieldNode {
  const walk = new FrameWalk(payload);
  const nodes = [walk.size()];
  const api = apiForKey(apiKey);
  walk.guard(nodes, () => {
    walk.responseHeader(nodes, api !== undefined && responseHasTags(api, version));
    if (api === undefined || version < api.minVersion || version > api.maxVersion) walk.rest(nodes, 'not in the table');
    else walk.body(nodes, api.response, version, isFlexible(api, version));
  });
  return walk.root(`${apiName(apiKey)}Response v${version}`, nodes);
}

class FrameWalk {
  readonly #payload: Buffer;
  readonly #reader: WireReader;

  constructor(payload: Buffer) {
    this.#payload = payload;
    this.#reader = new WireReader(payload);
  }

  root(name: string, children: readonly FieldNode[]): FieldNode {
    const length = this.#payload.length + sizePrefixBytes;
    return { name, type: 'frame', offset: 0, length, value: `${length} bytes`, children };
  }

  size(): FieldNode {
    return { name: 'size', type: 'int32', offset: 0, length: sizePrefixBytes, value: String(this.#payload.length) };
  }

  requestHeader(nodes: FieldNode[], flexible: boolean): void {
    this.#node(nodes, 'header', flexible ? 'RequestHeader v2' : 'RequestHeader v1', children => {
      this.#leaf(children, 'apiKey', 'int16', () => this.#reader.int16());
      this.#leaf(children, 'apiVersion', 'int16', () => this.#reader.int16());
      this.#leaf(children, 'correlationId', 'int32', () => this.#reader.int32());
      this.#leaf(children, 'clientId', 'string', () => this.#string(false));
      if (flexible) this.#tagged(children, {}, 0);
      return '';
    });
  }

  responseHeader(nodes: FieldNode[], flexible: boolean): void {
    this.#node(nodes, 'header', flexible ? 'ResponseHeader v1' : 'ResponseHeader v0', children => {
      this.#leaf(children, 'correlationId', 'int32', () => this.#reader.int32());
      if (flexible) this.#tagged(children, {}, 0);
      return '';
    });
  }

  body(nodes: FieldNode[], fields: Fields, version: number, flexible: boolean): void {
    this.#fields(nodes, fields, version, flexible);
    if (this.#reader.remaining > 0) this.rest(nodes, 'extra bytes, ignored');
  }

  rest(nodes: FieldNode[], why: string): void {
    this.#leaf(nodes, 'rest', 'bytes', () => `${why}: ${this.#reader.bytes(this.#reader.remaining).length} bytes`);
  }

  /** What was described before the failure stays, followed by the reason. */
  guard(nodes: FieldNode[], describe: () => void): void {
    try {
      describe();
    } catch (error) {
      const start = this.#reader.position;
      const value = error instanceof Error ? error.message : String(error);
      const length = this.#payload.length - start;
      nodes.push({ name: 'undecodable', type: 'error', offset: start + sizePrefixBytes, length, value });
    }
  }

  #fields(nodes: FieldNode[], fields: Fields, version: number, flexible: boolean): void {
    for (const [name, field] of Object.entries(fields))
      if (existsIn(field, version) && field.options.tag === undefined)
        this.#field(nodes, name, field, version, flexible);
    if (flexible) this.#tagged(nodes, fields, version);
  }

  #tagged(nodes: FieldNode[], fields: Fields, version: number): void {
    const start = this.#reader.position;
    const children: FieldNode[] = [];
    readTags(this.#reader, (tag, size) => {
      const known = Object.entries(fields).find(([, { options }]) => options.tag === tag);
      const exists = known !== undefined && existsIn(known[1], version);
      const skipped = (): string => `unknown tag, ${this.#reader.bytes(size).length} bytes skipped`;
      if (exists) this.#field(children, known[0], known[1], version, true);
      else this.#leaf(children, `tag ${tag}`, 'bytes', skipped);
    });
    const [offset, length] = [start + sizePrefixBytes, this.#reader.position - start];
    const value = children.length === 0 ? 'none' : String(children.length);
    nodes.push({ name: 'taggedFields', type: 'tags', offset, length, value, ...(children.length > 0 && { children }) });
  }

  #field(nodes: FieldNode[], name: string, field: AnyField, version: number, flexible: boolean): void {
    const reader = this.#reader;
    const { type, options } = field;
    const nullable = options.nullableSince !== undefined && version >= options.nullableSince;
    switch (type.kind) {
      case 'struct':
        return this.#node(nodes, name, 'struct', children => {
          if (nullable && reader.int8() < 0) return 'null';
          this.#fields(children, type.fields, version, flexible);
          return '';
        });
      case 'array':
        return this.#node(nodes, name, `[]${type.element.type.kind}`, children => {
          const count = reader.length(flexible, false);
          if (count === -1) return 'null';
          reader.checkCount(count, 1);
          for (let i = 0; i < count; i++) this.#field(children, `[${i}]`, type.element, version, flexible);
          return String(count);
        });
      case 'string':
        return this.#leaf(nodes, name, 'string', () => this.#string(flexible));
      case 'bytes':
        return this.#leaf(nodes, name, 'bytes', () => this.#bytes(flexible, options.secret === true));
      case 'records':
        return this.#node(nodes, name, 'records', children => {
          const length = reader.length(flexible, false);
          if (length === -1) return 'null';
          const start = reader.position;
          children.push(...describeRecords(reader.bytes(length), start + sizePrefixBytes));
          return `${length} bytes`;
        });
      default: {
        const { kind } = type;
        return this.#leaf(nodes, name, kind, () => reader[kind]());
      }
    }
  }

  #string(flexible: boolean): string | null {
    const length = this.#reader.length(flexible, true);
    return length === -1 ? null : this.#reader.string(length);
  }

  #bytes(flexible: boolean, secret: boolean): string {
    const length = this.#reader.length(flexible, false);
    if (length === -1) return 'null';
    const bytes = this.#reader.bytes(length);
    return secret ? `${length} bytes, not shown` : bytes.toString('hex');
  }

  #leaf(nodes: FieldNode[], name: string, type: string, read: () => number | bigint | boolean | string | null): void {
    const start = this.#reader.position;
    const value = String(this.#within(name, read));
    nodes.push({ name, type, offset: start + sizePrefixBytes, length: this.#reader.position - start, value });
  }

  /** A node stays in the tree even if something below it cannot be decoded, with what was read until then. */
  #node(nodes: FieldNode[], name: string, type: string, describe: (children: FieldNode[]) => string): void {
    const start = this.#reader.position;
    const children: FieldNode[] = [];
    let value = 'incomplete';
    try {
      value = this.#within(name, () => describe(children));
    } finally {
      const [offset, length] = [start + sizePrefixBytes, this.#reader.position - start];
      nodes.push({ name, type, offset, length, value, children });
    }
  }

  #within<T>(name: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof ProtocolError ? error.within(name) : error;
    }
  }
}
