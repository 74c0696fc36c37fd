export interface ProducerIdAndEpoch {
  readonly producerId: bigint;
  readonly epoch: number;
}

export const NO_PRODUCER: ProducerIdAndEpoch = { producerId: -1n, epoch: -1 };
export const MAX_EPOCH = 32767;

export function sameProducer(a: ProducerIdAndEpoch, b: ProducerIdAndEpoch): boolean {
  return a.producerId === b.producerId && a.epoch === b.epoch;
}
