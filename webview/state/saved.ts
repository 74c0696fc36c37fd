import type { Selection } from '../../engine/snapshot/words.ts';
import type { Form } from './form.ts';

/** What the page keeps over hiding and reloading through `vscode.setState`: the reader's arrangement, no data of the producer. */
export interface Saved {
  readonly version: 1;
  /** Sections of the narrow form that the reader folded or opened, by name. */
  readonly folds: Readonly<Record<string, boolean>>;
  /** Groups of the board that are closed, and groups whose idle partitions are shown. */
  readonly closedGroups: readonly string[];
  readonly openIdle: readonly string[];
  readonly grouping: 'broker' | 'topic';
  readonly filter: string;
  readonly logFilter: string;
  readonly selection: Selection | null;
  readonly metricFilter: string;
  readonly drawerTab: 'log' | 'metrics' | 'record' | 'request' | 'batch';
  readonly drawerHeight: Readonly<Partial<Record<Form, number>>>;
  readonly drawerFull: boolean;
  readonly scroll: Readonly<Record<string, number>>;
  readonly send: SendFields;
}

export interface SendFields {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly keyNull: boolean;
  readonly valueNull: boolean;
  readonly headers: string;
  readonly partition: string;
  readonly timestamp: string;
  readonly more: boolean;
}

export const NEW: Saved = {
  version: 1,
  folds: {},
  closedGroups: [],
  openIdle: [],
  grouping: 'broker',
  filter: '',
  logFilter: '',
  metricFilter: '',
  selection: null,
  drawerTab: 'log',
  drawerHeight: {},
  drawerFull: false,
  scroll: {},
  send: {
    topic: '',
    key: 'user-42',
    value: '{"order":"1001","amount":12.50}',
    keyNull: false,
    valueNull: false,
    headers: '',
    partition: '',
    timestamp: '',
    more: false,
  },
};

/** A state of another version, or none, is as good as a new page. */
export function restore(state: unknown): Saved {
  if (typeof state !== 'object' || state === null || !('version' in state) || state.version !== 1) return NEW;
  const saved = state as Partial<Saved>;
  return { ...NEW, ...saved, send: { ...NEW.send, ...saved.send } };
}
