/** What brokers said against a topic, and how often since it was last fine. */
export interface TopicError {
  readonly errorCode: number;
  readonly node: number;
  readonly answers: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

const KEPT_TOPICS = 50;

export class TopicErrors {
  readonly #errors = new Map<string, TopicError>();

  /** A metadata answer: who was in it without an error is fine again; errors are told after it by `note`. */
  answered(topics: readonly string[], isKnown: (topic: string) => boolean): void {
    for (const topic of topics) if (isKnown(topic)) this.#errors.delete(topic);
  }

  note(topic: string, errorCode: number, node: number, atMs: number): void {
    const before = this.#errors.get(topic);
    this.#errors.delete(topic);
    this.#errors.set(topic, {
      errorCode,
      node,
      answers: before?.errorCode === errorCode ? before.answers + 1 : 1,
      firstMs: before?.errorCode === errorCode ? before.firstMs : atMs,
      lastMs: atMs,
    });
    if (this.#errors.size > KEPT_TOPICS) this.#errors.delete(this.#errors.keys().next().value as string);
  }

  get(topic: string): TopicError | undefined {
    return this.#errors.get(topic);
  }

  all(): ReadonlyMap<string, TopicError> {
    return this.#errors;
  }
}
