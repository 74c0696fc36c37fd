/** Chance, passed in so that a run can be repeated (Kafka: `java.util.Random`, `ThreadLocalRandom`). */
export interface Random {
  /** Uniform in [0, 2^31). */
  nextInt(): number;
  /** Uniform in [0, 1). */
  nextDouble(): number;
}
