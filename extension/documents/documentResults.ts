import { Emitter } from '../common/emitter.ts';

/** How the last sending of a block ended. */
export interface BlockResult {
  readonly ok: boolean;
  readonly text: string;
  /** Followed by the inspector, when it was one record. */
  readonly recordId: number | null;
}

/**
 * The last result of each block of a document, kept by the block's text: it moves with the block and goes when the block is
 * changed, as it then no longer tells about what stands there.
 */
export class DocumentResults {
  readonly #documents = new Map<string, Map<string, BlockResult>>();
  readonly #changed = new Emitter<string>();

  /** With the document's URI. */
  readonly onDidChange = this.#changed.event;

  set(uri: string, blockText: string, result: BlockResult): void {
    const blocks = this.#documents.get(uri) ?? new Map<string, BlockResult>();
    blocks.set(blockText, result);
    this.#documents.set(uri, blocks);
    this.#changed.fire(uri);
  }

  get(uri: string, blockText: string): BlockResult | undefined {
    return this.#documents.get(uri)?.get(blockText);
  }

  /** Forgets blocks that no longer stand in the document, so that typing does not pile up results. */
  keepOnly(uri: string, blockTexts: ReadonlySet<string>): void {
    const blocks = this.#documents.get(uri);
    for (const text of blocks?.keys() ?? []) if (!blockTexts.has(text)) blocks?.delete(text);
    if (blocks?.size === 0) this.#documents.delete(uri);
  }

  forget(uri: string): void {
    this.#documents.delete(uri);
  }

  dispose(): void {
    this.#documents.clear();
    this.#changed.dispose();
  }
}
