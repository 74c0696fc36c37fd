// What a PRODUCER block sends. The same reading serves the Send command and the diagnostics, so that whatever would stop
// a send is underlined before.
import type { Format, Payload } from './formats.ts';
import { encode, parseFormat, plainText } from './formats.ts';
import { parseHeaders } from './headers.ts';
import type { KafkaDocument, ProducerBlock } from './parser.ts';
import { parse, pragmaOf, propertyOf } from './parser.ts';
import type { PragmaResult } from './pragmas.ts';
import { mergeSettings, readPragmas } from './pragmas.ts';
import type { Diagnostic, Fix } from './results.ts';
import { severity } from './results.ts';
import type { Part, Position } from './text.ts';
import { isBefore } from './text.ts';
import { topicNameError } from './topicName.ts';
import type { Translate } from './translate.ts';

/** One record to send `count` times. */
export interface Message {
  readonly topic: string;
  readonly key: Payload;
  readonly value: Payload;
  readonly headers: readonly (readonly [name: string, value: Payload])[];
  readonly partition?: number;
  /** Milliseconds since 1970; absent: the time of the send. */
  readonly timestamp?: number;
  readonly count: number;
  /** Absent: as fast as possible. */
  readonly ratePerSecond?: number;
  /** Producer config of this send, over the connection's, by Kafka's key names. */
  readonly producerConfig: Readonly<Record<string, string>>;
  /** Name of the connection to use; absent: the current one. */
  readonly connection?: string;
  /** Where the message begins in its document, from 0. */
  readonly line: number;
}

