import type { Methods, Params, Result } from '../../engine/session/rpc.ts';
import type { PracticeEvent, PracticeMethods, PracticeOptions } from '../../engine/session/practiceProtocol.ts';
import type { Disposable } from '../common/disposableStore.ts';
import { Emitter } from '../common/emitter.ts';
import type { Properties } from '../connections/producerProperties.ts';
import type { Log } from './sessionManager.ts';
import type { PracticeState } from './sessionState.ts';
import { WorkerLink } from './workerLink.ts';

/** The practice cluster in its worker: started when asked for, ended with the extension. */
export class PracticeManager implements Disposable {
  readonly #workerFile: string;
  readonly #log: Log;
  readonly #stateChanged = new Emitter<PracticeState>();
  readonly #changed = new Emitter<void>();
  #state: PracticeState = { kind: 'stopped' };
  #link: WorkerLink<PracticeMethods & Methods, PracticeEvent> | null = null;
  #starting: Promise<string> | null = null;
  #clientProperties: Properties = {};

  readonly onDidChangeState = this.#stateChanged.event;
  /** Brokers or topics changed: `describe` has news. */
  readonly onDidChangeCluster = this.#changed.event;

  constructor(options: { readonly workerFile: string; readonly log: Log }) {
    this.#workerFile = options.workerFile;
    this.#log = options.log;
  }

  /** What a client needs beside the addresses, the practice password among it; empty without security. */
  get clientProperties(): Properties {
    return this.#clientProperties;
  }

  get state(): PracticeState {
    return this.#state;
  }

  /** Resolves with the bootstrap servers once every broker answers. Who asks while it starts waits for the same start. */
  start(options: PracticeOptions): Promise<string> {
    if (this.#state.kind === 'running') return Promise.resolve(this.#state.bootstrapServers);
    this.#starting ??= this.#start(options).finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #start(options: PracticeOptions): Promise<string> {
    const link = new WorkerLink<PracticeMethods & Methods, PracticeEvent>({
      file: this.#workerFile,
      name: 'kafka practice cluster',
      onEvent: event => this.#onEvent(link, event),
      onOutput: text => this.#log.info(`[practice cluster] ${text}`),
      onCrash: cause => this.#onCrash(link, cause),
    });
    this.#link = link;
    this.#setState({ kind: 'starting' });
    try {
      const { bootstrapServers, clientProperties } = await link.call('start', options);
      this.#clientProperties = clientProperties;
      this.#log.info(`Practice cluster runs: bootstrap.servers=${bootstrapServers}`);
      if (this.#link === link) this.#setState({ kind: 'running', bootstrapServers });
      return bootstrapServers;
    } catch (error) {
      if (this.#link === link) {
        this.#link = null;
        this.#setState({ kind: 'stopped' });
        await link.terminate(new Error('The practice cluster did not start.'));
      }
      throw error;
    }
  }

  async stop(): Promise<void> {
    const link = this.#link;
    if (!link) return this.#setState({ kind: 'stopped' });
    this.#link = null;
    try {
      await link.call('stop', null);
    } catch (error) {
      this.#log.warn(`Stopping the practice cluster: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await link.terminate(new Error('The practice cluster was stopped.'));
      // It may have been started anew meanwhile.
      if (this.#link === null) this.#setState({ kind: 'stopped' });
    }
  }

  call<K extends keyof PracticeMethods & string>(
    method: K,
    params: Params<PracticeMethods & Methods, K>,
  ): Promise<Result<PracticeMethods & Methods, K>> {
    return this.#link
      ? this.#link.call(method, params)
      : Promise.reject(new Error('The practice cluster does not run.'));
  }

  dispose(): void {
    this.#link?.dispose();
    this.#link = null;
    this.#stateChanged.dispose();
    this.#changed.dispose();
  }

  #onEvent(link: object, event: PracticeEvent): void {
    if (this.#link !== link) return;
    if (event.type === 'changed') this.#changed.fire();
    else this.#log[event.level === 'warning' ? 'warn' : event.level](`[practice cluster] ${event.message}`);
  }

  #onCrash(link: object, cause: Error): void {
    if (this.#link !== link) return;
    this.#link = null;
    this.#log.error(`The practice cluster's worker ended: ${cause.message}`);
    this.#setState({ kind: 'crashed', cause: cause.message });
  }

  #setState(state: PracticeState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}
