/** What a user or a test has ordered to go wrong. `node` null: at every broker. */
export class Faults {
  readonly #delays = new Map<number, number>();
  #delayOfAllMs = 0;
  #failures: { readonly node: number | null; readonly api: number; readonly errorCode: number; left: number }[] = [];

  /** Every response of the broker waits this long before it is written; 0 ends it. */
  delayResponses(node: number | null, delayMs: number): void {
    if (node !== null) {
      this.#delays.set(node, delayMs);
      return;
    }
    this.#delayOfAllMs = delayMs;
    this.#delays.clear();
  }

  delayMs(node: number): number {
    return this.#delays.get(node) ?? this.#delayOfAllMs;
  }

  /** The next `count` requests of the API are answered with the error code; orders for the same API are used up one after another. */
  failNext(node: number | null, api: number, errorCode: number, count: number): void {
    if (count > 0) this.#failures.push({ node, api, errorCode, left: count });
  }

  /** The error code for this request, which uses it up; null: none. */
  takeFailure(node: number, api: number): number | null {
    if (this.#failures.length === 0) return null;
    const order = this.#failures.find(each => each.api === api && (each.node === null || each.node === node));
    if (order === undefined) return null;
    order.left--;
    if (order.left === 0) this.#failures = this.#failures.filter(each => each !== order);
    return order.errorCode;
  }
}
