/**
 * FindCoordinator v0–6. There are no groups and no transactions yet, so the answer is a clear refusal that clients do not retry.
 * It is served all the same, because librdkafka takes its presence as the sign of a broker that reads its lz4 frames.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { FindCoordinator } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';

const groupKeyType = 0;
const nowhere = { nodeId: -1, host: '', port: -1 };

export const findCoordinator = defineHandler({
  api: FindCoordinator,
  handle: (request, context) => answer(request, ErrorCodes.INVALID_REQUEST, context),
  refuse: answer,
});

function answer(
  request: RequestBody<typeof FindCoordinator>,
  errorCode: number,
  { apiVersion }: RequestContext,
): ResponseInput<typeof FindCoordinator> {
  const errorMessage =
    request.keyType === groupKeyType
      ? 'The practice cluster has no consumer groups yet; assign partitions instead.'
      : 'The practice cluster has no transactions yet; produce without transactional.id.';
  if (apiVersion < 4) return { throttleTimeMs: 0, errorCode, errorMessage, ...nowhere };
  const coordinators = request.coordinatorKeys.map(key => ({ key, errorCode, errorMessage, ...nowhere }));
  return { throttleTimeMs: 0, coordinators };
}
