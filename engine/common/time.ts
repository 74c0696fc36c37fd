/**
 * The engine's only notion of time, passed in everywhere (Kafka: `org.apache.kafka.common.utils.Time`).
 *
 * `milliseconds` measures durations and deadlines: it never jumps, so a wall clock set back an hour expires nothing.
 * It may have a fraction. `wallMilliseconds` is the wall clock, for record timestamps and for showing.
 */
export interface Time {
  /** Monotonic milliseconds, with fraction; the zero point means nothing. */
  milliseconds(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
  wallMilliseconds(): number;
  /**
   * The wall clock at `nowMs`, which `milliseconds` has just told: right to a millisecond, and cheaper than asking a second clock
   * for each record.
   */
  wallMillisecondsAt(nowMs: number): number;
}
