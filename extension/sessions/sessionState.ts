import type { SessionStatus } from '../../engine/session/sessionProtocol.ts';
import type { HostSession, HostState } from '../../webview/protocol/messages.ts';
import type { ContextKey } from '../common/ids.ts';
import type { ConnectionProfile } from '../connections/profile.ts';
import { practiceId } from '../connections/profile.ts';
import type { UnfinishedRecords } from './lastSeen.ts';

/** A profile, or the practice cluster, as something to connect to. */
export interface ConnectionTarget extends ConnectionProfile {
  /** `practice`, or the profile's name. */
  readonly id: string;
}

/** The one active session, from the outside. */
export type SessionState =
  | { readonly kind: 'none' }
  | { readonly kind: 'starting'; readonly target: ConnectionTarget }
  | { readonly kind: 'failed'; readonly target: ConnectionTarget; readonly error: string; readonly message: string }
  /** The producer runs; whether brokers answer yet is in `connected`. */
  | {
      readonly kind: 'running';
      readonly target: ConnectionTarget;
      readonly connected: boolean;
      readonly brokers: number;
      readonly closing: boolean;
      readonly status: SessionStatus | null;
      readonly loadRunning: boolean;
      /** What fails while no broker has answered yet, in words; null while nothing is known to. */
      readonly trouble: string | null;
    }
  | {
      readonly kind: 'crashed';
      readonly target: ConnectionTarget;
      readonly cause: string;
      readonly unfinished: UnfinishedRecords;
    };

export type PracticeState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly bootstrapServers: string }
  | { readonly kind: 'crashed'; readonly cause: string };

/** What menus, enablement and welcome views go by. */
export function contextKeysOf(session: SessionState, practice: PracticeState): Record<ContextKey, boolean | string> {
  const running = session.kind === 'running' ? session : null;
  return {
    'kafkaInspector.session': running !== null,
    'kafkaInspector.connected': running?.connected ?? false,
    'kafkaInspector.connectedToPractice': running?.target.id === practiceId,
    'kafkaInspector.sessionState': running && !running.connected ? 'connecting' : session.kind,
    'kafkaInspector.paused': running?.status?.run === 'paused',
    'kafkaInspector.transaction': running?.status?.transaction ?? '',
    'kafkaInspector.loadRunning': running?.loadRunning ?? false,
    'kafkaInspector.practiceRunning': practice.kind === 'running',
    'kafkaInspector.practiceState': practice.kind,
  };
}

/** The page's view of the session. */
export function hostSessionOf(session: SessionState): HostSession {
  switch (session.kind) {
    case 'none':
      return { kind: 'none' };
    case 'starting':
      return { kind: 'connecting', name: session.target.name, address: session.target.bootstrapServers };
    case 'failed': {
      const { target, error, message } = session;
      return { kind: 'failed', name: target.name, connectionId: target.id, error, message };
    }
    case 'running':
      return { kind: 'running', name: session.target.name, connectionId: session.target.id };
    case 'crashed': {
      const { notAcked, neverSent, inFlight, lastFrameWallMs } = session.unfinished;
      const { target, cause } = session;
      return { kind: 'crashed', name: target.name, cause, notAcked, neverSent, inFlight, lastFrameWallMs };
    }
  }
}

export function hostPracticeOf(practice: PracticeState): HostState['practice'] {
  return practice.kind === 'crashed' ? 'stopped' : practice.kind;
}

/** The pool is nearly used up: sends will soon wait. */
export function poolIsLow(status: SessionStatus): boolean {
  return status.totalPoolBytes > 0 && status.freePoolBytes < status.totalPoolBytes / 10;
}
