import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PoolView } from '../../../engine/snapshot/pool.ts';
import { columnsFor, poolCells, USES } from '../../state/poolCells.ts';
import type { CellUse, PoolCells } from '../../state/poolCells.ts';
import { bytes, count } from '../../text/format.ts';
import { colour, themeVersion } from '../../ui/theme.ts';

interface Marked {
  readonly inFlight: number;
  readonly queued: number;
  readonly open: number;
}

/** buffer.memory as cells. Draws again only when a count, the width or the theme changed. */
export function PoolCanvas({
  pool,
  marked,
  height,
}: {
  readonly pool: PoolView;
  readonly marked: Marked;
  readonly height?: number;
}): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const parent = canvas.current?.parentElement;
    if (parent === null || parent === undefined) return;
    const observer = new ResizeObserver(() => setWidth(parent.clientWidth));
    observer.observe(parent);
    setWidth(parent.clientWidth);
    return () => observer.disconnect();
  }, []);
  const cells = poolCells(pool);
  const key = [
    ...USES.map(use => cells.counts[use]),
    width,
    themeVersion.value,
    marked.inFlight,
    marked.queued,
    marked.open,
  ];
  useEffect(() => {
    if (canvas.current !== null && width > 0) draw(canvas.current, cells, width, marked, height);
  }, key);
  const sentence = l10n.t(
    '{0} cells of {1}: {2} in flight, {3} queued, {4} open, {5} on the free list, {6} not created',
    count(cells.total),
    bytes(cells.cellBytes),
    ...USES.map(use => count(cells.counts[use])),
  );
  return <canvas class="pool-cells" ref={canvas} role="img" aria-label={sentence} title={sentence} />;
}

function draw(canvas: HTMLCanvasElement, cells: PoolCells, width: number, marked: Marked, height?: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { step, px, columns } = measure(cells, width, height);
  const rows = Math.ceil(cells.total / columns);
  const ratio = devicePixelRatio || 1;
  const size = { width: columns * step + 1, height: rows * step + 1 };
  canvas.width = Math.ceil(size.width * ratio);
  canvas.height = Math.ceil(size.height * ratio);
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const colours = {
    inFlight: colour(canvas, '--k-in-flight'),
    queued: colour(canvas, '--k-queued'),
    open: colour(canvas, '--k-text'),
    freeList: colour(canvas, '--k-free'),
    notCreated: colour(canvas, '--k-not-created'),
    marked: colour(canvas, '--k-focus'),
  };
  let at = 0;
  for (const use of USES) {
    context.fillStyle = colours[use];
    context.strokeStyle = colours[use];
    const ringed = use === 'inFlight' || use === 'queued' || use === 'open' ? marked[use] : 0;
    for (let i = 0; i < cells.counts[use]; i++, at++) {
      const x = 1 + (at % columns) * step;
      const y = 1 + Math.floor(at / columns) * step;
      cell(context, use, x, y, px);
      if (i >= ringed) continue;
      context.fillStyle = colours.marked;
      context.fillRect(x - 1, y - 1, px + 2, 1);
      context.fillRect(x - 1, y + px, px + 2, 1);
      context.fillRect(x - 1, y, 1, px);
      context.fillRect(x + px, y, 1, px);
      context.fillStyle = colours[use];
    }
  }
}

/** In the bottom panel the cells shrink until the pool fits its height. */
function measure(cells: PoolCells, width: number, height?: number): { step: number; px: number; columns: number } {
  const px = cells.cellPx;
  const columns = columnsFor(width - 1, px);
  const fits = height === undefined || Math.ceil(cells.total / columns) * (px + 1) + 1 <= height;
  if (fits || px <= 3) return { step: px + 1, px, columns };
  const small = 3;
  return { step: small + 1, px: small, columns: Math.max(8, Math.floor((width - 1) / (small + 1))) };
}

/** Full, half, ring, dot, speck: never by colour alone. */
function cell(context: CanvasRenderingContext2D, use: CellUse, x: number, y: number, px: number): void {
  switch (use) {
    case 'inFlight':
      context.fillRect(x, y, px, px);
      return;
    case 'queued':
      context.globalAlpha = 0.45;
      context.fillRect(x, y, px, px);
      context.globalAlpha = 1;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + px, y);
      context.lineTo(x, y + px);
      context.fill();
      return;
    case 'open':
      context.lineWidth = 1;
      context.strokeRect(x + 0.5, y + 0.5, px - 1, px - 1);
      return;
    case 'freeList':
      context.fillRect(x + px / 2 - 1, y + px / 2 - 1, 2, 2);
      return;
    case 'notCreated':
      context.fillRect(x + px / 2 - 0.5, y + px / 2 - 0.5, 1, 1);
  }
}
