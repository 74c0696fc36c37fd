import { KafkaError } from '../common/kafkaError.ts';
import type { ResolvedServers } from '../network/bootstrapNames.ts';
import type { Metadata } from './metadata.ts';

export interface BootstrapOptions {
  /** Resolves the names of bootstrap.servers once. Never rejects. */
  readonly resolve: () => Promise<ResolvedServers>;
  /** `bootstrap.resolve.timeout.ms`, from the first poll on; 0: no limit. */
  readonly timeoutMs: number;
  readonly retryBackoffMs: number;
}

/**
 * The first addresses, where their names must be resolved before anybody can be asked (Kafka: `NetworkClient.ensureBootstrapped`,
 * KIP-909). It begins at once, goes on beside the polls, and each of them looks at the result; in vain means again after
 * retry.backoff.ms. Out of time is out of time for good.
 */
export class Bootstrap {
  readonly #metadata: Metadata;
  readonly #options: BootstrapOptions;
  readonly #wakeup: () => void;
  #isResolving = false;
  #result: ResolvedServers | null = null;
  #retryAtMs = -Infinity;
  #deadlineMs: number | null = null;
  /** Tries in vain, and why the last was. */
  failures = 0;
  problem = '';

  constructor(metadata: Metadata, options: BootstrapOptions, wakeup: () => void) {
    this.#metadata = metadata;
    this.#options = options;
    this.#wakeup = wakeup;
    this.#start();
  }

  /** Before everything else in a poll. Returns how long that may wait, ms. */
  check(nowMs: number): number {
    const { timeoutMs } = this.#options;
    if (this.#metadata.isBootstrapped || this.#metadata.bootstrapError) return Infinity;
    this.#deadlineMs ??= timeoutMs > 0 ? nowMs + timeoutMs : Infinity;
    if (this.#takeResult(nowMs)) return Infinity;
    if (nowMs >= this.#deadlineMs) {
      this.#metadata.bootstrapFailed(outOfTime(timeoutMs, this.problem));
      return Infinity;
    }
    if (!this.#isResolving && nowMs >= this.#retryAtMs) this.#start();
    return Math.min(this.#deadlineMs, this.#isResolving ? Infinity : this.#retryAtMs) - nowMs;
  }

  #start(): void {
    this.#isResolving = true;
    void this.#options.resolve().then(result => {
      this.#result = result;
      this.#wakeup();
    });
  }

  /** True: there are addresses now. */
  #takeResult(nowMs: number): boolean {
    const result = this.#result;
    if (!result) return false;
    this.#result = null;
    this.#isResolving = false;
    this.problem = result.unresolved.join(' ');
    if (result.addresses.length > 0) {
      this.failures = 0;
      this.#metadata.bootstrap(result.addresses);
      return true;
    }
    this.failures++;
    this.#retryAtMs = nowMs + this.#options.retryBackoffMs;
    this.#metadata.reportFailure(nowMs, this.problem);
    return false;
  }
}

function outOfTime(timeoutMs: number, problem: string): KafkaError {
  return new KafkaError(
    'BootstrapResolutionException',
    `No server of bootstrap.servers could be resolved within bootstrap.resolve.timeout.ms (${timeoutMs} ms). ${problem || 'The name service did not answer.'} Mend the names or the name service, then start the producer again.`,
    { mayBeWritten: false },
  );
}
