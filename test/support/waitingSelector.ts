import type { Disconnection } from '../../engine/network/selectable.ts';
import type { MockTime } from './mockTime.ts';
import type { MockTimers } from './mockTimers.ts';
import { ScriptedSelector } from './scriptedSelector.ts';

/** A scripted selector whose polls wait as sockets do: for an event, a wakeup, or until the clock has been moved far enough. */
export class WaitingSelector extends ScriptedSelector {
  readonly #timers: MockTimers;
  #isWoken = false;
  #wake: (() => void) | null = null;

  constructor(time: MockTime, timers: MockTimers) {
    super(time);
    this.#timers = timers;
  }

  override async poll(timeoutMs: number): Promise<void> {
    // As sockets do, it gives the event loop a turn: who sends many records in a row is not looked at after each of them.
    if (this.#isWoken && !this.hasPending()) await new Promise(resolve => setImmediate(resolve));
    else if (!this.hasPending() && timeoutMs > 0) await this.#wait(timeoutMs);
    this.#isWoken = false;
    this.#wake = null;
    await super.poll(0);
  }

  override wakeup(): void {
    super.wakeup();
    this.#isWoken = true;
    this.#wake?.();
  }

  override deliverConnected(id: string, afterMs = 0): void {
    super.deliverConnected(id, afterMs);
    this.#wakeAfter(afterMs);
  }

  override deliverDisconnected(id: string, why?: Partial<Disconnection>, afterMs = 0): void {
    super.deliverDisconnected(id, why, afterMs);
    this.#wakeAfter(afterMs);
  }

  override deliverResponse(source: string, payload: Buffer, afterMs = 0): void {
    super.deliverResponse(source, payload, afterMs);
    this.#wakeAfter(afterMs);
  }

  override closeAll(): void {
    super.closeAll();
    this.wakeup();
  }

  async #wait(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const cancel = Number.isFinite(timeoutMs) ? this.#timers.schedule(timeoutMs, resolve) : (): void => undefined;
    await promise;
    cancel();
  }

  #wakeAfter(afterMs: number): void {
    if (afterMs <= 0) this.#wake?.();
    else this.#timers.schedule(afterMs, () => this.#wake?.());
  }
}
