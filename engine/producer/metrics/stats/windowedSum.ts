import { SampledStat } from './sampledStat.ts';
import type { Sample } from './sampledStat.ts';
import type { SampleWindow } from './stat.ts';

/** Sum of the values in the window (Kafka: `WindowedSum`). */
export class WindowedSum extends SampledStat {
  constructor(window: SampleWindow) {
    super(window, 0);
  }

  protected update(sample: Sample, value: number): void {
    sample.value += value;
  }

  protected combine(samples: readonly Sample[]): number {
    return samples.reduce((sum, { value }) => sum + value, 0);
  }
}

/** How often something happened in the window, whatever its value (Kafka: `WindowedCount`). */
export class WindowedCount extends WindowedSum {
  protected override update(sample: Sample): void {
    sample.value++;
  }
}
