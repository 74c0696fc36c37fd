import { shorten } from './formats.ts';
import type { Translate } from './translate.ts';

/** A record's timestamp: milliseconds since 1970, or null for the time of the send. */
export type TimestampResult = { readonly timestampMs: number | null } | { readonly error: string };

// A date alone is midnight UTC; a time needs its zone, because without one it would mean something else on each machine.
const isoDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

export function readTimestamp(text: string, t: Translate): TimestampResult {
  if (text === 'now') return { timestampMs: null };
  if (/^\d+$/.test(text)) {
    const timestampMs = Number(text);
    if (timestampMs <= Number.MAX_SAFE_INTEGER) return { timestampMs };
    return { error: t('timestamp must be at most {0} milliseconds, not {1}.', Number.MAX_SAFE_INTEGER, shorten(text)) };
  }
  const iso = isoDate.exec(text);
  if (iso !== null && text.includes('T') && iso[1] === undefined) {
    return { error: t("The timestamp '{0}' needs a time zone: add Z for UTC, or an offset such as +02:00.", text) };
  }
  const timestampMs = iso === null ? NaN : Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  // Date.parse takes 31 February for 3 March.
  const sameDay = !Number.isNaN(timestampMs) && isRealDay(text.slice(0, 10));
  if (sameDay && timestampMs >= 0) return { timestampMs };
  if (sameDay) return { error: t('The timestamp {0} is before 1970, which Kafka refuses.', text) };
  return {
    error: t(
      "timestamp must be an ISO date such as 2026-03-01T12:00:00Z, milliseconds since 1970, or now, not '{0}'.",
      shorten(text),
    ),
  };
}

function isRealDay(day: string): boolean {
  const midnight = Date.parse(day);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}
