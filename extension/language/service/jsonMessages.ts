// JSON documents in the schema of Confluent's extension: one message or an array of them,
//   { "key": any, "value": any, "headers": [{ "key" or "name", "value" }], "partition_id": n, "timestamp": ms }
// A string is sent as its text, null as null, anything else as compact JSON with its numbers as written.
// `topic` may stand in a message, over the topic the document is sent to.
import type { Payload } from './formats.ts';
import { shorten } from './formats.ts';
import type { JsonMember, JsonNode } from './json.ts';
import { compactJson, parseJson } from './json.ts';
import type { Message, Messages } from './message.ts';
import { maxInt } from './pragmas.ts';
import type { Diagnostic } from './results.ts';
import { severity } from './results.ts';
import type { Lines } from './text.ts';
import { positionAt, splitLines } from './text.ts';
import { topicNameError } from './topicName.ts';
import type { Translate } from './translate.ts';

export interface JsonOptions {
  /** Topic of the messages that name none; empty when every message must name its own. */
  readonly topic: string;
}

/** Nothing is sent when anything is wrong: `messages` is empty as soon as one diagnostic is an error. */
export function readJsonMessages(text: string, options: JsonOptions, t: Translate): Messages {
  const lines = splitLines(text);
  const parsed = parseJson(text, t);
  if ('error' in parsed) {
    const { offset, message } = parsed.error;
    const range = { start: positionAt(lines, offset), end: positionAt(lines, offset + 1) };
    return { messages: [], diagnostics: [{ range, severity: severity.error, code: 'json-syntax', message }] };
  }
  const reader = new MessageReader(lines, options, t);
  const nodes = parsed.root.kind === 'array' ? parsed.root.items : [parsed.root];
  if (nodes.length === 0) reader.report(parsed.root, 'json-empty', t('The array is empty: there is nothing to send.'));
  const messages = nodes.map(node => reader.message(node)).filter(message => message !== undefined);
  const refused = reader.diagnostics.some(diagnostic => diagnostic.severity === severity.error);
  return { messages: refused ? [] : messages, diagnostics: reader.diagnostics };
}

const known = ['topic', 'key', 'value', 'headers', 'partition_id', 'timestamp', 'key_schema', 'value_schema'];

class MessageReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #lines: Lines;
  readonly #options: JsonOptions;
  readonly #t: Translate;

  constructor(lines: Lines, options: JsonOptions, t: Translate) {
    this.#lines = lines;
    this.#options = options;
    this.#t = t;
  }

  message(node: JsonNode): Message | undefined {
    if (node.kind !== 'object') {
      this.report(
        node,
        'json-shape',
        this.#t('A message is an object { "key": …, "value": … }, not {0}.', this.#shown(node)),
      );
      return undefined;
    }
    this.#checkNames(node.members);
    const member = (name: string): JsonNode | undefined => node.members.findLast(entry => entry.name === name)?.value;
    for (const name of ['key', 'value']) {
      if (member(name) !== undefined) continue;
      this.report(node, 'json-missing', this.#t('"{0}" is missing: write "{0}": null to send null.', name), 1);
    }
    for (const name of ['key_schema', 'value_schema']) {
      const schema = member(name);
      if (schema === undefined || schema.kind === 'null') continue;
      this.report(schema, 'json-schema', this.#t('"{0}" cannot be used here yet: remove it to send plain JSON.', name));
    }
    const partition = this.#wholeNumber(member('partition_id'), 'partition_id', maxInt);
    const timestamp = this.#wholeNumber(member('timestamp'), 'timestamp', Number.MAX_SAFE_INTEGER);
    return {
      topic: this.#topic(node, member('topic')),
      key: this.#payload(member('key')),
      value: this.#payload(member('value')),
      headers: this.#headers(member('headers')),
      ...(partition === undefined ? {} : { partition }),
      ...(timestamp === undefined ? {} : { timestamp }),
      count: 1,
      producerConfig: {},
      line: positionAt(this.#lines, node.start).line,
    };
  }

  /** Underlines the node, or only its first characters. */
  report(node: { start: number; end: number }, code: string, message: string, length?: number, warn = false): void {
    const end = length === undefined ? node.end : node.start + length;
    const range = { start: positionAt(this.#lines, node.start), end: positionAt(this.#lines, end) };
    this.diagnostics.push({ range, severity: warn ? severity.warning : severity.error, code, message });
  }

  #checkNames(members: readonly JsonMember[]): void {
    const seen = new Set<string>();
    for (const { name, nameStart, nameEnd } of members) {
      const place = { start: nameStart, end: nameEnd };
      if (!known.includes(name)) {
        const message = this.#t(
          '"{0}" is not part of a message and is not sent. Known are {1}.',
          shorten(name),
          known.join(', '),
        );
        this.report(place, 'json-unknown', message, undefined, true);
      } else if (seen.has(name)) {
        this.report(
          place,
          'json-duplicate',
          this.#t('"{0}" stands here twice; the last one counts.', name),
          undefined,
          true,
        );
      }
      seen.add(name);
    }
  }

  #topic(message: JsonNode, own: JsonNode | undefined): string {
    if (own === undefined || own.kind === 'null') {
      if (this.#options.topic !== '') return this.#options.topic;
      this.report(
        message,
        'missing-topic',
        this.#t('The message names no topic: add "topic": "…" or choose one when sending.'),
        1,
      );
      return '';
    }
    if (own.kind !== 'string' || own.value === '') {
      this.report(own, 'illegal-topic', this.#t('"topic" must be the name of a topic, not {0}.', this.#shown(own)));
      return '';
    }
    const error = topicNameError(own.value, this.#t);
    if (error !== undefined) this.report(own, 'illegal-topic', error);
    return own.value;
  }

  #payload(node: JsonNode | undefined): Payload {
    if (node === undefined || node.kind === 'null') return null;
    return node.kind === 'string' ? node.value : compactJson(this.#lines.source, node);
  }

  #headers(node: JsonNode | undefined): (readonly [string, Payload])[] {
    if (node === undefined || node.kind === 'null') return [];
    if (node.kind !== 'array') {
      const message = this.#t('"headers" must be an array of { "key": …, "value": … }, not {0}.', this.#shown(node));
      this.report(node, 'json-headers', message);
      return [];
    }
    return node.items.map(item => this.#header(item)).filter(header => header !== undefined);
  }

  #header(node: JsonNode): readonly [string, Payload] | undefined {
    const members = node.kind === 'object' ? node.members : [];
    const name = members.findLast(member => member.name === 'key' || member.name === 'name')?.value;
    const value = members.findLast(member => member.name === 'value')?.value;
    if (name?.kind !== 'string' || value === undefined) {
      const message = this.#t('A header is { "key": "name", "value": … }, not {0}.', this.#shown(node));
      this.report(node, 'json-headers', message);
      return undefined;
    }
    return [name.value, this.#payload(value)];
  }

  #wholeNumber(node: JsonNode | undefined, name: string, max: number): number | undefined {
    if (node === undefined || node.kind === 'null') return undefined;
    if (node.kind === 'number' && /^\d+$/.test(node.text) && Number(node.text) <= max) return Number(node.text);
    const message = this.#t('"{0}" must be a whole number from 0 to {1}, not {2}.', name, max, this.#shown(node));
    this.report(node, 'json-number', message);
    return undefined;
  }

  #shown(node: JsonNode): string {
    return shorten(this.#lines.source.slice(node.start, Math.min(node.end, node.start + 200)));
  }
}
