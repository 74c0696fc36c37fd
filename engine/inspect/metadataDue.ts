import { ApiKeys } from '../protocol/apiKeys.ts';
import type { InspectedProducer } from './inspectedProducer.ts';

/**
 * When metadata is asked for next, ms; 0: now; Infinity: never. The same as `Metadata.timeToNextUpdate`, but with the middle of each
 * backoff instead of a drawn one: looking must not use up chance.
 */
export function metadataDueInMs({ metadata, config }: InspectedProducer, nowMs: number): number {
  const expiresInMs = Math.max(0, metadata.lastSuccessfulRefreshMs + config.metadataMaxAgeMs - nowMs);
  const equivalents = expiresInMs === 0 ? 0 : metadata.equivalentResponseCount;
  const backoffMs = (attempts: number): number =>
    Math.max(0, metadata.lastRefreshMs + nominalBackoffMs(config, attempts) - nowMs);
  return Math.max(
    metadata.updateRequested ? 0 : expiresInMs,
    backoffMs(Math.max(metadata.attempts - 1, 0)),
    equivalents > 0 ? backoffMs(equivalents - 1) : 0,
  );
}

/** `ExponentialBackoff.backoff` of retry.backoff.ms without its jitter. */
export function nominalBackoffMs(
  config: { readonly retryBackoffMs: number; readonly retryBackoffMaxMs: number },
  attempts: number,
): number {
  return Math.min(config.retryBackoffMs * 2 ** Math.min(attempts, 30), Math.max(config.retryBackoffMaxMs, 0));
}

export function metadataInProgress({ client }: InspectedProducer): boolean {
  for (const requests of client.inFlight.all())
    if (requests.some(({ apiKey }) => apiKey === ApiKeys.METADATA)) return true;
  return false;
}
