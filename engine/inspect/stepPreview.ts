import type { StepPreview } from '../snapshot/session.ts';
import type { InspectedProducer } from './inspectedProducer.ts';
export function previewStep(_producer: InspectedProducer, _nowMs: number, _hasPendingEvents: boolean): StepPreview {
  return { advancesMs: 0, actions: [{ kind: 'runOnce' }], lane: null };
}
