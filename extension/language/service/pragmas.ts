// `--@ key: value`: what a document can say beyond the format, in comments that other tools skip. The keys are the few
// of our own below and every producer config key.
import { allKeys, keyNamed } from '../../../engine/config/producerKeys.ts';
import { belongsToConnection, noEffectReason } from './configKeys.ts';
import { configValueError } from './configValues.ts';
import { shorten } from './formats.ts';
import type { Pragma } from './parser.ts';
import { pragmaOf } from './parser.ts';
import type { Diagnostic, Fix } from './results.ts';
import { severity } from './results.ts';
import type { Translate } from './translate.ts';
import { nearest } from './nearest.ts';
import { readTimestamp } from './timestamp.ts';

export const ownPragmas = ['partition', 'timestamp', 'value', 'key', 'count', 'rate', 'connection'] as const;
export type OwnPragma = (typeof ownPragmas)[number];
export const maxInt = 2147483647;

/** What pragmas ask for; a field is absent when nothing valid was said. */
export interface PragmaSettings {
  readonly partition?: number;
  /** Milliseconds since 1970; null for `now`, the time of the send. */
  readonly timestampMs?: number | null;
  readonly nullKey?: boolean;
  readonly nullValue?: boolean;
  readonly count?: number;
  readonly ratePerSecond?: number;
  readonly connection?: string;
  readonly producerConfig: Readonly<Record<string, string>>;
}

export interface PragmaResult {
  readonly settings: PragmaSettings;
  readonly diagnostics: readonly Diagnostic[];
}

export function isOwnPragma(key: string): key is OwnPragma {
  return (ownPragmas as readonly string[]).includes(key);
}

export function isPragmaKey(key: string): boolean {
  return isOwnPragma(key) || keyNamed(key) !== undefined;
}

/** Reads one group of pragmas: those of the file, or those of a block. The last of a key counts. */
export function readPragmas(pragmas: readonly Pragma[], t: Translate): PragmaResult {
  const diagnostics: Diagnostic[] = [];
  let settings: PragmaSettings = { producerConfig: {} };
  for (const pragma of pragmas) {
    const problem = shapeProblem(pragma, pragmas, t);
    if (problem !== undefined) diagnostics.push(problem);
    if (pragma.value === undefined || !isPragmaKey(pragma.key.text)) continue;
    if (pragmaOf(pragmas, pragma.key.text) !== pragma) continue;
    const read = isOwnPragma(pragma.key.text)
      ? readOwn(pragma.key.text, pragma.value.text, t)
      : readConfig(pragma.key.text, pragma.value.text, settings, t);
    if ('settings' in read) {
      settings = { ...settings, ...read.settings };
    } else {
      const range = pragma.value.text === '' || read.onKey === true ? pragma.range : pragma.value.range;
      diagnostics.push({ range, severity: read.severity ?? severity.error, code: read.code, message: read.message });
    }
  }
  return { settings, diagnostics };
}

/** A block's pragmas over those of the file. */
export function mergeSettings(file: PragmaSettings, block: PragmaSettings): PragmaSettings {
  return { ...file, ...block, producerConfig: { ...file.producerConfig, ...block.producerConfig } };
}

function shapeProblem(pragma: Pragma, all: readonly Pragma[], t: Translate): Diagnostic | undefined {
  const key = pragma.key.text;
  const warn = (code: string, message: string, fixes: readonly Fix[] = []): Diagnostic => ({
    range: key === '' ? pragma.range : pragma.key.range,
    severity: severity.warning,
    code,
    message,
    ...(fixes.length > 0 ? { fixes } : {}),
  });
  if (key === '' || pragma.value === undefined) {
    return warn('pragma-syntax', t("'{0}' does nothing: a pragma is '--@ key: value'.", shorten(`--@ ${key}`)));
  }
  if (!isPragmaKey(key)) {
    const guess = nearest(key, [...ownPragmas, ...allKeys.map(known => known.name)]);
    if (guess === undefined) {
      return warn(
        'unknown-pragma',
        t("Unknown pragma '{0}': use {1} or a producer config key such as acks.", shorten(key), ownPragmas.join(', ')),
      );
    }
    const fix: Fix = { title: t("Change to '{0}'", guess), edits: [{ range: pragma.key.range, newText: guess }] };
    return warn('unknown-pragma', t("Unknown pragma '{0}'. Did you mean '{1}'?", shorten(key), guess), [fix]);
  }
  if (pragmaOf(all, key) !== pragma) {
    return warn('duplicate-pragma', t("'{0}' is said again further down, and the last one counts.", key));
  }
  return undefined;
}

