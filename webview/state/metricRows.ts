import type { MetricView } from '../../engine/snapshot/metrics.ts';

/** More rows than anybody reads; the filter finds the rest. */
export const MOST_ROWS = 300;

/** The whole producer first, then each broker, each topic, and what stays as it is. */
const GROUPS = ['producer-metrics', 'producer-node-metrics', 'producer-topic-metrics', 'app-info'];

/** What is asked for, in reading order. Each word must be found in one of the texts of a metric. */
export function metricRows(
  metrics: readonly MetricView[],
  filter: string,
  textsOf: (metric: MetricView) => readonly string[],
): readonly MetricView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (metric: MetricView): boolean => {
    const texts = textsOf(metric).map(text => text.toLowerCase());
    return words.every(word => texts.some(text => text.includes(word)));
  };
  return metrics.filter(metric => words.length === 0 || matches(metric)).sort(inOrder);
}

function inOrder(a: MetricView, b: MetricView): number {
  return place(a) - place(b) || compare(whose(a), whose(b)) || compare(a.name, b.name);
}

function place({ group }: MetricView): number {
  const at = GROUPS.indexOf(group);
  return at < 0 ? GROUPS.length : at;
}

function whose({ tags }: MetricView): string {
  return tags['node-id'] ?? tags['topic'] ?? '';
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
