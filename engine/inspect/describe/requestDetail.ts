import type { RequestDetail } from '../../snapshot/details.ts';
import { round2 } from '../numbers.ts';
import type { KeptRequest, RequestArchive } from '../requestArchive.ts';
import type { WallClock } from '../wallClock.ts';
import { describeRequest, describeResponse } from './frameBytes.ts';

export function requestDetail(
  request: KeptRequest,
  archive: RequestArchive,
  payloads: boolean,
  clock: WallClock,
  nowMs: number,
): RequestDetail {
  const { apiKey, version } = request;
  return {
    kind: 'request',
    requestId: request.requestId,
    correlationId: request.correlationId,
    node: request.node,
    api: request.api,
    version,
    sentWallMs: clock.of(request.sentMs),
    ageMs: round2((request.endedMs ?? nowMs) - request.sentMs),
    end: request.end,
    batches: request.batches.map(([lane, batchId]) => ({ lane, batchId })),
    request: describeRequest(
      { frame: archive.requestFrame(request), totalBytes: request.bytes, apiKey, version },
      payloads,
    ),
    response:
      request.responseBytes === 0
        ? null
        : describeResponse(
            { frame: archive.responseFrame(request), totalBytes: request.responseBytes, apiKey, version },
            payloads,
          ),
  };
}
