export const MAX_SEQUENCE = 2147483647;

/** Kafka: `DefaultRecordBatch.incrementSequence`: past 2^31-1 comes 0. */
export function incrementSequence(sequence: number, increment: number): number {
  return sequence > MAX_SEQUENCE - increment ? increment - (MAX_SEQUENCE - sequence) - 1 : sequence + increment;
}
