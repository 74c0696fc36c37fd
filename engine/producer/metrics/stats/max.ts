import { SampledStat } from './sampledStat.ts';
import type { Sample } from './sampledStat.ts';
import type { SampleWindow } from './stat.ts';

/** Largest value in the window; NaN without any (Kafka: `Max`). */
export class Max extends SampledStat {
  constructor(window: SampleWindow) {
    super(window, -Infinity);
  }

  protected update(sample: Sample, value: number): void {
    if (value > sample.value) sample.value = value;
  }

  protected combine(samples: readonly Sample[]): number {
    let max = -Infinity;
    let events = 0;
    for (const sample of samples) {
      max = Math.max(max, sample.value);
      events += sample.events;
    }
    return events === 0 ? NaN : max;
  }
}
