import * as l10n from '@vscode/l10n';

/**
 * Numbers, bytes, durations and clock times as words. Grouping and decimal mark follow VS Code's display language; a unit stands
 * after a narrow no-break space.
 */
export const NNBSP = '\u202f';
export const NONE = '–';

let locale = 'en';
let formats = makeFormats();

/** `locale` is VS Code's display language, a BCP 47 tag; an unknown one falls back to English. */
export function setLocale(tag: string): void {
  try {
    locale = Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    locale = 'en';
  }
  formats = makeFormats();
}

export function count(value: number): string {
  return formats.whole.format(value);
}

/** One decimal, for means such as 2.1 requests. */
export function tenths(value: number): string {
  return formats.tenths.format(value);
}

/** Two decimals, for a share that is no part of a whole. */
export function hundredths(value: number): string {
  return formats.hundredths.format(value);
}

export function percent(share: number): string {
  return formats.whole.format(Math.round(share * 100)) + NNBSP + '%';
}

/** `717 B`, `6.2 KiB`, `141 KiB`, `31.8 MiB`: one decimal below 100. */
export function bytes(value: number): string {
  if (Math.round(value) < 1024) return unit(formats.whole.format(Math.round(value)), 'B');
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let scaled = value / 1024;
  let at = 0;
  while (scaled >= 1023.5 && at < units.length - 1) {
    scaled /= 1024;
    at++;
  }
  const text = scaled < 99.95 ? formats.tenths.format(scaled) : formats.whole.format(scaled);
  return unit(text, units[at] ?? 'TiB');
}

export function exactBytes(value: number): string {
  return unit(formats.whole.format(value), 'B');
}

/** `2.6 ms`, `614 ms`, `9.4 s`, `41 s`, `4 min 19 s`, `1 h 04 min`; below 0.05 ms nothing. */
export function duration(ms: number): string {
  if (ms < 0.05) return '';
  if (ms < 99.95) return unit(formats.tenths.format(ms), 'ms');
  if (ms < 999.5) return unit(formats.whole.format(ms), 'ms');
  if (ms < 9_950) return unit(formats.tenths.format(ms / 1000), 's');
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return unit(formats.whole.format(seconds), 's');
  if (seconds < 3600) {
    const rest = seconds % 60;
    const minutes = unit(formats.whole.format(Math.floor(seconds / 60)), 'min');
    return rest === 0 ? minutes : `${minutes} ${unit(twoDigits(rest), 's')}`;
  }
  const minutes = Math.round(seconds / 60);
  return `${unit(formats.whole.format(Math.floor(minutes / 60)), 'h')} ${unit(twoDigits(minutes % 60), 'min')}`;
}

/** A configured time: `60 s` and `120 s`, as one writes them, not `1 min`. */
export function limit(ms: number): string {
  if (ms % 1000 === 0 && ms <= 300_000 && ms > 0) return unit(formats.whole.format(ms / 1000), 's');
  return Number.isInteger(ms) && ms < 1000 ? unit(formats.whole.format(ms), 'ms') : durationOrZero(ms);
}

/** What is left of a configured time, in the same unit: `118.7 s`. */
export function leftOf(ms: number, limitMs: number): string {
  return ms >= 9_950 && limitMs <= 300_000 ? unit(formats.tenths.format(ms / 1000), 's') : durationOrZero(ms);
}

/** As `duration`, for what is always said: a zero is `0 ms`. */
export function durationOrZero(ms: number): string {
  return duration(ms) || unit('0', 'ms');
}

/** A record's steps are often shorter than 0.1 ms: two decimals there. What took less than can be said is empty, as with `duration`. */
export function fineDuration(ms: number): string {
  if (ms >= 0.095) return duration(ms);
  return ms < 0.005 ? '' : unit(formats.hundredths.format(ms), 'ms');
}

/** The marks of an axis that stand `stepMs` apart: all in one unit, with the decimals that tell them apart. */
export function axisTimes(ticksMs: readonly number[], stepMs: number): string[] {
  const [name, inMs] = stepMs < 0.1 ? ['µs', 0.001] : stepMs < 1000 ? ['ms', 1] : ['s', 1000];
  const step = stepMs / inMs;
  const decimals = [0, 1].find(places => Number.isInteger(round(step * 10 ** places))) ?? 2;
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: decimals });
  return ticksMs.map(tick => unit(format.format(tick / inMs), name));
}

/** Local wall clock, `14:03:22.418`. */
export function clock(wallMs: number): string {
  return `${clockSeconds(wallMs)}.${String(Math.floor(wallMs) % 1000).padStart(3, '0')}`;
}

/** `14:03:22` */
export function clockSeconds(wallMs: number): string {
  const date = new Date(wallMs);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** Date, time and zone, for tooltips. */
export function fullDate(wallMs: number): string {
  return formats.date.format(wallMs);
}

export function plural(n: number, one: string, many: string): string {
  return n === 1 ? one : many;
}

export function records(n: number): string {
  return plural(n, l10n.t('1 record'), l10n.t('{0} records', count(n)));
}

export function batches(n: number): string {
  return plural(n, l10n.t('1 batch'), l10n.t('{0} batches', count(n)));
}

export function partitions(n: number): string {
  return plural(n, l10n.t('1 partition'), l10n.t('{0} partitions', count(n)));
}

export function topics(n: number): string {
  return plural(n, l10n.t('1 topic'), l10n.t('{0} topics', count(n)));
}

export function brokers(n: number): string {
  return plural(n, l10n.t('1 broker'), l10n.t('{0} brokers', count(n)));
}

/** Below 0 are the connections to the bootstrap addresses, whose broker ids are not known yet. */
export function broker(node: number): string {
  return node < 0 ? l10n.t('bootstrap') : l10n.t('broker {0}', String(node));
}

/** A name never contains a slash or space, so `orders-4 #4410` reads as one batch. */
export function batchName(lane: string, batchId: number): string {
  return `${lane} #${batchId}`;
}

/** Where a sentence may start with a name that is written small. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

function unit(number: string, name: string): string {
  return number + NNBSP + name;
}

/** Without what binary fractions add: 0.2 × 10 is 2. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}

function makeFormats() {
  return {
    whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    tenths: new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    hundredths: new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }),
  };
}
