import { brokerLimits, settingsProblem } from '../practice/practiceSettings.ts';
import type { PracticeSettings } from '../practice/practiceSettings.ts';
import { topicNameProblem } from '../practice/topicNames.ts';

export const usage = `Usage: npm run --silent practice -- [--brokers N] [--port PORT] [--topic NAME:PARTITIONS[:REPLICATION]]…

Runs a practice cluster on 127.0.0.1 until Ctrl-C. The first line on stdout is bootstrap.servers=… once all brokers answer.

  --brokers N     brokers, ${brokerLimits.min} to ${brokerLimits.max} (default 3)
  --port PORT     port of the first broker, the others have the next ones (default 19092; 0: any free ones)
  --topic T       a topic to create, such as orders:6 or orders:6:3; may be given several times. Topics that clients ask for are
                  created, too.
`;

export type PracticeArguments =
  | { readonly kind: 'run'; readonly settings: PracticeSettings }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const defaults = {
  brokers: 3,
  port: 19_092,
  autoCreateTopics: true,
  defaultPartitions: 3,
  retentionBytes: 512 * 1024 * 1024,
} as const;
const maxTopicPartitions = 10_000;

/** Never throws: a wrong argument is a problem in words, with the value and the limit. */
export function parsePracticeArguments(argv: readonly string[]): PracticeArguments {
  let brokers: number = defaults.brokers;
  let port: number = defaults.port;
  const topicTexts: string[] = [];
  for (let i = 0; i < argv.length; i += 2) {
    const option = argv[i] as string;
    if (option === '--help' || option === '-h') return { kind: 'help' };
    const value = argv[i + 1];
    if (!['--brokers', '--port', '--topic'].includes(option))
      return wrong(`there is no option "${option}"; the options are --brokers, --port and --topic`);
    if (value === undefined) return wrong(`${option} needs a value`);
    if (option === '--brokers') brokers = wholeNumber(value);
    else if (option === '--port') port = wholeNumber(value);
    else topicTexts.push(value);
    if (Number.isNaN(brokers) || Number.isNaN(port)) return wrong(`${option} is "${value}"; it must be a whole number`);
  }
  const problem = settingsProblem({ ...defaults, brokers, port, topics: [] });
  if (problem !== null) return wrong(`--${problem}`);
  const topics: PracticeSettings['topics'][number][] = [];
  for (const text of topicTexts) {
    const topic = parseTopic(text, brokers);
    if (typeof topic === 'string') return wrong(`--topic ${text}: ${topic}`);
    if (topics.some(({ name }) => name === topic.name)) return wrong(`--topic ${text}: the topic is given twice`);
    topics.push(topic);
  }
  return { kind: 'run', settings: { ...defaults, brokers, port, topics } };
}

function parseTopic(text: string, brokers: number): PracticeSettings['topics'][number] | string {
  const [name = '', partitionsText, replicationText, ...more] = text.split(':');
  if (partitionsText === undefined || more.length > 0)
    return 'it must be NAME:PARTITIONS or NAME:PARTITIONS:REPLICATION';
  const nameProblem = topicNameProblem(name);
  if (nameProblem !== null) return nameProblem;
  const partitions = wholeNumber(partitionsText);
  if (!(partitions >= 1 && partitions <= maxTopicPartitions))
    return `partitions are "${partitionsText}"; they must be 1 to ${maxTopicPartitions}`;
  const replicationFactor = replicationText === undefined ? Math.min(3, brokers) : wholeNumber(replicationText);
  if (!(replicationFactor >= 1 && replicationFactor <= brokers))
    return `replication is "${replicationText}"; it must be 1 to ${brokers}, the number of brokers`;
  return { name, partitions, replicationFactor };
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}

function wrong(problem: string): PracticeArguments {
  return { kind: 'wrong', problem };
}
