import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, int8, string, struct } from '../schema.ts';

/** Changes single configuration values: operation 0 set, 1 delete, 2 append, 3 subtract. */
export const IncrementalAlterConfigs = defineApi({
  key: ApiKeys.INCREMENTAL_ALTER_CONFIGS,
  name: 'IncrementalAlterConfigs',
  versions: [0, 1],
  flexibleFrom: 1,
  request: {
    resources: array(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct({
            name: string(),
            configOperation: int8(),
            value: string({ nullableSince: 0 }),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    responses: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullableSince: 0 }),
        resourceType: int8(),
        resourceName: string(),
      }),
    ),
  },
});
