import type { TlsSession } from '../../network/selectable.ts';
import type { MetricRegistry } from './metricRegistry.ts';

/** How many connections each cipher protects; what protects none has no metric (Kafka: `IntGaugeSuite`, `connectionsByCipher`). */
export class CipherMetrics {
  readonly #registry: MetricRegistry;
  readonly #connections = new Map<string, TlsSession>();
  readonly #removals = new Map<string, () => void>();

  constructor(registry: MetricRegistry) {
    this.#registry = registry;
  }

  connected(connectionId: string, session: TlsSession): void {
    const { cipher, protocol } = session;
    this.#connections.set(connectionId, session);
    if (this.#removals.has(nameOf(session))) return;
    const group = this.#registry.group('producer-metrics', { cipher, protocol });
    this.#removals.set(
      nameOf(session),
      group.gauge('connections', () => this.#count(session)),
    );
  }

  closed(connectionId: string): void {
    const session = this.#connections.get(connectionId);
    this.#connections.delete(connectionId);
    if (!session || this.#count(session) > 0) return;
    this.#removals.get(nameOf(session))?.();
    this.#removals.delete(nameOf(session));
  }

  #count(session: TlsSession): number {
    let count = 0;
    for (const each of this.#connections.values()) if (nameOf(each) === nameOf(session)) count++;
    return count;
  }
}

function nameOf({ cipher, protocol }: TlsSession): string {
  return `${protocol} ${cipher}`;
}
