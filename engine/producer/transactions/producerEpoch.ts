import type { FinalizedFeatures } from '../../client/nodeApiVersions.ts';
import { NO_PRODUCER } from './producerIdAndEpoch.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';

const TRANSACTION_VERSION = 'transaction.version';
/** KIP-890: partitions join a transaction by being written to, and each transaction has an epoch of its own. */
const TRANSACTIONS_V2 = 2;

/** The producer's id and epoch, and how it comes by the next one. */
export class ProducerEpoch {
  producer: ProducerIdAndEpoch = NO_PRODUCER;
  /** InitProducerId takes the current id and epoch and raises the epoch (KIP-360). */
  coordinatorSupportsBumping = false;
  isTransactionV2Enabled = false;
  /** After the transaction, before the next: InitProducerId. */
  clientSideBumpRequired = false;
  readonly #features: () => FinalizedFeatures;
  #seenFeaturesEpoch = -1n;

  constructor(features: () => FinalizedFeatures) {
    this.#features = features;
  }

  /**
   * Kafka: `maybeUpdateTransactionV2Enabled`. Counts for the next transaction: one that runs ends as it began. Switched on between
   * two transactions it takes a new epoch, because the broker must not mistake one kind for the other.
   */
  updateTransactionV2(atInitialization: boolean): void {
    const { epoch, levels } = this.#features();
    if (epoch <= this.#seenFeaturesEpoch) return;
    this.#seenFeaturesEpoch = epoch;
    const wasEnabled = this.isTransactionV2Enabled;
    this.isTransactionV2Enabled = (levels.get(TRANSACTION_VERSION) ?? 0) >= TRANSACTIONS_V2;
    if (this.isTransactionV2Enabled && !wasEnabled && !atInitialization) this.clientSideBumpRequired = true;
  }

  /** There will be a new epoch after an abort, so that what is lost of the old one does no harm. */
  get canHandleAbortableError(): boolean {
    return this.coordinatorSupportsBumping || this.isTransactionV2Enabled;
  }

  /** With V2 the end of the transaction raises the epoch anyway. */
  get needsClientSideBump(): boolean {
    return this.coordinatorSupportsBumping && !this.isTransactionV2Enabled;
  }
}
