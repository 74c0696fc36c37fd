import * as l10n from '@vscode/l10n';
import type { OutgoingRecord } from '../../engine/snapshot/outgoing.ts';
import type { SendFields } from './saved.ts';

export type Parsed = { readonly record: OutgoingRecord } | { readonly error: string };

const TOPIC = /^[a-zA-Z0-9._-]+$/;

/** The send row's fields as a record, or what is wrong with them: the value, the limit and what to do. */
export function recordOf(fields: SendFields): Parsed {
  const topic = fields.topic.trim();
  if (topic === '') return { error: l10n.t('Name a topic to send to.') };
  if (topic.length > 249 || !TOPIC.test(topic) || topic === '.' || topic === '..') {
    return {
      error: l10n.t('"{0}" is not a legal topic name: up to 249 letters, digits, dots, dashes and underscores.', topic),
    };
  }
  const partition = whole(fields.partition, l10n.t('Partition'));
  if ('error' in partition) return partition;
  const timestamp = whole(fields.timestamp, l10n.t('Timestamp'));
  if ('error' in timestamp) return timestamp;
  const headers = headersOf(fields.headers);
  if ('error' in headers) return headers;
  return {
    record: {
      topic,
      key: fields.keyNull ? null : fields.key,
      value: fields.valueNull ? null : fields.value,
      ...(headers.list.length > 0 ? { headers: headers.list } : {}),
      ...(partition.value !== null ? { partition: partition.value } : {}),
      ...(timestamp.value !== null ? { timestamp: timestamp.value } : {}),
    },
  };
}

function whole(text: string, name: string): { value: number | null } | { error: string } {
  const trimmed = text.trim();
  if (trimmed === '') return { value: null };
  const value = Number(trimmed);
  if (!/^\d+$/.test(trimmed) || !Number.isSafeInteger(value)) {
    return {
      error: l10n.t(
        '{0} "{1}" is not a whole number from 0 on. Leave it empty to let the producer choose.',
        name,
        trimmed,
      ),
    };
  }
  return { value };
}

/** `trace=1, source=web`; only the first `=` of each divides, so a value may contain one. */
function headersOf(text: string): { list: (readonly [string, string])[] } | { error: string } {
  const list: (readonly [string, string])[] = [];
  for (const part of text.split(',').map(piece => piece.trim())) {
    if (part === '') continue;
    const at = part.indexOf('=');
    if (at < 1) return { error: l10n.t('Header "{0}" has no name=value. Write trace=1, source=web.', part) };
    list.push([part.slice(0, at).trim(), part.slice(at + 1).trim()]);
  }
  return { list };
}
