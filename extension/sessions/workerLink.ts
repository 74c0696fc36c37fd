import { Worker } from 'node:worker_threads';
import { RpcClient } from '../../engine/session/rpc.ts';
import type { Methods, Params, Result } from '../../engine/session/rpc.ts';
import type { Disposable } from '../common/disposableStore.ts';

export interface WorkerLinkOptions<E> {
  /** The worker's bundle, an absolute path. */
  readonly file: string;
  /** Shown by debuggers and profilers. */
  readonly name: string;
  readonly onEvent: (event: E) => void;
  /** What the worker prints goes to the log, as it has no console of its own. */
  readonly onOutput: (text: string) => void;
  /** The worker ended though nobody asked it to. Called once; every open call is already rejected with the same error. */
  readonly onCrash: (cause: WorkerCrash) => void;
}

/** A worker that ended by itself: with an error it did not catch, or by exiting. */
export class WorkerCrash extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WorkerCrash';
  }
}

/** One worker thread and the typed calls to it. However it ends, nothing that was asked of it stays open. */
export class WorkerLink<M extends Methods, E> implements Disposable {
  readonly #worker: Worker;
  readonly #rpc: RpcClient<M, E>;
  readonly #onCrash: (cause: WorkerCrash) => void;
  #ended = false;

  constructor(options: WorkerLinkOptions<E>) {
    this.#onCrash = options.onCrash;
    // The extension host's own flags (inspector, snapshots) are not the worker's.
    this.#worker = new Worker(options.file, { name: options.name, execArgv: [], stdout: true, stderr: true });
    const { stdout, stderr } = this.#worker;
    for (const stream of [stdout, stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => options.onOutput(text.trimEnd()));
    }
    this.#worker.on('error', error => this.#crash(crashOf(error)));
    this.#worker.on('messageerror', error => this.#crash(crashOf(error)));
    this.#worker.on('exit', code => this.#crash(new WorkerCrash(`The worker ended with exit code ${code}.`)));
    const port = {
      postMessage: (message: unknown) => this.#worker.postMessage(message),
      onMessage: (listener: (message: unknown) => void) => void this.#worker.on('message', listener),
    };
    this.#rpc = new RpcClient<M, E>(port, event => {
      // Messages already on their way when the worker was given up must not bring it back to life.
      if (!this.#ended) options.onEvent(event);
    });
  }

  call<K extends keyof M & string>(method: K, params: Params<M, K>): Promise<Result<M, K>> {
    return this.#rpc.call(method, params);
  }

  /** Ends the worker on purpose: open calls are rejected with `reason`, no crash is reported. */
  async terminate(reason: Error): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      this.#rpc.close(reason);
    }
    await this.#worker.terminate();
  }

  dispose(): void {
    void this.terminate(new Error('The extension was closed.'));
  }

  #crash(cause: WorkerCrash): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#rpc.close(cause);
    this.#onCrash(cause);
    // After 'messageerror' the thread still runs.
    void this.#worker.terminate();
  }
}

function crashOf(error: unknown): WorkerCrash {
  return error instanceof Error
    ? new WorkerCrash(`${error.name}: ${error.message}`, { cause: error })
    : new WorkerCrash(String(error));
}
