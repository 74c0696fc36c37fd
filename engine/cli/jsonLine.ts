import { KafkaError } from '../common/kafkaError.ts';
import { transactionOperations } from '../session/transactionOperations.ts';
import type { TransactionOperation } from '../session/transactionOperations.ts';
import type { OutgoingRecord, Payload } from '../snapshot/outgoing.ts';

const fields = ['key', 'value', 'headers', 'partition', 'timestamp', 'topic'] as const;

/** What a line asks for. */
export type InputLine =
  | { readonly kind: 'record'; readonly record: OutgoingRecord }
  | { readonly kind: 'operation'; readonly operation: TransactionOperation };

/** One line of input. Throws SerializationException naming the field, its value, and what it may be. */
export function parseInputLine(line: string, defaultTopic: string | null): InputLine {
  const data = parseObject(line);
  return 'op' in data
    ? { kind: 'operation', operation: operationOf(data) }
    : { kind: 'record', record: recordOf(data, defaultTopic) };
}

function operationOf(data: Record<string, unknown>): TransactionOperation {
  const operation = transactionOperations.find(each => each === data.op);
  if (!operation) throw wrong(`op ${shown(data.op)} is not ${transactionOperations.join(', ')}`);
  const others = Object.keys(data).filter(name => name !== 'op');
  if (others.length > 0) throw wrong(`op stands alone in its line, not with ${others.join(', ')}`);
  return operation;
}

function recordOf(data: Record<string, unknown>, defaultTopic: string | null): OutgoingRecord {
  for (const name of Object.keys(data))
    if (!(fields as readonly string[]).includes(name))
      throw wrong(`unknown field "${name}"; the fields are ${fields.join(', ')}`);
  const { key = null, value = null, headers, partition, timestamp } = data;
  const topic = data.topic ?? defaultTopic;
  if (typeof topic !== 'string' || topic === '')
    throw wrong(
      topic === null
        ? 'no topic: give "topic" in the line or --topic'
        : `topic ${JSON.stringify(topic)} is not a non-empty string`,
    );
  return {
    topic,
    key: payload(key, 'key'),
    value: payload(value, 'value'),
    ...(headers === undefined || headers === null ? {} : { headers: headerList(headers) }),
    ...(partition === undefined || partition === null
      ? {}
      : { partition: wholeNumber(partition, 'partition', 2147483647) }),
    ...(timestamp === undefined || timestamp === null
      ? {}
      : { timestamp: wholeNumber(timestamp, 'timestamp', Number.MAX_SAFE_INTEGER) }),
  };
}

function parseObject(line: string): Record<string, unknown> {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch (error) {
    throw wrong(`not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw wrong(`${shown(data)} is not a JSON object`);
  return data as Record<string, unknown>;
}

function payload(value: unknown, field: string): Payload {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'object' && 'base64' in value && typeof value.base64 === 'string')
    return { base64: value.base64 };
  throw wrong(`${field} ${shown(value)} is not a string, null or {"base64": "…"}`);
}

function headerList(value: unknown): readonly (readonly [string, Payload])[] {
  if (!Array.isArray(value)) throw wrong(`headers ${shown(value)} is not a list of [name, value]`);
  return value.map((entry: unknown, index) => {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== 'string')
      throw wrong(`header ${index} ${shown(entry)} is not [name, value]`);
    return [entry[0], payload(entry[1], `value of header "${entry[0]}"`)] as const;
  });
}

function wholeNumber(value: unknown, field: string, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw wrong(`${field} ${shown(value)} is not a whole number from 0 to ${max}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

function wrong(problem: string): KafkaError {
  return new KafkaError('SerializationException', `The line is no record: ${problem}.`, { mayBeWritten: false });
}
