import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HistorySecond } from '../../../engine/snapshot/frame.ts';
import { text } from '../../state/app.ts';
import { niceTop } from '../../state/history.ts';
import { count } from '../../text/format.ts';
import { colour, themeVersion } from '../../ui/theme.ts';

const SECONDS = 60;
const HEIGHT = 26;

/** Acked records a second over the last minute, hatched where something was held. */
export function History(): VNode | null {
  const view = text.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const parent = canvas.current?.parentElement;
    if (parent == null) return;
    const observer = new ResizeObserver(() => setWidth(parent.clientWidth));
    observer.observe(parent);
    return () => observer.disconnect();
  }, []);
  const history = view?.history ?? [];
  const now = view === null ? 0 : Math.floor(view.wallMs / 1000);
  const top = niceTop(Math.max(0, ...history.map(second => second.acked)));
  useEffect(() => {
    if (canvas.current !== null && width > 0) draw(canvas.current, history, now, top, width);
  }, [history, width, top, themeVersion.value]);
  const last = history.at(-1)?.acked ?? 0;
  const held = history.filter(second => second.held).length;
  const sentence = l10n.t(
    'Acked records a second over the last minute: {0} in the last one, at most {1}; held in {2} seconds',
    count(last),
    count(Math.max(0, ...history.map(second => second.acked))),
    count(held),
  );
  return (
    <div class="history">
      <div class="history-picture">
        <canvas ref={canvas} role="img" aria-label={sentence} title={sentence} />
      </div>
      <div class="history-axis" aria-hidden="true">
        <span>−60{'\u202f'}s</span>
        <span class="history-title">{l10n.t('acked a second, top {0}', count(top))}</span>
        <span class="at-45">−45</span>
        <span class="at-30">−30</span>
        <span class="at-15">−15</span>
        <span class="now">{l10n.t('now')}</span>
      </div>
    </div>
  );
}

function draw(
  canvas: HTMLCanvasElement,
  history: readonly HistorySecond[],
  now: number,
  top: number,
  width: number,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.ceil(width * ratio);
  canvas.height = HEIGHT * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${HEIGHT}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const bySecond = new Map(history.map(second => [second.second, second]));
  const newest = history.at(-1)?.second ?? now;
  const step = width / SECONDS;
  const y = (acked: number) => HEIGHT - 1 - (acked / Math.max(1, top)) * (HEIGHT - 4);
  const points = Array.from({ length: SECONDS }, (_, index) => bySecond.get(newest - SECONDS + 1 + index));
  context.beginPath();
  context.moveTo(0, HEIGHT);
  points.forEach((second, index) => {
    context.lineTo(index * step, y(second?.acked ?? 0));
    context.lineTo((index + 1) * step, y(second?.acked ?? 0));
  });
  context.lineTo(width, HEIGHT);
  context.closePath();
  context.fillStyle = colour(canvas, '--k-history');
  context.fill();
  context.strokeStyle = colour(canvas, '--k-history-line');
  context.lineWidth = 1;
  context.stroke();
  hatch(context, points, step, colour(canvas, '--k-late'));
}

function hatch(
  context: CanvasRenderingContext2D,
  points: readonly (HistorySecond | undefined)[],
  step: number,
  paint: string,
) {
  context.save();
  context.beginPath();
  points.forEach((second, index) => {
    if (second?.held) context.rect(index * step, 0, step + 0.5, HEIGHT);
  });
  context.clip();
  context.strokeStyle = paint;
  context.globalAlpha = 0.75;
  context.lineWidth = 1.6;
  context.beginPath();
  for (let x = -HEIGHT; x < points.length * step; x += 6) {
    context.moveTo(x, HEIGHT);
    context.lineTo(x + HEIGHT, 0);
  }
  context.stroke();
  context.restore();
}
