import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { MetricView } from '../../../engine/snapshot/metrics.ts';
import { change, metrics, saved } from '../../state/app.ts';
import { metricRows, MOST_ROWS } from '../../state/metricRows.ts';
import { count } from '../../text/format.ts';
import { librdkafkaName } from '../../text/librdkafkaNames.ts';
import { exactMetric, metricDescription, metricOf, metricValue } from '../../text/metrics.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/textField.tsx';
import { copyRows, isCopy } from '../copyRows.ts';
import { useMetrics } from './useMetrics.ts';

export function MetricsTools(): VNode {
  return (
    <span class="log-tools">
      <TextField
        class="filter"
        icon="filter"
        label={l10n.t('Filter the metrics')}
        placeholder={l10n.t('Filter, e.g. latency or txmsgs')}
        value={saved.value.metricFilter}
        onInput={metricFilter => change({ metricFilter })}
        onEscape={() => change({ metricFilter: '' })}
      />
    </span>
  );
}

/** Every metric of Java's producer, under its name and librdkafka's, as it is now. */
export function MetricsTab(): VNode {
  useMetrics();
  const { metricFilter } = saved.value;
  if (metrics.value === null) return <p class="nothing">{l10n.t('Asking the producer…')}</p>;
  const rows = metricRows(metrics.value, metricFilter, textsOf);
  if (rows.length === 0) {
    return (
      <p class="nothing">
        {l10n.t('No metric matches "{0}".', metricFilter)}
        <Button onPress={() => change({ metricFilter: '' })}>{l10n.t('Clear')}</Button>
      </p>
    );
  }
  return (
    <>
      <MetricTable rows={rows.slice(0, MOST_ROWS)} />
      {rows.length > MOST_ROWS && (
        <p class="nothing">{l10n.t('{0} more, not shown. Filter to see them.', count(rows.length - MOST_ROWS))}</p>
      )}
    </>
  );
}

function textsOf(metric: MetricView): readonly string[] {
  const { name, group } = metric;
  return [name, group, librdkafkaName(group, name), metricOf(metric), metricDescription(metric)];
}

function MetricTable({ rows }: { readonly rows: readonly MetricView[] }): VNode {
  const table = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState(0);
  const current = Math.min(chosen, rows.length - 1);
  const keys = (event: KeyboardEvent) => {
    const row = event.target instanceof HTMLElement ? event.target : null;
    if (isCopy(event) && row !== null && copyRows([row])) event.preventDefault();
    if (event.ctrlKey || event.metaKey) return;
    const to = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + 10,
      PageUp: current - 10,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, to));
    setChosen(next);
    table.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
  };
  return (
    <div
      class="metrics"
      role="table"
      aria-label={l10n.t('Metrics')}
      aria-rowcount={rows.length + 1}
      ref={table}
      onKeyDown={keys}
    >
      <div class="metric heads" role="row">
        <span role="columnheader">{l10n.t('Java')}</span>
        <span role="columnheader" class="metric-of">
          {l10n.t('of')}
        </span>
        <span role="columnheader" class="metric-value">
          {l10n.t('now')}
        </span>
        <span role="columnheader" class="metric-other">
          librdkafka
        </span>
        <span role="columnheader" class="metric-text">
          {l10n.t('what it measures')}
        </span>
      </div>
      {rows.map((metric, index) => (
        <MetricRow
          key={`${metric.mbean} ${metric.name}`}
          metric={metric}
          index={index}
          isCurrent={index === current}
          onFocus={setChosen}
        />
      ))}
    </div>
  );
}

function MetricRow(props: {
  readonly metric: MetricView;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly onFocus: (index: number) => void;
}): VNode {
  const { metric, index } = props;
  const { name, group } = metric;
  return (
    <div
      class={`metric ${metric.value === null || metric.value === 0 ? 'still' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      tabIndex={props.isCurrent ? 0 : -1}
      onFocus={() => props.onFocus(index)}
    >
      <span role="rowheader" class="metric-name" title={name}>
        {name}
      </span>
      <span role="cell" class="metric-of" title={metricOf(metric)}>
        {metricOf(metric)}
      </span>
      <span role="cell" class="metric-value" title={exactMetric(metric)}>
        {metricValue(metric)}
      </span>
      <span role="cell" class="metric-other" title={librdkafkaName(group, name)}>
        {librdkafkaName(group, name)}
      </span>
      <span role="cell" class="metric-text" title={metricDescription(metric)}>
        {metricDescription(metric)}
      </span>
    </div>
  );
}
