export const MAX_SEQUENCE = 2147483647;

/** Kafka: `DefaultRecordBatch.incrementSequence`: past 2^31-1 comes 0. */
export function incrementSequence(sequence: number, increment: number): number {
  return sequence > MAX_SEQUENCE - increment ? increment - (MAX_SEQUENCE - sequence) - 1 : sequence + increment;
}

/** Which of two sequences of a partition came first: they go round, and no two in use are half a round apart. */
export function isBefore(sequence: number, other: number): boolean {
  const round = MAX_SEQUENCE + 1;
  const ahead = (other - sequence + round) % round;
  return ahead > 0 && ahead < round / 2;
}

/** Kafka: `DefaultRecordBatch.decrementSequence`: before 0 comes 2^31-1. */
export function decrementSequence(sequence: number, decrement: number): number {
  return sequence < decrement ? MAX_SEQUENCE - (decrement - sequence) + 1 : sequence - decrement;
}
