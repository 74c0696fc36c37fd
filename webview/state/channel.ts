import type { HostMessage, PageAction, PageMessage, PageReply, PageRequest } from '../protocol/messages.ts';

/** The page's end of the wire to the host: messages out, and requests whose reply, failure or silence settles a promise. */
export interface Wire {
  postMessage(message: PageMessage): void;
}

type ReplyTo<K extends PageRequest['kind']> = Extract<PageReply, { kind: K }>;

const ANSWER_WITHIN_MS = 130_000;

export class HostError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export class Channel {
  readonly #wire: Wire;
  readonly #open = new Map<number, { resolve(reply: PageReply): void; reject(error: Error): void }>();
  #nextId = 1;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  ready(): void {
    this.#wire.postMessage({ type: 'ready' });
  }

  shown(seq: number): void {
    this.#wire.postMessage({ type: 'shown', seq });
  }

  act(action: PageAction): void {
    this.#wire.postMessage({ type: 'action', action });
  }

  /** A send waits as long as delivery.timeout.ms lets it, so the limit is above Kafka's default of two minutes. */
  async request<K extends PageRequest['kind']>(request: Extract<PageRequest, { kind: K }>): Promise<ReplyTo<K>> {
    const id = this.#nextId++;
    const reply = await new Promise<PageReply>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#open.delete(id);
        reject(new HostError('Timeout', `no answer to ${request.kind}`));
      }, ANSWER_WITHIN_MS);
      const settle = () => {
        clearTimeout(timer);
        this.#open.delete(id);
      };
      this.#open.set(id, {
        resolve: value => (settle(), resolve(value)),
        reject: error => (settle(), reject(error)),
      });
      this.#wire.postMessage({ type: 'request', id, request });
    });
    if (reply.kind !== request.kind) throw new HostError('Protocol', `${reply.kind} is no answer to ${request.kind}`);
    return reply as ReplyTo<K>;
  }

  /** Replies whose asker gave up are dropped. */
  settle(message: Extract<HostMessage, { type: 'reply' | 'failure' }>): void {
    const asker = this.#open.get(message.id);
    if (message.type === 'reply') asker?.resolve(message.result);
    else asker?.reject(new HostError(message.error, message.message));
  }
}
