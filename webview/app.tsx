import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Board } from './panels/board/board.tsx';
import { Drawer } from './panels/drawer/drawer.tsx';
import { useDetails } from './panels/drawer/useDetails.ts';
import { Explain } from './panels/explain/explain.tsx';
import { Header } from './panels/header/header.tsx';
import { InFlightList } from './panels/inFlight/inFlightList.tsx';
import { Pipeline } from './panels/pipeline/pipeline.tsx';
import { Pool } from './panels/pool/pool.tsx';
import { SendRow } from './panels/sendRow/sendRow.tsx';
import { Connecting, CouldNotConnect, FirstRecord, NoConnection } from './panels/states/emptyStates.tsx';
import { Crashed } from './panels/states/crashed.tsx';
import { Transaction } from './panels/transaction/transaction.tsx';
import { Topology } from './panels/topology/topology.tsx';
import { form, host, live, panelWidth, place, saved, text } from './state/app.ts';
import { BOTTOM_POOL_WIDTH, formOf } from './state/form.ts';
import { situationOf } from './state/situation.ts';
import type { Situation } from './state/situation.ts';
import { Signs } from './ui/signs.tsx';
import { traits } from './ui/theme.ts';

/** One page, no view tabs; the order in the DOM is the reading order, the arrangement is the style sheet's. */
export function App(): VNode {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const measure = () => {
      form.value = formOf(element.clientWidth, element.clientHeight);
      panelWidth.value = element.clientWidth;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const situation = situationOf(host.value, text.value);
  const paused = situation.kind === 'running' && live.value?.session.run === 'paused';
  const classes = [
    'panel',
    `in-${place.value}`,
    situation.kind,
    paused ? 'is-paused' : '',
    saved.value.drawerFull ? 'drawer-full' : '',
    traits.value.reduceMotion ? 'still' : '',
  ];
  return (
    <div class={classes.filter(Boolean).join(' ')} ref={panel}>
      <Signs />
      <main class={`page ${hasData(situation) ? 'with-data' : 'without-data'}`} aria-label={l10n.t('Kafka Inspector')}>
        <h1 class="for-readers">{l10n.t('Kafka Inspector')}</h1>
        <Face situation={situation} />
      </main>
    </div>
  );
}

function hasData(situation: Situation): boolean {
  return situation.kind === 'crashed' ? live.value !== null : situation.kind === 'running';
}

function Face({ situation }: { readonly situation: Situation }): VNode {
  switch (situation.kind) {
    case 'loading':
      return <span class="for-readers">{l10n.t('Loading')}</span>;
    case 'none':
      return <WithoutData situation={situation} body={<NoConnection />} />;
    case 'connecting':
      return (
        <WithoutData situation={situation} body={<Connecting name={situation.name} address={situation.address} />} />
      );
    case 'failed':
      return <WithoutData situation={situation} body={<CouldNotConnect session={situation.session} />} />;
    case 'crashed':
      return (
        <>
          <div class="top">
            <Header situation={situation} />
            <Crashed session={situation.session} />
            {live.value !== null && <Pipeline known />}
          </div>
          {live.value !== null && <Parts fresh={false} />}
        </>
      );
    case 'running':
      return <Running fresh={situation.fresh} situation={situation} />;
  }
}

function WithoutData({ situation, body }: { readonly situation: Situation; readonly body: VNode }): VNode {
  return (
    <>
      <div class="top">
        <Header situation={situation} />
        <Pipeline known={false} />
      </div>
      {body}
    </>
  );
}

function Running({ fresh, situation }: { readonly fresh: boolean; readonly situation: Situation }): VNode {
  const bottom = form.value === 'bottom';
  return (
    <>
      <div class="top">
        <Header situation={situation} />
        {(!bottom || saved.value.send.more) && <SendRow fresh={fresh} />}
        <Pipeline known />
        <Explain />
      </div>
      <Parts fresh={fresh} />
    </>
  );
}

/** Everything under the explain line. */
function Parts({ fresh }: { readonly fresh: boolean }): VNode {
  const bottom = form.value === 'bottom';
  const opened = saved.value.drawerFull || saved.value.drawerTab !== 'log';
  useDetails();
  // Where there is no column for it, it stands above what it explains.
  const above = form.value === 'narrow' || form.value === 'middle';
  const nothingYet = fresh && (live.value?.lanes.size ?? 0) === 0;
  return (
    <>
      {above && <Transaction fresh={fresh} />}
      {nothingYet ? <FirstRecord /> : <Board />}
      {form.value === 'narrow' && !nothingYet && <InFlightList />}
      {(!bottom || panelWidth.value >= BOTTOM_POOL_WIDTH) && (
        <div class="side">
          {!above && <Transaction fresh={fresh} />}
          <Pool />
          {!bottom && <Topology />}
        </div>
      )}
      {(!bottom || opened) && (!nothingYet || form.value === 'wide') && <Drawer />}
    </>
  );
}