type Read =
  | { settings: Partial<PragmaSettings> }
  | { code: string; message: string; severity?: Diagnostic['severity']; onKey?: boolean };

function readOwn(key: OwnPragma, value: string, t: Translate): Read {
  const refuse = (message: string): Read => ({ code: `bad-${key}`, message });
  switch (key) {
    case 'partition': {
      const partition = wholeNumber(value, 0);
      if (partition !== undefined) return { settings: { partition } };
      return refuse(t("partition must be a whole number from 0 to {0}, not '{1}'.", maxInt, shorten(value)));
    }
    case 'count': {
      const count = wholeNumber(value, 1);
      if (count !== undefined) return { settings: { count } };
      return refuse(t("count must be a whole number from 1 to {0}, not '{1}'.", maxInt, shorten(value)));
    }
    case 'timestamp': {
      const read = readTimestamp(value, t);
      return 'error' in read ? refuse(read.error) : { settings: { timestampMs: read.timestampMs } };
    }
    case 'rate': {
      const ratePerSecond = readRate(value);
      if (ratePerSecond !== undefined) return { settings: { ratePerSecond } };
      return refuse(
        t("rate must be a number above 0 and a unit, such as 200/s, 90/m or 5/h, not '{0}'.", shorten(value)),
      );
    }
    case 'connection':
      if (value !== '') return { settings: { connection: value } };
      return refuse(t('connection needs the name of a connection, as the Connections view shows it.'));
    case 'key':
      if (value === 'null') return { settings: { nullKey: true } };
      return refuse(
        t("The pragma key takes only null, not '{0}': write the key as 'key: …' without '--@'.", shorten(value)),
      );
    case 'value':
      if (value === 'null') return { settings: { nullValue: true } };
      return refuse(
        t("The pragma value takes only null, not '{0}': the value stands below the properties.", shorten(value)),
      );
  }
}

function readConfig(name: string, value: string, settings: PragmaSettings, t: Translate): Read {
  const key = keyNamed(name);
  if (key === undefined) return { settings: {} };
  if (belongsToConnection(key)) {
    const message = t(
      "'{0}' belongs to the connection: set it there, and name the connection with '--@ connection: …'.",
      name,
    );
    return { code: 'connection-config', message, onKey: true };
  }
  const reason = noEffectReason(key, t);
  if (reason !== undefined) {
    const message = t("'{0}' has no effect here and is left out. {1}", name, reason);
    return { code: 'config-without-effect', message, severity: severity.warning, onKey: true };
  }
  const message = configValueError(key, value, t);
  if (message !== undefined) return { code: 'bad-config', message };
  return { settings: { producerConfig: { ...settings.producerConfig, [name]: value } } };
}

function wholeNumber(text: string, min: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= maxInt ? value : undefined;
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

function readRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(?:\s*\/\s*([smh]))?$/.exec(text);
  if (match === null) return undefined;
  const rate = Number(match[1]) / (secondsIn[match[2] ?? 's'] ?? 1);
  return rate > 0 && Number.isFinite(rate) ? rate : undefined;
}

/** One line of Markdown per pragma of ours, for completion and hover. */
export function ownPragmaDocs(t: Translate): Readonly<Record<OwnPragma, string>> {
  return {
    partition: t('Send to this partition, whatever the key. 0 is the first.'),
    timestamp: t(
      'Timestamp of the record: an ISO date such as `2026-03-01T12:00:00Z`, milliseconds since 1970, or `now`.',
    ),
    value: t('`null` sends a tombstone: a record without value, which deletes its key from a compacted topic.'),
    key: t('`null` sends the record without key, whatever `key:` says.'),
    count: t('How many copies of the record one Send makes.'),
    rate: t('How fast the copies go out: `200/s`, `90/m` or `5/h`. Without it, as fast as possible.'),
    connection: t('Send through this connection, by its name in the Connections view.'),
  };
}
