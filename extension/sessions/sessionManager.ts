import type { Frame } from '../../engine/snapshot/frame.ts';
import type { Methods, Params, Result } from '../../engine/session/rpc.ts';
import { RemoteError } from '../../engine/session/rpc.ts';
import type { SessionEvent, SessionMethods, SessionStatus } from '../../engine/session/sessionProtocol.ts';
import type { TransactionOperation } from '../../engine/session/transactionOperations.ts';
import type { Disposable } from '../common/disposableStore.ts';
import { Emitter } from '../common/emitter.ts';
import { LastSeen } from './lastSeen.ts';
import type { Properties } from '../connections/producerProperties.ts';
import type { ConnectionTarget, SessionState } from './sessionState.ts';
import { WorkerLink } from './workerLink.ts';

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** How long a producer may take to hand in what it holds when the user disconnects. */
const closeTimeoutMs = 10_000;
/** A worker that has not closed so long after its time was up is ended. */
const closeGraceMs = 2_000;

/** Asked of a session that is not there. */
export class NotConnectedError extends Error {
  constructor() {
    super('No producer is running.');
    this.name = 'NotConnectedError';
  }
}

/**
 * The one active producer session: starts its worker, keeps its state for everyone who shows it, and reports its end. After a
 * crash the state says so until the user connects again; nothing that was asked of the worker stays open.
 */
export class SessionManager implements Disposable {
  readonly #workerFile: string;
  readonly #log: Log;
  readonly #closeGraceMs: number;
  readonly #stateChanged = new Emitter<SessionState>();
  readonly #frames = new Emitter<Frame>();
  readonly #topicsChanged = new Emitter<void>();
  readonly #recordTaken = new Emitter<number>();
  #state: SessionState = { kind: 'none' };
  #link: WorkerLink<SessionMethods & Methods, SessionEvent> | null = null;
  #lastSeen = new LastSeen();

  readonly onDidChangeState = this.#stateChanged.event;
  readonly onFrame = this.#frames.event;
  readonly onTopicsChanged = this.#topicsChanged.event;
  /** The id of a record sent alone, when send() has taken it. */
  readonly onRecordTaken = this.#recordTaken.event;

