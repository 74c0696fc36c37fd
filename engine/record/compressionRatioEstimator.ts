import { compressionTypeId, compressionTypes } from './compression.ts';
import type { CompressionType } from './compression.ts';

const improvingStep = Math.fround(0.005);
const deterioratingStep = Math.fround(0.05);
const initialRatio = 1;

/**
 * How well batches of a topic have compressed so far, which tells how many more records fit into one that is open (Kafka:
 * `CompressionRatioEstimator`). Falls slowly and rises fast, in 32-bit floats as in Java. Java keeps one for the whole process;
 * here it is passed in, and producers that shall learn from each other are given the same one.
 */
export class CompressionRatioEstimator {
  readonly #byTopic = new Map<string, Float32Array>();

  /** Compressed bytes over uncompressed bytes. */
  estimation(topic: string, type: CompressionType): number {
    return this.#ratios(topic)[compressionTypeId(type)] ?? initialRatio;
  }

  /** Takes in what a closed batch came to, and gives the new estimate. */
  updateEstimation(topic: string, type: CompressionType, observedRatio: number): number {
    const ratios = this.#ratios(topic);
    const id = compressionTypeId(type);
    const current = ratios[id] ?? initialRatio;
    const observed = Math.fround(observedRatio);
    if (observed > current) ratios[id] = Math.max(Math.fround(current + deterioratingStep), observed);
    else if (observed < current) ratios[id] = Math.max(Math.fround(current - improvingStep), observed);
    return ratios[id] ?? initialRatio;
  }

  /** After a batch was refused as too large, the estimate jumps to at least 1. */
  setEstimation(topic: string, type: CompressionType, ratio: number): void {
    this.#ratios(topic)[compressionTypeId(type)] = ratio;
  }

  removeEstimation(topic: string): void {
    this.#byTopic.delete(topic);
  }

  #ratios(topic: string): Float32Array {
    let ratios = this.#byTopic.get(topic);
    if (ratios === undefined) {
      ratios = new Float32Array(compressionTypes.length).fill(initialRatio);
      this.#byTopic.set(topic, ratios);
    }
    return ratios;
  }
}
