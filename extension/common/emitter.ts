import type { Disposable } from './disposableStore.ts';

export type Event<T> = (listener: (value: T) => void) => Disposable;

/** What VS Code's EventEmitter does, for code that must run without VS Code. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event: Event<T> = listener => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return { dispose: () => this.#listeners.delete(entry) };
  };

  fire(value: T): void {
    // A copy: a listener may remove itself or add another while it is called.
    for (const { call } of [...this.#listeners]) call(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
