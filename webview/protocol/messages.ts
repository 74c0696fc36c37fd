import type { Detail } from '../../engine/snapshot/details.ts';
import type { Frame } from '../../engine/snapshot/frame.ts';
import type { MetricView } from '../../engine/snapshot/metrics.ts';
import type { OutgoingRecord, SendOutcome } from '../../engine/snapshot/outgoing.ts';
import type { DescribedSelection, Selection } from '../../engine/snapshot/words.ts';

/** Everything host and page say to each other. JSON only; every string from a broker is data, never markup. */
export type HostMessage =
  /** First message after `ready`. `l10n` is the translation bundle of VS Code's display language, or null for English. */
  | {
      readonly type: 'init';
      readonly locale: string;
      readonly l10n: Readonly<Record<string, string>> | null;
      readonly form: 'editor' | 'panel';
      readonly host: HostState;
    }
  | { readonly type: 'host'; readonly host: HostState }
  | { readonly type: 'frame'; readonly frame: Frame }
  /** Answer to a PageRequest. */
  | { readonly type: 'reply'; readonly id: number; readonly result: PageReply }
  | { readonly type: 'failure'; readonly id: number; readonly error: string; readonly message: string }
  /** A command such as Step or "Kafka Inspector: Show in Inspector" moves the page. */
  | { readonly type: 'select'; readonly selection: Selection }
  | { readonly type: 'focusGroup'; readonly direction: 'next' | 'previous' }
  /** A record sent alone was taken by send(); its journey begins. */
  | { readonly type: 'taken'; readonly recordId: number }
  | { readonly type: 'sent'; readonly outcome: SendOutcome };

/** What the page must know beyond frames: is there a producer at all, and how did it end. */
export interface HostState {
  readonly trusted: boolean;
  readonly session: HostSession;
  readonly practice: 'stopped' | 'starting' | 'running';
  /** Recent connections, newest first, for the empty state; ids are given back in `connect`. */
  readonly recent: readonly { readonly id: string; readonly name: string; readonly bootstrapServers: string }[];
  readonly payloads: boolean;
}

export type HostSession =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting'; readonly name: string; readonly address: string }
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly connectionId: string;
      readonly error: string;
      readonly message: string;
    }
  | { readonly kind: 'running'; readonly name: string; readonly connectionId: string }
  | {
      readonly kind: 'crashed';
      readonly name: string;
      readonly cause: string;
      readonly notAcked: number;
      readonly neverSent: number;
      readonly inFlight: number;
      readonly lastFrameWallMs: number | null;
    };

export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'shown'; readonly seq: number }
  | { readonly type: 'action'; readonly action: PageAction }
  | { readonly type: 'request'; readonly id: number; readonly request: PageRequest };

/** Each is also a command in the palette. */
export type PageAction =
  | { readonly kind: 'startPractice' }
  | { readonly kind: 'connect'; readonly connectionId: string | null }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'editConnection'; readonly connectionId: string }
  | { readonly kind: 'changeSecrets'; readonly connectionId: string }
  | { readonly kind: 'beginTransaction' }
  | { readonly kind: 'commitTransaction' }
  | { readonly kind: 'abortTransaction' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'step' }
  | { readonly kind: 'flush' }
  | { readonly kind: 'startLoad'; readonly topic: string }
  | { readonly kind: 'stopLoad' }
  | { readonly kind: 'createTopic'; readonly topic: string }
  | { readonly kind: 'openExample' }
  | { readonly kind: 'openSettings' }
  | { readonly kind: 'showOutput' }
  | { readonly kind: 'startAgain' }
  | { readonly kind: 'manageTrust' }
  | { readonly kind: 'copy'; readonly text: string };

export type PageRequest =
  | { readonly kind: 'describe'; readonly selection: DescribedSelection }
  | { readonly kind: 'predict'; readonly record: OutgoingRecord }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'send'; readonly record: OutgoingRecord; readonly times: number };

export type PageReply =
  | { readonly kind: 'describe'; readonly detail: Detail }
  | { readonly kind: 'metrics'; readonly metrics: readonly MetricView[] }
  | {
      readonly kind: 'predict';
      readonly where:
        | { readonly kind: 'partition'; readonly partition: number; readonly by: 'explicit' | 'keyHash' | 'roundRobin' }
        | {
            readonly kind: 'sticky';
            readonly partition: number;
            readonly producedBytes: number;
            readonly batchSizeBytes: number;
          }
        | { readonly kind: 'unknownTopic' };
    }
  | {
      readonly kind: 'send';
      readonly acked: number;
      readonly failed: number;
      readonly outcomes: readonly SendOutcome[];
    };
