import type { LogEntry } from '../../engine/snapshot/log.ts';
import { logText } from '../text/log.ts';
import type { LogText } from '../text/log.ts';

export interface LogLine extends LogText {
  readonly id: number;
  readonly entry: LogEntry;
}

const texts = new WeakMap<LogEntry, LogText>();

/** Lines as shown, newest first, those that hold every word of the filter. */
export function logLines(log: readonly LogEntry[], filter: string): LogLine[] {
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const lines: LogLine[] = [];
  for (let at = log.length - 1; at >= 0; at--) {
    const entry = log[at];
    if (entry === undefined) continue;
    const text = textOf(entry);
    const all = `${text.event} ${text.where} ${text.detail}`.toLowerCase();
    if (words.every(word => all.includes(word))) lines.push({ ...text, id: entry.id, entry });
  }
  return lines;
}

function textOf(entry: LogEntry): LogText {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const text = logText(entry);
  texts.set(entry, text);
  return text;
}

/** Transitions of the last whole second, single and grouped, for "10,752 a second, grouped". */
export function perSecond(log: readonly LogEntry[], wallMs: number): { count: number; grouped: boolean } {
  const from = (Math.floor(wallMs / 1000) - 1) * 1000;
  let count = 0;
  let grouped = false;
  for (let at = log.length - 1; at >= 0; at--) {
    const entry = log[at];
    if (entry === undefined || entry.wallMs < from) break;
    if (entry.wallMs >= from + 1000) continue;
    count += entry.kind === 'grouped' ? entry.count : 1;
    grouped ||= entry.kind === 'grouped';
  }
  return { count, grouped };
}
