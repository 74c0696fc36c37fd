import type { SampleWindow, Stat } from './stat.ts';

export interface Sample {
  value: number;
  events: number;
  startMs: number;
  lastEventMs: number;
}

/**
 * A statistic over the last `samples` × `timeWindowMs` (Kafka: `SampledStat`). Time is cut into samples as events come; a sample is
 * forgotten a whole window after its last event, so one more than `samples` is kept: the oldest may still reach into the window.
 */
export abstract class SampledStat implements Stat {
  readonly window: SampleWindow;
  readonly #initialValue: number;
  readonly #samples: Sample[] = [];
  #current = 0;

  constructor(window: SampleWindow, initialValue: number) {
    this.window = window;
    this.#initialValue = initialValue;
  }

  record(value: number, nowMs: number): void {
    let sample = this.#samples[this.#current] ?? this.#newSample(nowMs);
    if (nowMs - sample.startMs >= this.window.timeWindowMs) sample = this.#advance(nowMs);
    this.update(sample, value);
    sample.events++;
    sample.lastEventMs = nowMs;
  }

  measure(nowMs: number): number {
    this.#forgetOld(nowMs);
    return this.combine(this.#samples);
  }

  /** When the oldest sample that still counts began. Without any, one begins: whoever asks for a rate has started its clock. */
  oldestStartMs(nowMs: number): number {
    this.#forgetOld(nowMs);
    if (this.#samples.length === 0) this.#newSample(nowMs);
    return this.#samples.reduce((oldestMs, { startMs }) => Math.min(oldestMs, startMs), nowMs);
  }

  protected abstract update(sample: Sample, value: number): void;

  protected abstract combine(samples: readonly Sample[]): number;

  #advance(nowMs: number): Sample {
    this.#current = (this.#current + 1) % (this.window.samples + 1);
    const reused = this.#samples[this.#current];
    return reused ? this.#reset(reused, nowMs) : this.#newSample(nowMs);
  }

  #newSample(nowMs: number): Sample {
    const sample = { value: this.#initialValue, events: 0, startMs: nowMs, lastEventMs: nowMs };
    this.#samples.push(sample);
    return sample;
  }

  #reset(sample: Sample, nowMs: number): Sample {
    sample.value = this.#initialValue;
    sample.events = 0;
    sample.startMs = nowMs;
    sample.lastEventMs = nowMs;
    return sample;
  }

  #forgetOld(nowMs: number): void {
    const expireAgeMs = this.window.samples * this.window.timeWindowMs;
    for (const sample of this.#samples) if (nowMs - sample.lastEventMs >= expireAgeMs) this.#reset(sample, nowMs);
  }
}
