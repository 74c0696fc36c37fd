/** DescribeCluster v0–2. A stopped broker counts as fenced (v2): known, but not alive. */
import { ErrorCodes } from '../../common/errors.ts';
import { DescribeCluster } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { failure, success } from './adminErrors.ts';
import type { AdminResult } from './adminErrors.ts';

const brokerEndpoints = 1;

export const describeCluster = defineHandler({
  api: DescribeCluster,
  handle(request, context) {
    if (request.endpointType !== brokerEndpoints)
      return answer(
        failure(ErrorCodes.UNSUPPORTED_ENDPOINT_TYPE, 'the practice cluster has no separate controllers'),
        [],
        context,
      );
    const { controller } = context.state;
    const brokers = (request.includeFencedBrokers ? controller.brokers : controller.liveBrokers).map(broker => ({
      brokerId: broker.node,
      host: broker.host,
      port: broker.port,
      rack: null,
      ...(context.apiVersion >= 2 ? { isFenced: !broker.up } : {}),
    }));
    return answer(success, brokers, context);
  },
  refuse: (_request, errorCode, context) => answer(failure(errorCode), [], context),
});

type Response = ResponseInput<typeof DescribeCluster>;

function answer(result: AdminResult, brokers: Response['brokers'], { state }: RequestContext): Response {
  const { clusterId, controllerNode } = state.controller;
  return { throttleTimeMs: 0, ...result, clusterId, controllerId: controllerNode, brokers };
}
