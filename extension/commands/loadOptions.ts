import type { LoadOptions, LoadReport } from '../../engine/session/sessionProtocol.ts';
import type { NumberWords } from '../common/numbers.ts';
import { plainText } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';

type Parsed<T> = { readonly value: T } | { readonly message: string };

const rateLimit = 10_000_000;
const countLimit = 1_000_000_000;
const durationLimitMs = 24 * 3_600_000;
const sizeLimitBytes = 1_000_000_000;

/** `500`, `500/s`, `20k/s`, or nothing for as fast as possible. */
export function parseRate(text: string, t: Translate): Parsed<number | null> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || trimmed === 'max') return { value: null };
  const rate = wholeNumber(trimmed.replace(/\s*\/\s*s(ec)?$/, ''));
  if (rate === null || rate < 1 || rate > rateLimit) {
    return {
      message: t(
        "'{0}' is not a rate. Enter 1 to {1} records a second, or nothing for as fast as possible.",
        text,
        rateLimit,
      ),
    };
  }
  return { value: rate };
}

/** `10000`, `10k`, `2m` records; or `30s`, `5min`, `1h`; or nothing for until stopped. */
export function parseEnd(text: string, t: Translate): Parsed<Pick<LoadOptions, 'records' | 'durationMs'>> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '') return { value: { records: null, durationMs: null } };
  const time = /^(\d+(?:\.\d+)?)\s*(ms|s|sec|min|h)$/.exec(trimmed);
  if (time) {
    const unit = { ms: 1, s: 1_000, sec: 1_000, min: 60_000, h: 3_600_000 }[time[2] ?? 's'] ?? 1_000;
    const durationMs = Math.round(Number(time[1]) * unit);
    if (durationMs < 1 || durationMs > durationLimitMs) {
      return { message: t("'{0}' is not a duration from 1 ms to 24 h.", text) };
    }
    return { value: { records: null, durationMs } };
  }
  const records = wholeNumber(trimmed.replace(/\s*(records?|messages?)$/, ''));
  if (records === null || records < 1 || records > countLimit) {
    return {
      message: t("'{0}' is neither a count (1 to {1}, 10k, 2m) nor a duration (30s, 5min, 1h).", text, countLimit),
    };
  }
  return { value: { records, durationMs: null } };
}

/** `100`, `1k`, `1KiB`, `64 KiB`. */
export function parseSize(text: string, t: Translate): Parsed<number> {
  const match = /^(\d+(?:\.\d+)?)\s*(b|k|kb|kib|m|mb|mib)?$/.exec(text.trim().toLowerCase());
  const unit =
    { b: 1, k: 1024, kib: 1024, kb: 1_000, m: 1_048_576, mib: 1_048_576, mb: 1_000_000 }[match?.[2] ?? 'b'] ?? 1;
  const bytes = match ? Math.round(Number(match[1]) * unit) : Number.NaN;
  if (!(bytes >= 0 && bytes <= sizeLimitBytes)) {
    return {
      message: t("'{0}' is not a size. Enter bytes from 0 to {1}, for example 100 or 1 KiB.", text, sizeLimitBytes),
    };
  }
  return { value: bytes };
}

/** 0 or nothing: no key. */
export function parseDistinctKeys(text: string, t: Translate): Parsed<number> {
  const keys = text.trim() === '' ? 0 : wholeNumber(text.trim());
  if (keys === null || keys > 1_000_000) {
    return { message: t("'{0}' is not a number of keys. Enter 0 (no key) to 1000000.", text) };
  }
  return { value: keys };
}

export function parseWhole(text: string, low: number, high: number, t: Translate): Parsed<number> {
  const value = wholeNumber(text.trim());
  if (value === null || value < low || value > high) {
    return { message: t("'{0}' is not a whole number from {1} to {2}.", text, low, high) };
  }
  return { value };
}

/** How a load ended, with exact counts. */
export function loadText(topic: string, report: LoadReport, n: NumberWords, t: Translate): string {
  const seconds = report.tookMs / 1_000;
  const rate = seconds > 0 ? Math.round(report.acked / seconds) : report.acked;
  const end = report.stopped ? t('Load on {0} stopped', plainText(topic)) : t('Load on {0} finished', plainText(topic));
  const counts = t(
    '{0} of {1} acknowledged in {2} ({3}/s)',
    n.count(report.acked),
    n.count(report.sent),
    n.duration(report.tookMs),
    n.count(rate),
  );
  if (report.failed === 0) return `${end}: ${counts}.`;
  const failed = t(
    '{0} failed: {1}',
    n.count(report.failed),
    plainText(report.firstError ?? t('no reason given'), 600),
  );
  return `${end}: ${counts}, ${failed}`;
}

/** Grouping commas and k/m are understood, as people write them. */
function wholeNumber(text: string): number | null {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(k|m)?$/.exec(text);
  if (!match) return null;
  const value = Number((match[1] ?? '').replaceAll(',', '')) * ({ k: 1_000, m: 1_000_000 }[match[2] ?? ''] ?? 1);
  return Number.isSafeInteger(value) ? value : null;
}
