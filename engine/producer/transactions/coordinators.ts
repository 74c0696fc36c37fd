import type { Node } from '../../common/node.ts';
import type { CoordinatorKey, CoordinatorType } from './txnRequestHandler.ts';

/** Who coordinates the transaction, and who the group whose offsets were sent last. */
export class Coordinators {
  readonly #known = new Map<CoordinatorType, { readonly key: string; readonly node: Node }>();

  find({ type, key }: CoordinatorKey): Node | null {
    const known = this.#known.get(type);
    return known?.key === key ? known.node : null;
  }

  found({ type, key }: CoordinatorKey, node: Node): void {
    this.#known.set(type, { key, node });
  }

  forget({ type }: CoordinatorKey): void {
    this.#known.delete(type);
  }

  of(type: CoordinatorType): { readonly key: string; readonly node: Node } | null {
    return this.#known.get(type) ?? null;
  }
}
