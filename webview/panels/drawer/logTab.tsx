import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogEntry } from '../../../engine/snapshot/log.ts';
import { change, marks, saved, select, text } from '../../state/app.ts';
import { logLines, perSecond } from '../../state/logWindow.ts';
import type { LogLine } from '../../state/logWindow.ts';
import { sameSelection } from '../../state/selection.ts';
import { count, plural } from '../../text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Sign } from '../../ui/icon.tsx';
import { TextField } from '../../ui/textField.tsx';
import { copyRows, isCopy } from '../copyRows.ts';
import { Spoken } from '../explain/spoken.tsx';
import { History } from './history.tsx';

const ROW_PX = 20;
const MARGIN_ROWS = 6;

export function LogTools(): VNode | null {
  const view = text.value;
  if (view === null) return null;
  const rate = perSecond(view.log, view.wallMs);
  const words = l10n.t('{0} a second', count(rate.count));
  return (
    <span class="log-tools">
      <span class="log-rate">{rate.grouped ? l10n.t('{0}, grouped', words) : words}</span>
      <TextField
        class="filter"
        icon="filter"
        label={l10n.t('Filter the log')}
        placeholder={l10n.t('Filter, e.g. orders-4 or retry')}
        value={saved.value.logFilter}
        onInput={logFilter => change({ logFilter })}
        onEscape={() => change({ logFilter: '' })}
      />
    </span>
  );
}

/** What happened, newest on top. It stands still while the pointer or focus is in it, and says how much is new. */
export function LogTab(): VNode | null {
  const view = text.value;
  const [inside, setInside] = useState({ pointer: false, focus: false });
  const held = useRef<readonly LogEntry[] | null>(null);
  const busy = inside.pointer || inside.focus;
  if (view === null) return null;
  held.current = busy ? (held.current ?? view.log) : null;
  const log = held.current ?? view.log;
  const newest = log.at(-1)?.id ?? -1;
  const fresh = busy ? view.log.filter(entry => entry.id > newest).length : 0;
  const { logFilter } = saved.value;
  const lines = logLines(log, logFilter);
  return (
    <div class="log-tab">
      <History />
      <p class="log-news">
        {fresh > 0 && (
          <button type="button" class="link" onClick={() => setInside({ pointer: false, focus: false })}>
            {l10n.t('{0} new', count(fresh))}
          </button>
        )}
        <Spoken words={fresh > 0 ? l10n.t('{0} new', count(fresh)) : ''} counting />
        {view.droppedTransitions > 0 && (
          <span class="quiet">
            {plural(
              view.droppedTransitions,
              l10n.t('1 transition not shown. Totals are complete.'),
              l10n.t('{0} transitions not shown. Totals are complete.', count(view.droppedTransitions)),
            )}
          </span>
        )}
      </p>
      {lines.length === 0 ? (
        <p class="nothing">
          {logFilter.trim() === '' ? (
            l10n.t('Nothing happened yet.')
          ) : (
            <>
              {l10n.t('No line matches "{0}".', logFilter)}
              <Button onPress={() => change({ logFilter: '' })}>{l10n.t('Clear')}</Button>
            </>
          )}
        </p>
      ) : (
        <Lines
          lines={lines}
          onPointer={pointer => setInside({ ...inside, pointer })}
          onFocus={focus => setInside({ ...inside, focus })}
        />
      )}
    </div>
  );
}

function Lines(props: {
  readonly lines: readonly LogLine[];
  readonly onPointer: (inside: boolean) => void;
  readonly onFocus: (inside: boolean) => void;
}): VNode {
  const { lines } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 400 });
  const [current, setCurrent] = useState(0);
  const measure = () => {
    const element = scroller.current;
    if (element !== null) setSeen({ top: element.scrollTop, height: element.clientHeight });
  };
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(seen.top / ROW_PX) - MARGIN_ROWS);
  const last = Math.min(lines.length, Math.ceil((seen.top + seen.height) / ROW_PX) + MARGIN_ROWS);
  const go = (index: number) => {
    const to = Math.min(lines.length - 1, Math.max(0, index));
    setCurrent(to);
    const element = scroller.current;
    if (element === null) return;
    const y = to * ROW_PX;
    if (y < element.scrollTop) element.scrollTop = y;
    if (y > element.scrollTop + element.clientHeight - ROW_PX) element.scrollTop = y - element.clientHeight + ROW_PX;
    measure();
    requestAnimationFrame(() => element.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus());
  };
  const keys = (event: KeyboardEvent) => {
    const ctrl = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(seen.height / ROW_PX) - 1);
    const to = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: lines.length - 1,
    }[event.key];
    const row = event.target instanceof HTMLElement ? event.target : null;
    if (isCopy(event) && row !== null) {
      if (copyRows([row])) event.preventDefault();
    } else if (event.key === 'Enter') {
      const line = lines[current];
      if (line?.entry.kind === 'single' && line.entry.select !== null) select(line.entry.select);
    } else if (to !== undefined && !ctrl) {
      event.preventDefault();
      event.stopPropagation();
      go(to);
    }
  };
  return (
    <div
      class="log"
      role="log"
      aria-live="off"
      aria-label={l10n.t('Log')}
      ref={scroller}
      onScroll={measure}
      onKeyDown={keys}
      onPointerEnter={() => props.onPointer(true)}
      onPointerLeave={() => props.onPointer(false)}
      onFocusIn={() => props.onFocus(true)}
      onFocusOut={() => props.onFocus(false)}
    >
      <div style={{ height: `${lines.length * ROW_PX}px`, paddingTop: `${first * ROW_PX}px` }}>
        {lines.slice(first, last).map((line, offset) => (
          <Line
            key={line.id}
            line={line}
            index={first + offset}
            isCurrent={first + offset === Math.min(current, lines.length - 1)}
            onFocus={setCurrent}
          />
        ))}
      </div>
    </div>
  );
}

function Line(props: {
  readonly line: LogLine;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly onFocus: (index: number) => void;
}): VNode {
  const { line, index } = props;
  const target = line.entry.kind === 'single' ? line.entry.select : null;
  const selected = target !== null && sameSelection(target, marks.value.selection);
  return (
    <div
      class={`log-line ${line.warning ? 'warning' : ''} ${line.rare ? 'rare' : ''} ${selected ? 'selected' : ''} ${target === null ? '' : 'has-target'}`}
      data-index={index}
      tabIndex={props.isCurrent ? 0 : -1}
      onFocus={() => props.onFocus(index)}
      onClick={() => target !== null && select(target)}
    >
      <span data-copy class="log-time">
        {line.time}
      </span>
      <span data-copy class="log-since">
        {line.since}
      </span>
      <span data-copy class="log-event">
        {line.warning && <Sign name="warning" />}
        {line.event}
      </span>
      <span data-copy class="log-where" title={line.where}>
        {line.where}
      </span>
      <span data-copy class="log-detail" title={line.detail}>
        {line.detail}
      </span>
    </div>
  );
}
