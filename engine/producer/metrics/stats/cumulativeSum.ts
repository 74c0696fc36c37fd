import type { Stat } from './stat.ts';

/** Sum since the start, never forgotten (Kafka: `CumulativeSum`). */
export class CumulativeSum implements Stat {
  #total = 0;

  record(value: number): void {
    this.#total += value;
  }

  measure(): number {
    return this.#total;
  }
}

/** How often something happened since the start (Kafka: `CumulativeCount`). */
export class CumulativeCount implements Stat {
  #count = 0;

  record(): void {
    this.#count++;
  }

  measure(): number {
    return this.#count;
  }
}
