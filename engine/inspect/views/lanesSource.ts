import type { InspectedProducer } from '../inspectedProducer.ts';
import type { LanePlaces } from '../lanePlaces.ts';
import type { Flow } from '../measure/flow.ts';
import type { NodeStats } from '../measure/nodeStats.ts';
import type { ProducerLook } from '../producerLook.ts';
import type { ExactCells } from './exactCells.ts';

/** What partitions are shown from. */
export interface LanesSource {
  readonly producer: InspectedProducer;
  readonly look: ProducerLook;
  readonly nodeStats: NodeStats;
  readonly places: LanePlaces;
  readonly flow: Flow | null;
  readonly exact: ExactCells;
  readonly paused: boolean;
}
