/**
 * Typed calls over anything that posts messages: requests answered by id, events one way. Used between the extension host and
 * its workers. A port that closes rejects every open call, so nothing hangs.
 */
export interface Port {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** `{ method: (params) => result }`: the shape of both sides of a protocol. */
export type Methods = Record<string, (params: never) => unknown>;
export type Params<M extends Methods, K extends keyof M> = Parameters<M[K]>[0];
export type Result<M extends Methods, K extends keyof M> = Awaited<ReturnType<M[K]>>;

/** An error as data: the class name of Java's exception where there is one, and whether the record may be written. */
export interface RemoteErrorData {
  readonly name: string;
  readonly message: string;
  readonly code: number | null;
  readonly mayBeWritten: boolean;
}

export class RemoteError extends Error {
  readonly data: RemoteErrorData;
  constructor(data: RemoteErrorData) {
    super(data.message);
    this.name = data.name;
    this.data = data;
  }
}

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: RemoteErrorData }
  | { readonly kind: 'event'; readonly event: unknown };

/** The calling side. */
export class RpcClient<M extends Methods, E> {
  readonly #port: Port;
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #closed: Error | null = null;

  constructor(port: Port, onEvent: (event: E) => void) {
    this.#port = port;
    port.onMessage(raw => {
      const message = raw as Message;
      if (message.kind === 'event') return onEvent(message.event as E);
      if (message.kind === 'call') return;
      const waiting = this.#open.get(message.id);
      this.#open.delete(message.id);
      if (message.kind === 'result') waiting?.resolve(message.value as never);
      else waiting?.reject(new RemoteError(message.error));
    });
  }

  call<K extends keyof M & string>(method: K, params: Params<M, K>): Promise<Result<M, K>> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve: resolve as (value: never) => void, reject });
      this.#port.postMessage({ kind: 'call', id, method, params } satisfies Message);
    });
  }

  /** The other side is gone: open and later calls fail with `reason`. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const { reject } of this.#open.values()) reject(reason);
    this.#open.clear();
  }
}

/** The answering side: one object of methods, and a function that posts events. */
export function serveRpc<M extends Methods, E>(port: Port, methods: M): { emit: (event: E) => void } {
  port.onMessage(raw => {
    const message = raw as Message;
    if (message.kind === 'call') void answer(port, methods, message);
  });
  return { emit: event => port.postMessage({ kind: 'event', event } satisfies Message) };
}

async function answer(port: Port, methods: Methods, call: Message & { kind: 'call' }): Promise<void> {
  try {
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (!method) throw new Error(`No method '${call.method}'.`);
    const value = await method(call.params as never);
    port.postMessage({ kind: 'result', id: call.id, value } satisfies Message);
  } catch (error) {
    port.postMessage({ kind: 'error', id: call.id, error: errorData(error) } satisfies Message);
  }
}

function errorData(error: unknown): RemoteErrorData {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: null, mayBeWritten: false };
  const { kind, code, mayBeWritten } = error as { kind?: unknown; code?: unknown; mayBeWritten?: unknown };
  return {
    name: typeof kind === 'string' ? kind : error.name,
    message: error.message,
    code: typeof code === 'number' ? code : null,
    mayBeWritten: mayBeWritten === true,
  };
}
