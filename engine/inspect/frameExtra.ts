import type { LoadView, SessionView, StepPreview } from '../snapshot/session.ts';

/** What a frame says that the producer does not know: who it is connected as, and what the driver does with it. */
export interface FrameExtra {
  readonly connectionName: string;
  readonly bootstrapServers: readonly string[];
  readonly securityProtocol: string;
  readonly connected: boolean;
  readonly run: 'running' | 'paused';
  readonly pausedAtWallMs: number | null;
  readonly stepPreview: StepPreview | null;
  readonly load: LoadView | null;
  readonly clusterTopics: SessionView['clusterTopics'];
  readonly stallMs: number;
}
