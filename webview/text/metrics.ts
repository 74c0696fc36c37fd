import * as l10n from '@vscode/l10n';
import { t as translated } from '@vscode/l10n';
import type { MetricView } from '../../engine/snapshot/metrics.ts';
import * as f from './format.ts';

/** As short as it reads; the exact number stands in the tooltip. */
export function metricValue({ value, unit }: MetricView): string {
  if (value === null) return f.NONE;
  if (typeof value === 'string') return value;
  switch (unit) {
    case 'B':
      return f.bytes(value);
    case 'B/s':
      return `${f.bytes(value)}/s`;
    case 's':
      return f.durationOrZero(value * 1e3);
    case 'ms':
      return time(value);
    case 'ns':
      return time(value / 1e6);
    case '/s':
      return `${f.tenths(value)}${f.NNBSP}/s`;
    case 'ratio':
      return f.hundredths(value);
    case 'wallMs':
      return f.clockSeconds(value);
    case 'records':
    case 'count':
      return Number.isInteger(value) ? f.count(value) : f.tenths(value);
    case 'text':
      return String(value);
  }
}

function time(ms: number): string {
  return f.fineDuration(ms) || f.durationOrZero(0);
}

/** `2,048 B`; for a reader who compares with JConsole. */
export function exactMetric(metric: MetricView): string {
  const { value, unit, mbean, name } = metric;
  const where = `${mbean} ${name}`;
  if (value === null) return l10n.t('Nothing was recorded in the last minute; JMX says NaN. {0}', where);
  const exact = unit === 'wallMs' && typeof value === 'number' ? f.fullDate(value) : String(value);
  const named = unit === 'text' || unit === 'wallMs' || unit === 'count' || unit === 'ratio' ? '' : f.NNBSP + unit;
  return `${exact}${named}  ${where}`;
}

/** Whose it is: a broker, a topic, or nothing for the whole producer. */
export function metricOf({ tags }: MetricView): string {
  const node = tags['node-id'];
  return node === undefined ? (tags['topic'] ?? '') : f.broker(Number(node.slice('node-'.length)));
}

/** The engine's sentence in the reader's language; l10n/collect.mjs takes these texts from the engine's table. */
export function metricDescription({ description }: MetricView): string {
  return translated(description);
}
