import { securityProblem } from './security/practiceSecurity.ts';
import type { PracticeSecurity } from './security/practiceSecurity.ts';

/** How a practice cluster is started. */
export interface PracticeSettings {
  readonly brokers: number;
  /** Of the first broker; the others have the ports behind it. 0: any free ones. */
  readonly port: number;
  readonly autoCreateTopics: boolean;
  /** Partitions of a topic that does not say how many. */
  readonly defaultPartitions: number;
  /** Memory for the batches of all partitions together; beyond it the oldest go. */
  readonly retentionBytes: number;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: number;
    readonly replicationFactor: number;
  }[];
  /** Left out or null: plaintext. */
  readonly security?: PracticeSecurity | null;
  /** The feature transaction.version; left out: 2, as Apache Kafka 4.4.0 has it from the start. Below 2 producers add partitions themselves. */
  readonly transactionVersion?: number;
}

export const brokerLimits = { min: 1, max: 9 } as const;
const partitionLimits = { min: 1, max: 10_000 } as const;
const retentionLimits = { min: 1024 * 1024, max: 8 * 1024 * 1024 * 1024 } as const;
export const transactionVersions = { min: 0, max: 2 } as const;
const lowestPort = 1024;
const highestPort = 65_535;

/** The first problem, with value and limit, or null. Topics are checked when they are created. */
export function settingsProblem(settings: PracticeSettings): string | null {
  const { brokers, port, defaultPartitions, retentionBytes, transactionVersion = transactionVersions.max } = settings;
  return (
    outside('brokers', brokers, brokerLimits) ??
    outside('defaultPartitions', defaultPartitions, partitionLimits) ??
    outside('retentionBytes', retentionBytes, retentionLimits) ??
    outside('transactionVersion', transactionVersion, transactionVersions) ??
    (settings.security ? securityProblem(settings.security) : null) ??
    (port === 0 ? null : outside('port', port, { min: lowestPort, max: highestPort - brokers + 1 }))
  );
}

function outside(
  name: string,
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): string | null {
  if (Number.isInteger(value) && value >= min && value <= max) return null;
  return `${name} is ${value}; it must be a whole number from ${min} to ${max}${name === 'port' ? ', or 0 for any free ports' : ''}`;
}
