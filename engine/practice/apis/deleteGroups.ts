/** DeleteGroups v0–3: groups without members, with their offsets. */
import { Errors } from '../../common/errors.ts';
import { DeleteGroups } from '../../protocol/messages/index.ts';
import { defineHandler } from '../apiHandler.ts';
import { coordinatorError } from './coordinatorLookup.ts';

export const deleteGroups = defineHandler({
  api: DeleteGroups,
  handle: ({ groupsNames }, context) => ({
    throttleTimeMs: 0,
    results: groupsNames.map(groupId =>
      result(groupId, coordinatorError(context, groupId) || context.state.groups.delete(groupId)),
    ),
  }),
  refuse: ({ groupsNames }, errorCode) => ({
    throttleTimeMs: 0,
    results: groupsNames.map(groupId => result(groupId, errorCode)),
  }),
});

function result(groupId: string, errorCode: number) {
  return { groupId, errorCode, errorMessage: errorCode === 0 ? null : Errors.forCode(errorCode).message };
}
