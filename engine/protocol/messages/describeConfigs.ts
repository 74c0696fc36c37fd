import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, int8, string, struct } from '../schema.ts';

/** Configuration of topics and brokers with where each value comes from. `configurationKeys` null asks for all. */
export const DescribeConfigs = defineApi({
  key: ApiKeys.DESCRIBE_CONFIGS,
  name: 'DescribeConfigs',
  versions: [1, 4],
  flexibleFrom: 4,
  request: {
    resources: array(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configurationKeys: array(string(), { nullableSince: 1 }),
      }),
    ),
    includeSynonyms: bool({ default: false }),
    includeDocumentation: bool({ since: 3 }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullableSince: 1 }),
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct({
            name: string(),
            value: string({ nullableSince: 1 }),
            readOnly: bool(),
            configSource: int8({ default: -1, ignorable: true }),
            isSensitive: bool(),
            synonyms: array(
              struct({
                name: string(),
                value: string({ nullableSince: 1 }),
                source: int8(),
              }),
              { ignorable: true },
            ),
            configType: int8({ since: 3, ignorable: true }),
            documentation: string({ since: 3, nullableSince: 3, ignorable: true }),
          }),
        ),
      }),
    ),
  },
});
