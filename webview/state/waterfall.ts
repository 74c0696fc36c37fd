import type { RecordDetail } from '../../engine/snapshot/details.ts';

/** The time the waterfall must show: to the end of its last bar, with the rest of the linger still to pass. */
export function endMs(detail: RecordDetail): number {
  const ends = detail.steps.map(step => {
    if (step.startMs === null) return 0;
    const planned = step.step === 'linger' && step.state === 'now' ? Number(step.values['lingerMs'] ?? 0) : 0;
    return step.startMs + Math.max(step.durationMs ?? 0, Number.isFinite(planned) ? planned : 0);
  });
  return Math.max(detail.totalMs, ...ends, 0.1);
}

/** Round ticks, at most five, with room at the right for the words of the last bar. */
export function axis(lastMs: number): { endMs: number; stepMs: number; ticksMs: number[] } {
  const rough = lastMs / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map(n => n * power).find(n => n >= rough) ?? rough;
  const ticksMs: number[] = [];
  for (let tick = 0; tick <= lastMs * 1.15; tick += step) ticksMs.push(Math.round(tick * 1e6) / 1e6);
  return { endMs: lastMs * 1.25, stepMs: step, ticksMs };
}
