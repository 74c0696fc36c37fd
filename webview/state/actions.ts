import type { PageAction } from '../protocol/messages.ts';
import type { Channel } from './channel.ts';

/** The channel, once main.tsx has made it; panels act through this and know nothing of the wire. */
let channel: Channel | null = null;

export function connectChannel(made: Channel): void {
  channel = made;
}

export function act(action: PageAction): void {
  channel?.act(action);
}

export function wire(): Channel {
  if (channel === null) throw new Error('The page has no host.');
  return channel;
}

export function copy(text: string): void {
  act({ kind: 'copy', text });
}
