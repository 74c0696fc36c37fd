/**
 * FindCoordinator v0–6: which broker coordinates a group (key type 0) or a transactional id (1). Share groups (2) are not served. While
 * no broker is up that could, nobody is asked either; COORDINATOR_NOT_AVAILABLE is for the moment between.
 */
import { ErrorCodes, Errors } from '../../common/errors.ts';
import { FindCoordinator } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';

type Request = RequestBody<typeof FindCoordinator>;

const groupKeyType = 0;
const transactionKeyType = 1;

export const findCoordinator = defineHandler({
  api: FindCoordinator,
  handle: (request, context) => answer(request, context, key => find(key, request.keyType, context)),
  refuse: (request, errorCode, context) => answer(request, context, () => refused(errorCode)),
});

interface Coordinator {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

function answer(
  request: Request,
  { apiVersion }: RequestContext,
  coordinator: (key: string) => Coordinator,
): ResponseInput<typeof FindCoordinator> {
  if (apiVersion < 4) {
    const { errorMessage, ...found } = coordinator(request.key);
    return { throttleTimeMs: 0, ...found, ...(apiVersion < 1 ? {} : { errorMessage }) };
  }
  return { throttleTimeMs: 0, coordinators: request.coordinatorKeys.map(key => ({ key, ...coordinator(key) })) };
}

function find(key: string, keyType: number, { state }: RequestContext): Coordinator {
  if (keyType !== groupKeyType && keyType !== transactionKeyType) return refused(ErrorCodes.INVALID_REQUEST);
  const broker = state.controller.broker(state.placement.coordinatorOf(key));
  if (broker === undefined) return refused(ErrorCodes.COORDINATOR_NOT_AVAILABLE);
  return { errorCode: 0, errorMessage: '', nodeId: broker.node, host: broker.host, port: broker.port };
}

function refused(errorCode: number): Coordinator {
  return { errorCode, errorMessage: Errors.forCode(errorCode).message, nodeId: -1, host: '', port: -1 };
}
