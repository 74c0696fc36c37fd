/** The topic settings that the practice cluster honours. What is not here is refused, so that no setting is silently without effect. */
export interface TopicSettings {
  readonly minInsyncReplicas: number;
  /** For each partition; −1: only the cluster's memory is the limit. */
  readonly retentionBytes: number;
  readonly maxMessageBytes: number;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  readonly timestampBeforeMaxMs: number;
  readonly timestampAfterMaxMs: number;
}

/** As DescribeConfigs numbers them (Kafka: ConfigDef.Type). */
export const ConfigTypes = { BOOLEAN: 1, STRING: 2, INT: 3, LONG: 5, LIST: 7 } as const;
/** Where a value comes from (Kafka: ConfigEntry.ConfigSource). */
export const ConfigSources = { DYNAMIC_TOPIC: 1, STATIC_BROKER: 4, DEFAULT: 5 } as const;

export interface TopicConfigDefinition {
  readonly name: string;
  readonly type: number;
  readonly defaultValue: string;
  /** The problem with a value, or null. */
  readonly problem: (value: string) => string | null;
  readonly documentation: string;
}

const longMax = 9223372036854775807n;

export const topicConfigs: readonly TopicConfigDefinition[] = [
  {
    name: 'cleanup.policy',
    type: ConfigTypes.LIST,
    defaultValue: 'delete',
    problem: oneOf('delete'),
    documentation: 'Old batches are deleted. The practice cluster does not compact.',
  },
  {
    name: 'compression.type',
    type: ConfigTypes.STRING,
    defaultValue: 'producer',
    problem: oneOf('producer'),
    documentation: 'Batches stay as the producer compressed them.',
  },
  {
    name: 'max.message.bytes',
    type: ConfigTypes.INT,
    defaultValue: '1048588',
    problem: within(0n, 2147483647n),
    documentation: 'The largest batch that is appended, as compressed.',
  },
  {
    name: 'message.timestamp.after.max.ms',
    type: ConfigTypes.LONG,
    defaultValue: '3600000',
    problem: within(0n, longMax),
    documentation: "How far a record's time may lie after the broker's clock.",
  },
  {
    name: 'message.timestamp.before.max.ms',
    type: ConfigTypes.LONG,
    defaultValue: String(longMax),
    problem: within(0n, longMax),
    documentation: "How far a record's time may lie before the broker's clock.",
  },
  {
    name: 'message.timestamp.type',
    type: ConfigTypes.STRING,
    defaultValue: 'CreateTime',
    problem: oneOf('CreateTime', 'LogAppendTime'),
    documentation: "Whether records keep the producer's time or get the broker's.",
  },
  {
    name: 'min.insync.replicas',
    type: ConfigTypes.INT,
    defaultValue: '1',
    problem: within(1n, 2147483647n),
    documentation: 'Replicas that must be in sync for a write with acks=all, and for the high watermark to move.',
  },
  {
    name: 'retention.bytes',
    type: ConfigTypes.LONG,
    defaultValue: '-1',
    problem: within(-1n, longMax),
    documentation:
      'The oldest batches of a partition beyond this size are deleted; -1 leaves it to the memory of the cluster.',
  },
];

const definitions = new Map(topicConfigs.map(definition => [definition.name, definition]));

/** The problem with a topic setting, in words with the value and the limit, or null. */
export function topicConfigProblem(name: string, value: string | null): string | null {
  const definition = definitions.get(name);
  if (definition === undefined)
    return `the practice cluster has no topic setting "${name}"; it has ${[...definitions.keys()].join(', ')}`;
  if (value === null) return `${name} needs a value`;
  const problem = definition.problem(value);
  return problem === null ? null : `${name}=${value}: ${problem}`;
}

/** A topic's own values over the defaults. */
export class TopicConfig {
  readonly #overrides: Map<string, string>;
  readonly settings: TopicSettings;

  /** The values have passed `topicConfigProblem`. */
  constructor(overrides: ReadonlyMap<string, string>) {
    this.#overrides = new Map(overrides);
    this.settings = {
      minInsyncReplicas: Number(this.value('min.insync.replicas')),
      retentionBytes: Number(this.value('retention.bytes')),
      maxMessageBytes: Number(this.value('max.message.bytes')),
      timestampType: this.value('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
      timestampBeforeMaxMs: Number(this.value('message.timestamp.before.max.ms')),
      timestampAfterMaxMs: Number(this.value('message.timestamp.after.max.ms')),
    };
  }

  get overrides(): ReadonlyMap<string, string> {
    return this.#overrides;
  }

  value(name: string): string {
    return this.#overrides.get(name) ?? definitions.get(name)?.defaultValue ?? '';
  }
}

function oneOf(...allowed: readonly string[]): (value: string) => string | null {
  return value => (allowed.includes(value) ? null : `the practice cluster knows ${allowed.join(' and ')}`);
}

function within(min: bigint, max: bigint): (value: string) => string | null {
  return value => {
    if (!/^-?\d{1,20}$/.test(value)) return 'is not a whole number';
    return BigInt(value) < min || BigInt(value) > max ? `must be ${min} to ${max}` : null;
  };
}
