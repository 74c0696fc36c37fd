import type { Time } from '../../common/time.ts';
import { isPreparing, newTransactionMetadata } from './transactionMetadata.ts';
import type { TransactionMetadata } from './transactionMetadata.ts';

/** Kafka: transactional.id.expiration.ms; and a limit of our own. */
const expirationMs = 604_800_000;
const maxTransactionalIds = 10_000;

/** All transactional ids, in order of last use; what is idle for a week, or longest when there are too many, is forgotten. */
export class TransactionTable {
  readonly #time: Time;
  readonly #byId = new Map<string, TransactionMetadata>();

  constructor(time: Time) {
    this.#time = time;
  }

  get all(): readonly TransactionMetadata[] {
    return [...this.#byId.values()];
  }

  find(transactionalId: string): TransactionMetadata | undefined {
    const metadata = this.#byId.get(transactionalId);
    return metadata === undefined || this.#hasExpired(metadata) ? undefined : this.#used(metadata);
  }

  /** null: there are too many, and all of them are in use. */
  findOrCreate(transactionalId: string, newProducerId: () => bigint): TransactionMetadata | null {
    const known = this.find(transactionalId);
    if (known !== undefined) return known;
    if (this.#byId.size >= maxTransactionalIds && !this.#forgetOldest()) return null;
    return this.#used(newTransactionMetadata(transactionalId, newProducerId()));
  }

  #used(metadata: TransactionMetadata): TransactionMetadata {
    metadata.lastUsedMs = this.#time.milliseconds();
    this.#byId.delete(metadata.transactionalId);
    this.#byId.set(metadata.transactionalId, metadata);
    return metadata;
  }

  #hasExpired(metadata: TransactionMetadata): boolean {
    return !isInUse(metadata) && this.#time.milliseconds() - metadata.lastUsedMs >= expirationMs;
  }

  #forgetOldest(): boolean {
    const oldest = this.all.find(metadata => !isInUse(metadata));
    return oldest !== undefined && this.#byId.delete(oldest.transactionalId);
  }
}

function isInUse(metadata: TransactionMetadata): boolean {
  return metadata.state === 'Ongoing' || isPreparing(metadata);
}
