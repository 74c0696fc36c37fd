import type { HostSession, HostState } from '../protocol/messages.ts';
import type { View } from './view.ts';

/** Which of its faces the page shows. */
export type Situation =
  | { readonly kind: 'loading' }
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting'; readonly name: string; readonly address: string }
  | { readonly kind: 'failed'; readonly session: Extract<HostSession, { kind: 'failed' }> }
  | { readonly kind: 'crashed'; readonly session: Extract<HostSession, { kind: 'crashed' }> }
  /** Connected; `fresh` as long as nothing was sent. */
  | { readonly kind: 'running'; readonly fresh: boolean };

export function situationOf(host: HostState | null, view: View | null): Situation {
  if (host === null) return { kind: 'loading' };
  const { session } = host;
  switch (session.kind) {
    case 'none':
      return { kind: 'none' };
    case 'connecting':
      return { kind: 'connecting', name: session.name, address: session.address };
    case 'failed':
      return { kind: 'failed', session };
    case 'crashed':
      return { kind: 'crashed', session };
    case 'running':
      if (view === null) return { kind: 'connecting', name: session.name, address: '' };
      if (view.session.state === 'connecting' && view.session.totals.sent === 0) {
        return {
          kind: 'connecting',
          name: session.name,
          address: view.session.connection.bootstrapServers.join(', '),
        };
      }
      return { kind: 'running', fresh: view.session.totals.sent === 0 };
  }
}
