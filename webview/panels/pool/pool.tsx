import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { PoolView } from '../../../engine/snapshot/pool.ts';
import { form, live, marks, select, text } from '../../state/app.ts';
import { poolCells, USES } from '../../state/poolCells.ts';
import type { CellUse } from '../../state/poolCells.ts';
import { markedBuffers } from '../../state/selection.ts';
import * as f from '../../text/format.ts';
import { Section } from '../../ui/fold.tsx';
import { Sign } from '../../ui/icon.tsx';
import { Meter } from '../../ui/meter.tsx';
import { traits } from '../../ui/theme.ts';
import { copyRows, isCopy } from '../copyRows.ts';
import { PoolCanvas } from './poolCanvas.tsx';

/** buffer.memory: cells, table, who holds it, who waits for it. */
export function Pool(): VNode | null {
  const view = live.value;
  const words = text.value;
  if (view?.pool == null || words?.pool == null) return null;
  const { pool } = words;
  const summary = l10n.t('{0} of {1} held', f.bytes(pool.heldBytes), f.bytes(pool.totalBytes));
  const cells = poolCells(pool);
  const scale = cells.buffersPerCell > 1 ? ` ${l10n.t('1 cell = {0}', f.bytes(cells.cellBytes))}` : '';
  const small = form.value === 'bottom';
  return (
    <Section name="pool" class="pool" title={l10n.t('Pool')} summary={summary + scale}>
      <div class="pool-body" data-group="pool">
        {!traits.value.screenReader && (
          <div class="pool-picture">
            <PoolCanvas
              pool={view.pool}
              marked={markedBuffers(view, marks.value)}
              {...(small ? { height: 132 } : {})}
            />
          </div>
        )}
        {small ? (
          <Waits pool={pool} />
        ) : (
          <>
            <UseTable pool={pool} />
            <HeldBy pool={pool} />
            <Waiting pool={pool} />
          </>
        )}
      </div>
    </Section>
  );
}

function useWord(use: CellUse): string {
  switch (use) {
    case 'inFlight':
      return l10n.t('in flight');
    case 'queued':
      return l10n.t('queued');
    case 'open':
      return l10n.t('open');
    case 'freeList':
      return l10n.t('free list');
    case 'notCreated':
      return l10n.t('not created');
  }
}

/** Reserved and written differ, and that is often the lesson. */
function UseTable({ pool }: { readonly pool: PoolView }): VNode {
  const copyAll = (event: KeyboardEvent) => {
    if (!isCopy(event) || !(event.currentTarget instanceof HTMLElement)) return;
    if (copyRows([...event.currentTarget.querySelectorAll('tr')])) event.preventDefault();
  };
  return (
    <table class="pool-table" tabIndex={0} aria-label={l10n.t('Buffers by use')} onKeyDown={copyAll}>
      <thead>
        <tr>
          <th scope="col">
            <span class="for-readers">{l10n.t('use')}</span>
          </th>
          <th scope="col">{l10n.t('buffers')}</th>
          <th scope="col">{l10n.t('memory')}</th>
          <th scope="col">
            <span class="for-readers">{l10n.t('written')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {USES.map(use => {
          const { buffers, bytes, writtenBytes } = pool[use];
          return (
            <tr key={use} class={buffers === 0 ? 'zero' : ''}>
              <th scope="row">
                <Sign name={`cell-${use}`} class={`use-${use}`} />
                {useWord(use)}
              </th>
              <td>{f.count(buffers)}</td>
              <td title={f.exactBytes(bytes)}>{f.bytes(bytes)}</td>
              <td class="written">{writtenBytes > 0 ? l10n.t('{0} written', f.bytes(writtenBytes)) : ''}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function HeldBy({ pool }: { readonly pool: PoolView }): VNode | null {
  if (pool.heldBy.length === 0) return null;
  const meter = (name: string, bytes: number) => (
    <Meter label={name} value={bytes} max={pool.totalBytes} text={f.bytes(bytes)} />
  );
  return (
    <>
      <h3>{l10n.t('Held by')}</h3>
      <ul class="held-by">
        {pool.heldBy.map(({ lane, bytes }) => (
          <li key={lane}>
            <button type="button" class="lane-link" title={lane} onClick={() => select({ kind: 'lane', lane })}>
              {lane}
            </button>
            {meter(lane, bytes)}
            <span>{f.bytes(bytes)}</span>
          </li>
        ))}
        {pool.heldByRestBytes > 0 && (
          <li>
            <span>{l10n.t('the rest')}</span>
            {meter(l10n.t('the rest'), pool.heldByRestBytes)}
            <span>{f.bytes(pool.heldByRestBytes)}</span>
          </li>
        )}
      </ul>
    </>
  );
}

function Waiting({ pool }: { readonly pool: PoolView }): VNode {
  const more = pool.waiting - pool.waiters.length;
  const block = f.limit(pool.maxBlockMs);
  return (
    <>
      <h3>
        {l10n.t('Waiting for memory')} {pool.waiting > 0 && <span class="badge">{f.count(pool.waiting)}</span>}
      </h3>
      {pool.waiting === 0 ? (
        <p class="quiet">{l10n.t('No send waits.')}</p>
      ) : (
        <>
          <ol class="waiters">
            {pool.waiters.map(({ lane, bytes, waitedMs }, index) => (
              <li key={index}>
                <span class="place">{index + 1}</span>
                <span class="name" title={lane}>
                  {lane}
                </span>
                <span class="bytes">{f.bytes(bytes)}</span>
                <Meter
                  class="late"
                  label={lane}
                  value={waitedMs}
                  max={pool.maxBlockMs}
                  text={f.durationOrZero(waitedMs)}
                />
                <span>{f.durationOrZero(waitedMs)}</span>
              </li>
            ))}
          </ol>
          <p class="quiet">
            {more > 0
              ? l10n.t('{0} more, first come, first served. max.block.ms is {1}.', f.count(more), block)
              : l10n.t('First come, first served. max.block.ms is {0}.', block)}
          </p>
        </>
      )}
    </>
  );
}

function Waits({ pool }: { readonly pool: PoolView }): VNode {
  const longest = pool.waiters[0]?.waitedMs ?? 0;
  return (
    <p class="pool-waits">
      {pool.waiting === 0
        ? l10n.t('No send waits.')
        : l10n.t(
            '{0}, longest {1} of {2}.',
            f.plural(pool.waiting, l10n.t('1 send waits'), l10n.t('{0} sends wait', f.count(pool.waiting))),
            f.durationOrZero(longest),
            f.limit(pool.maxBlockMs),
          )}
    </p>
  );
}