  constructor(options: { readonly workerFile: string; readonly log: Log; readonly closeGraceMs?: number }) {
    this.#workerFile = options.workerFile;
    this.#log = options.log;
    this.#closeGraceMs = options.closeGraceMs ?? closeGraceMs;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** A broker has answered. */
  get isConnected(): boolean {
    return this.#state.kind === 'running' && this.#state.connected;
  }

  /**
   * Ends what runs, then starts a producer for `target`. Resolves when its configuration is accepted; brokers may not answer yet.
   * `secrets` go to the worker and are kept nowhere here.
   */
  async connect(target: ConnectionTarget, secrets: Properties = {}): Promise<void> {
    await this.disconnect();
    this.#lastSeen = new LastSeen();
    const link = new WorkerLink<SessionMethods & Methods, SessionEvent>({
      file: this.#workerFile,
      name: 'kafka producer',
      onEvent: event => this.#onEvent(link, event),
      onOutput: text => this.#log.info(`[worker] ${text}`),
      onCrash: cause => this.#onCrash(link, target, cause),
    });
    this.#link = link;
    this.#setState({ kind: 'starting', target });
    this.#log.info(`Connecting to ${target.name} (${target.bootstrapServers}).`);
    try {
      const { name, bootstrapServers, properties } = target;
      await link.call('connect', { name, bootstrapServers, properties: { ...properties, ...secrets } });
      if (this.#link !== link) return;
      // The 'connected' event may have overtaken the answer.
      if (this.#state.kind === 'starting') this.#setState(runningState(target));
      this.#onStatus(await link.call('status', null));
    } catch (error) {
      if (this.#link === link) {
        this.#link = null;
        const { name, message } = asError(error);
        this.#setState({ kind: 'failed', target, error: name, message });
        this.#log.error(`Could not connect to ${target.name}: ${name}: ${message}`);
        await link.terminate(asError(error));
      }
      throw error;
    }
  }

  /** Lets the producer finish for up to ten seconds, then ends it. Answers how many records were not acknowledged. */
  async disconnect(timeoutMs = closeTimeoutMs): Promise<{ readonly unfinishedRecords: number }> {
    const link = this.#link;
    if (!link) {
      if (this.#state.kind !== 'none') this.#setState({ kind: 'none' });
      return { unfinishedRecords: 0 };
    }
    const running = this.#state.kind === 'running' ? this.#state : null;
    if (running) this.#setState({ ...running, closing: true });
    const late = setTimeout(() => void this.abandon(), timeoutMs + this.#closeGraceMs);
    let unfinishedRecords = 0;
    try {
      if (running) ({ unfinishedRecords } = await link.call('close', { timeoutMs }));
    } catch (error) {
      this.#log.warn(`Closing the producer: ${asError(error).message}`);
      // It crashed or was abandoned while closing.
      if (this.#link !== link) return { unfinishedRecords: this.#lastSeen.unfinished().notAcked };
    } finally {
      clearTimeout(late);
    }
    if (this.#link === link) {
      this.#link = null;
      this.#setState({ kind: 'none' });
    }
    await link.terminate(new NotConnectedError());
    return { unfinishedRecords };
  }

  /** Ends the producer now, whatever it still holds; a `disconnect` under way ends with it. */
  async abandon(): Promise<void> {
    const link = this.#link;
    if (!link) return;
    this.#link = null;
    this.#setState({ kind: 'none' });
    await link.terminate(new NotConnectedError());
  }

  call<K extends keyof SessionMethods & string>(
    method: K,
    params: Params<SessionMethods & Methods, K>,
  ): Promise<Result<SessionMethods & Methods, K>> {
    return this.#link ? this.#link.call(method, params) : Promise.reject(new NotConnectedError());
  }

  /** Calls that change what everyone shows: the new state is asked for at once, not at the next status event. */
  async control(method: 'pause' | 'resume' | 'step'): Promise<void> {
    await this.call(method, null);
    this.#onStatus(await this.call('status', null));
  }

  /** Rejected as `SessionMethods.transaction` says; the state is asked for either way. */
  async transaction(operation: TransactionOperation): Promise<void> {
    try {
      await this.call('transaction', { operation });
    } finally {
      if (this.#link) this.#onStatus(await this.call('status', null));
    }
  }

  setLoadRunning(loadRunning: boolean): void {
    if (this.#state.kind === 'running') this.#setState({ ...this.#state, loadRunning });
  }

  /** What fails while it connects, in words, for everyone who shows the state. */
  setTrouble(trouble: string): void {
    if (this.#state.kind === 'running' && !this.#state.connected) this.#setState({ ...this.#state, trouble });
  }

  dispose(): void {
    this.#link?.dispose();
    this.#link = null;
    this.#stateChanged.dispose();
    this.#frames.dispose();
    this.#topicsChanged.dispose();
    this.#recordTaken.dispose();
  }

  #onEvent(link: object, event: SessionEvent): void {
    if (this.#link !== link) return;
    switch (event.type) {
      case 'frame':
        this.#lastSeen.frame(event.frame);
        return this.#frames.fire(event.frame);
      case 'connected':
        return this.#onConnected(event.brokers);
      case 'status':
        return this.#onStatus(event.status);
      case 'topicsChanged':
        return this.#topicsChanged.fire();
      case 'recordTaken':
        return this.#recordTaken.fire(event.recordId);
      case 'log':
        return this.#onLog(event.level, event.message);
    }
  }

  #onConnected(brokers: number): void {
    const state = this.#state;
    if (state.kind !== 'running' && state.kind !== 'starting') return;
    const running = state.kind === 'running' ? state : runningState(state.target);
    this.#setState({ ...running, connected: true, brokers, trouble: null });
    this.#log.info(`Connected to ${state.target.name}: ${brokers} brokers.`);
    this.#topicsChanged.fire();
  }

  #onStatus(status: SessionStatus): void {
    this.#lastSeen.status(status);
    if (this.#state.kind === 'running') this.#setState({ ...this.#state, status });
  }

  #onLog(level: 'debug' | 'info' | 'warning' | 'error', message: string): void {
    this.#log[level === 'warning' ? 'warn' : level](message);
  }

  #onCrash(link: object, target: ConnectionTarget, cause: Error): void {
    if (this.#link !== link) return;
    this.#link = null;
    this.#log.error(`The producer's worker ended: ${cause.message}\n${stackOf(cause)}`);
    this.#setState({ kind: 'crashed', target, cause: cause.message, unfinished: this.#lastSeen.unfinished() });
  }

  #setState(state: SessionState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

function runningState(target: ConnectionTarget): SessionState & { kind: 'running' } {
  const fresh = { connected: false, brokers: 0, closing: false, status: null, loadRunning: false, trouble: null };
  return { kind: 'running', target, ...fresh };
}

function asError(error: unknown): Error {
  if (error instanceof RemoteError) return error;
  return error instanceof Error ? error : new Error(String(error));
}

function stackOf(error: Error): string {
  return error.cause instanceof Error ? (error.cause.stack ?? '') : (error.stack ?? '');
}
