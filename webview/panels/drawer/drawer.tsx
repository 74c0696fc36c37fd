import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Detail } from '../../../engine/snapshot/details.ts';
import { change, details, form, live, saved } from '../../state/app.ts';
import { DRAWER_MIN, drawerDefault } from '../../state/form.ts';
import { batchName } from '../../text/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Codicon } from '../../ui/icon.tsx';
import { BatchTab } from './batchTab.tsx';
import { LogTab, LogTools } from './logTab.tsx';
import { MetricsTab, MetricsTools } from './metricsTab.tsx';
import { RecordTab } from './recordTab.tsx';
import { RequestTab } from './requestTab.tsx';
import { closeTab } from './useDetails.ts';

type Tab = 'log' | 'metrics' | 'record' | 'request' | 'batch';

/** Log and metrics always; record, request and batch while one of each is looked at. */
export function Drawer(): VNode | null {
  const tabs = openTabs();
  const tab = tabs.some(open => open.tab === saved.value.drawerTab) ? saved.value.drawerTab : 'log';
  const full = saved.value.drawerFull;
  const height = saved.value.drawerHeight[form.value] ?? drawerDefault(form.value, tab);
  if (live.value === null) return null;
  return (
    <section
      class={`drawer ${full ? 'full' : ''}`}
      aria-label={l10n.t('Details')}
      style={full ? {} : { height: `${height}px` }}
    >
      {!full && <Sash height={height} />}
      <div class="drawer-head">
        <Tabs tabs={tabs} current={tab} />
        <span class="spring" />
        {tab === 'log' && <LogTools />}
        {tab === 'metrics' && <MetricsTools />}
        <IconButton
          icon={full ? 'screen-normal' : 'screen-full'}
          label={full ? l10n.t('Restore the details') : l10n.t('Maximise the details')}
          pressed={full}
          onPress={() => change({ drawerFull: !full })}
        />
      </div>
      <div
        class={`drawer-body ${tab}`}
        id="drawer-body"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        data-group="drawer"
        tabIndex={tab === 'log' || tab === 'metrics' ? -1 : 0}
        onKeyDown={event => {
          if (event.key === 'w' && (event.ctrlKey || event.metaKey) && tab !== 'log') {
            event.preventDefault();
            closeTab(tab);
          }
        }}
      >
        <Body tab={tab} />
      </div>
    </section>
  );
}

function Body({ tab }: { readonly tab: Tab }): VNode {
  switch (tab) {
    case 'log':
      return <LogTab />;
    case 'metrics':
      return <MetricsTab />;
    case 'record':
    case 'request':
    case 'batch':
      return <DetailTab tab={tab} />;
  }
}

function DetailTab({ tab }: { readonly tab: Exclude<Tab, 'log' | 'metrics'> }): VNode {
  const detail = details.value[tab];
  switch (detail?.kind) {
    case 'record':
      return <RecordTab detail={detail} />;
    case 'request':
      return <RequestTab detail={detail} />;
    case 'batch':
      return <BatchTab detail={detail} />;
    case 'gone':
      return (
        <p class="nothing">
          {l10n.t('This has ended and is no longer kept. The log still tells how; newer ones can be opened.')}
        </p>
      );
    case undefined:
      return <p class="nothing">{l10n.t('Asking the producer…')}</p>;
  }
}

interface OpenTab {
  readonly tab: Tab;
  readonly title: string;
}

function openTabs(): OpenTab[] {
  const { record, request, batch } = details.value;
  const tabs: OpenTab[] = [
    { tab: 'log', title: l10n.t('Log') },
    { tab: 'metrics', title: l10n.t('Metrics') },
  ];
  if (record !== null) tabs.push({ tab: 'record', title: l10n.t('Record {0}', recordName(record)).trim() });
  if (request !== null) {
    tabs.push({
      tab: 'request',
      title: l10n.t('Request {0}', request.kind === 'request' ? `#${request.correlationId}` : '').trim(),
    });
  }
  if (batch !== null) {
    const name = batch.kind === 'batch' ? batchName(batch.lane, batch.batchId) : '';
    tabs.push({ tab: 'batch', title: l10n.t('Batch {0}', name).trim() });
  }
  return tabs;
}

/** In the bottom form the drawer is there for a tab that was asked for, and goes with it. */
function closes(tab: Tab): tab is Exclude<Tab, 'log'> {
  return tab !== 'log' && (tab !== 'metrics' || form.value === 'bottom');
}

function recordName(detail: Detail): string {
  if (detail.kind !== 'record') return '';
  return detail.key ?? l10n.t('without key');
}

function Tabs({ tabs, current }: { readonly tabs: readonly OpenTab[]; readonly current: Tab }): VNode {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex(open => open.tab === current);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const to = next === undefined ? undefined : tabs[next];
    if (to === undefined || event.ctrlKey) {
      if (event.key === 'w' && (event.ctrlKey || event.metaKey) && current !== 'log') {
        event.preventDefault();
        closeTab(current);
      }
      return;
    }
    event.preventDefault();
    change({ drawerTab: to.tab });
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus());
  };
  return (
    <div class="tabs-with-close">
      <div class="tabs" role="tablist" ref={list} data-group="tabs" aria-label={l10n.t('Details')} onKeyDown={move}>
        {tabs.map(({ tab, title }) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            class={`tab ${tab === current ? 'current' : ''}`}
            aria-selected={tab === current}
            aria-controls={tab === current ? 'drawer-body' : undefined}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => change({ drawerTab: tab })}
            onAuxClick={event => event.button === 1 && tab !== 'log' && closeTab(tab)}
          >
            {title}
          </button>
        ))}
      </div>
      {closes(current) && (
        <button
          type="button"
          class="icon-button close-tab"
          tabIndex={-1}
          aria-label={l10n.t('Close {0}', tabs.find(open => open.tab === current)?.title ?? '')}
          title={l10n.t('Close (Ctrl+W)')}
          onClick={() => closeTab(current)}
        >
          <Codicon name="close" />
        </button>
      )}
    </div>
  );
}

/** The line above the drawer: drag it, or use the arrows. */
function Sash({ height }: { readonly height: number }): VNode {
  const set = (next: number) =>
    change({
      drawerHeight: {
        ...saved.value.drawerHeight,
        [form.value]: Math.round(Math.max(DRAWER_MIN, Math.min(innerHeight - 200, next))),
      },
    });
  const down = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    event.preventDefault();
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    const from = { y: event.clientY, height };
    const move = (moved: PointerEvent) => set(from.height + from.y - moved.clientY);
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', () => element.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return (
    <div
      class="sash"
      role="separator"
      aria-orientation="horizontal"
      aria-label={l10n.t('Height of the details')}
      aria-valuenow={height}
      aria-valuemin={DRAWER_MIN}
      aria-valuemax={innerHeight}
      tabIndex={0}
      onPointerDown={down}
      onKeyDown={event => {
        const by = { ArrowUp: 20, ArrowDown: -20 }[event.key];
        if (by === undefined || event.ctrlKey) return;
        event.preventDefault();
        set(height + by);
      }}
    />
  );
}