export interface Messages {
  /** Empty when a diagnostic is an error. */
  readonly messages: readonly Message[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What the block at `blockIndex` of the text sends, file-level pragmas included. A consumer or no block gives nothing. */
export function messagesOfBlock(text: string, blockIndex: number, t: Translate): Messages {
  const document = parse(text);
  const block = document.blocks[blockIndex];
  if (block?.kind !== 'producer') return { messages: [], diagnostics: [] };
  const defaults = fileDefaults(document, t);
  const own = toMessages(block, defaults, t);
  const diagnostics = [...defaults.diagnostics, ...own.diagnostics];
  return { messages: defaults.diagnostics.some(isError) ? [] : own.messages, diagnostics };
}

/** The pragmas above the first block. */
export function fileDefaults(document: KafkaDocument, t: Translate): PragmaResult {
  return readPragmas(document.pragmas, t);
}

export function toMessages(block: ProducerBlock, defaults: PragmaResult, t: Translate): Messages {
  const diagnostics: Diagnostic[] = [];
  const report = (found: readonly Diagnostic[]): void => void diagnostics.push(...found);

  const pragmas = readPragmas(block.pragmas, t);
  report(pragmas.diagnostics);
  const settings = mergeSettings(defaults.settings, pragmas.settings);

  const topic = propertyOf(block, 'topic')?.value;
  report(topicProblems(block, topic, t));
  const key = readKey(block, settings.nullKey === true, t);
  report(key.diagnostics);
  const headers = propertyOf(block, 'headers')?.value;
  const parsedHeaders = headers === undefined ? { headers: [], diagnostics: [] } : parseHeaders(headers, t);
  report(parsedHeaders.diagnostics);
  const value = readValue(block, settings.nullValue === true, t);
  report(value.diagnostics);

  if (topic === undefined || diagnostics.some(isError)) return { messages: [], diagnostics };
  const message: Message = {
    topic: topic.text,
    key: key.payload,
    value: value.payload,
    headers: parsedHeaders.headers,
    ...(settings.partition === undefined ? {} : { partition: settings.partition }),
    ...(typeof settings.timestampMs === 'number' ? { timestamp: settings.timestampMs } : {}),
    count: settings.count ?? 1,
    ...(settings.ratePerSecond === undefined ? {} : { ratePerSecond: settings.ratePerSecond }),
    producerConfig: settings.producerConfig,
    ...(settings.connection === undefined ? {} : { connection: settings.connection }),
    line: block.range.start.line,
  };
  return { messages: [message], diagnostics };
}

export function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === severity.error;
}

interface ReadPayload {
  readonly payload: Payload;
  readonly diagnostics: readonly Diagnostic[];
}

function topicProblems(block: ProducerBlock, topic: Part | undefined, t: Translate): Diagnostic[] {
  if (topic === undefined || topic.text === '') return [missingTopic(block, t)];
  const message = topicNameError(topic.text, t);
  if (message === undefined) return [];
  return [{ range: topic.range, severity: severity.error, code: 'illegal-topic', message, alsoElsewhere: true }];
}

function missingTopic(block: ProducerBlock, t: Translate): Diagnostic {
  const empty = propertyOf(block, 'topic');
  const below = block.label.range.end;
  return {
    range: empty === undefined ? block.keyword : empty.name.range,
    severity: severity.error,
    code: 'missing-topic',
    message: t("This PRODUCER names no topic: add a line 'topic: …' below it."),
    alsoElsewhere: true,
    ...(empty === undefined
      ? {
          fixes: [{ title: t("Add 'topic:'"), edits: [{ range: { start: below, end: below }, newText: '\ntopic: ' }] }],
        }
      : {}),
  };
}

/** Where a new line of the header goes: the end of the last line of the header that says something. */
function endOfHeader(block: ProducerBlock): Position {
  return [...block.properties, ...block.pragmas]
    .map(line => line.range.end)
    .reduce((last, end) => (isBefore(last, end) ? end : last), block.label.range.end);
}

function readKey(block: ProducerBlock, nullKey: boolean, t: Translate): ReadPayload {
  const key = propertyOf(block, 'key');
  const format = readFormat(block, 'key-format', t);
  const pragma = pragmaOf(block.pragmas, 'key');
  if (nullKey) {
    if (key?.value?.text === undefined || key.value.text === '' || pragma === undefined) {
      return { payload: null, diagnostics: format.diagnostics };
    }
    const message = t(
      "The key is null because of '--@ key: null'; the text here is not sent. Tools for Apache Kafka sends it.",
    );
    const covered: Diagnostic = {
      range: key.value.range,
      severity: severity.information,
      code: 'null-covers',
      message,
    };
    return { payload: null, diagnostics: [...format.diagnostics, covered] };
  }
  // As in Tools for Apache Kafka, an empty key is no key.
  if (key?.value === undefined || key.value.text === '') return { payload: null, diagnostics: format.diagnostics };
  return encodePart(key.value, format, t);
}

function readValue(block: ProducerBlock, nullValue: boolean, t: Translate): ReadPayload {
  const format = readFormat(block, 'value-format', t);
  if (nullValue) {
    if (block.value === undefined || pragmaOf(block.pragmas, 'value') === undefined) {
      return { payload: null, diagnostics: format.diagnostics };
    }
    const message = t(
      "The value is null because of '--@ value: null'; this text is not sent. Tools for Apache Kafka sends it.",
    );
    const covered: Diagnostic = {
      range: block.value.range,
      severity: severity.information,
      code: 'null-covers',
      message,
    };
    return { payload: null, diagnostics: [...format.diagnostics, covered] };
  }
  if (block.value === undefined) return { payload: null, diagnostics: [...format.diagnostics, emptyValue(block, t)] };
  return encodePart(block.value, format, t);
}

function emptyValue(block: ProducerBlock, t: Translate): Diagnostic {
  const below = endOfHeader(block);
  const fix: Fix = {
    title: t("Send null: add '--@ value: null'"),
    edits: [{ range: { start: below, end: below }, newText: '\n--@ value: null' }],
  };
  return {
    range: block.keyword,
    severity: severity.error,
    code: 'empty-value',
    message: t(
      "This PRODUCER has no value: write one below the properties, or '--@ value: null' to send null (a tombstone).",
    ),
    alsoElsewhere: true,
    fixes: [fix],
  };
}

interface ReadFormat {
  /** undefined after an error. */
  readonly format: Format | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function readFormat(block: ProducerBlock, name: 'key-format' | 'value-format', t: Translate): ReadFormat {
  const part = propertyOf(block, name)?.value;
  if (part === undefined) return { format: plainText, diagnostics: [] };
  const read = parseFormat(part.text, t);
  if ('format' in read) return { format: read.format, diagnostics: [] };
  const diagnostic: Diagnostic = {
    range: part.range,
    severity: severity.error,
    code: 'bad-format',
    message: read.error,
    alsoElsewhere: true,
  };
  return { format: undefined, diagnostics: [diagnostic] };
}

function encodePart(part: Part, { format, diagnostics }: ReadFormat, t: Translate): ReadPayload {
  if (format === undefined) return { payload: null, diagnostics };
  const encoded = encode(part.text, format, t);
  if ('error' in encoded) {
    const problem: Diagnostic = {
      range: part.range,
      severity: severity.error,
      code: 'not-in-format',
      message: encoded.error,
    };
    return { payload: null, diagnostics: [...diagnostics, problem] };
  }
  if (encoded.warning === undefined) return { payload: encoded.payload, diagnostics };
  const warning: Diagnostic = {
    range: part.range,
    severity: severity.warning,
    code: 'long-precision',
    message: encoded.warning,
  };
  return { payload: encoded.payload, diagnostics: [...diagnostics, warning] };
}
