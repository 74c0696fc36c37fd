/** ListGroups v0–5: the groups that this broker coordinates, filtered by state (v4) and type (v5); names match in any case. */
import { ListGroups } from '../../protocol/messages/index.ts';
import { defineHandler } from '../apiHandler.ts';

const groupType = 'classic';

export const listGroups = defineHandler({
  api: ListGroups,
  handle({ statesFilter, typesFilter }, { state, node }) {
    const fits = (filter: readonly string[], name: string): boolean =>
      filter.length === 0 || filter.some(wanted => wanted.toLowerCase() === name.toLowerCase());
    const groups = state.groups.groups.filter(
      group =>
        state.placement.coordinatorOf(group.groupId) === node &&
        fits(statesFilter, group.state) &&
        fits(typesFilter, groupType),
    );
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      groups: groups.map(group => ({
        groupId: group.groupId,
        protocolType: group.protocolType ?? '',
        groupState: group.state,
        groupType,
      })),
    };
  },
  refuse: (_request, errorCode) => ({ throttleTimeMs: 0, errorCode, groups: [] }),
});
