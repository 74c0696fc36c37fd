import { ErrorCodes } from '../../common/errors.ts';
import type { TopicPartition } from '../../common/topicPartition.ts';
import type { RequestContext } from '../apiHandler.ts';
import { placeOf } from '../coordinatorPlacement.ts';

export const offsetsTopic = '__consumer_offsets';

/** NOT_COORDINATOR if another broker coordinates the group or transaction; 0: this one does. */
export function coordinatorError({ node, state }: RequestContext, id: string): number {
  return state.placement.coordinatorOf(id) === node ? 0 : ErrorCodes.NOT_COORDINATOR;
}

/** Where a group's offsets would be: what a transaction that commits offsets counts among its partitions. */
export function offsetsPartition(groupId: string): TopicPartition {
  return { topic: offsetsTopic, partition: placeOf(groupId) };
}

/** Clients of old versions know a fenced producer only as INVALID_PRODUCER_EPOCH. */
export function fencedAs(errorCode: number, knowsFenced: boolean): number {
  return errorCode === ErrorCodes.PRODUCER_FENCED && !knowsFenced ? ErrorCodes.INVALID_PRODUCER_EPOCH : errorCode;
}
