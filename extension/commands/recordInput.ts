import type { OutgoingRecord, Payload } from '../../engine/snapshot/outgoing.ts';
import { topicNameError } from '../language/service/topicName.ts';
import type { Translate } from '../language/service/translate.ts';

type Parsed<T> = { readonly value: T } | { readonly message: string };

/** Why Kafka refuses this topic name, or null. */
export function checkTopicName(name: string, t: Translate): string | null {
  return name === '' ? t('Enter a topic name.') : (topicNameError(name, t) ?? null);
}

/**
 * `a=1, b=two words, c`: a name without `=` has a null value, as Kafka allows. A name or value that holds a comma is written in
 * double quotes: `list="1,2"`.
 */
export function parseHeaders(text: string, t: Translate): Parsed<readonly (readonly [string, Payload])[]> {
  const headers: (readonly [string, Payload])[] = [];
  if (text.split('"').length % 2 === 0) return { message: t("A double quote is not closed in '{0}'.", text) };
  for (const part of text.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const entry = part.trim();
    if (entry === '') continue;
    const equals = entry.indexOf('=');
    const name = (equals < 0 ? entry : entry.slice(0, equals)).trim();
    if (name === '') return { message: t("The header '{0}' has no name. Write name=value.", entry) };
    headers.push([unquoted(name), equals < 0 ? null : unquoted(entry.slice(equals + 1).trim())]);
  }
  return { value: headers };
}

export function formatHeaders(headers: OutgoingRecord['headers']): string {
  return (headers ?? [])
    .map(([name, value]) =>
      typeof value === 'string' ? `${name}=${value.includes(',') ? `"${value}"` : value}` : name,
    )
    .join(', ');
}

/** Empty or `now`: undefined, the producer's clock. Epoch milliseconds, or a date as ISO 8601 writes it. */
export function parseTimestamp(text: string, t: Translate): Parsed<number | undefined> {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.toLowerCase() === 'now') return { value: undefined };
  const ms = /^\d+$/.test(trimmed)
    ? Number(trimmed)
    : /^\d{4}-\d{2}-\d{2}/.test(trimmed)
      ? Date.parse(trimmed)
      : Number.NaN;
  if (!Number.isSafeInteger(ms) || ms < 0) {
    return {
      message: t(
        "'{0}' is not a time. Enter epoch milliseconds, a date such as 2026-01-31T12:00:00Z, or nothing for now.",
        text,
      ),
    };
  }
  return { value: ms };
}

/** Empty: undefined, the partitioner chooses. */
export function parsePartition(text: string, partitions: number | null, t: Translate): Parsed<number | undefined> {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  const partition = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : -1;
  if (partition < 0) return { message: t("'{0}' is not a partition: a whole number from 0 is.", text) };
  if (partitions !== null && partition >= partitions) {
    return {
      message: t(
        'Partition {0} does not exist; the topic has {1}, numbered from 0 to {2}.',
        partition,
        partitions,
        partitions - 1,
      ),
    };
  }
  return { value: partition };
}

/** A key or value in a list: null told from the empty text, long ones cut. */
export function payloadText(payload: Payload, t: Translate): string {
  if (payload === null) return t('null');
  if (typeof payload !== 'string') return t('{0} bytes', Math.floor((payload.base64.length * 3) / 4));
  if (payload === '') return t('empty text');
  return payload.length > 60 ? `${payload.slice(0, 59)}…` : payload;
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}
