import { SampledStat } from './sampledStat.ts';
import type { Sample } from './sampledStat.ts';
import type { SampleWindow } from './stat.ts';

/** Mean of the values in the window; NaN without any (Kafka: `Avg`). */
export class Avg extends SampledStat {
  constructor(window: SampleWindow) {
    super(window, 0);
  }

  protected update(sample: Sample, value: number): void {
    sample.value += value;
  }

  protected combine(samples: readonly Sample[]): number {
    let total = 0;
    let events = 0;
    for (const sample of samples) {
      total += sample.value;
      events += sample.events;
    }
    return events === 0 ? NaN : total / events;
  }
}
