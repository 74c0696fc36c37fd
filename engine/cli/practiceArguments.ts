import { brokerLimits, settingsProblem, transactionVersions } from '../practice/practiceSettings.ts';
import type { PracticeSettings } from '../practice/practiceSettings.ts';
import { practiceMechanisms } from '../practice/security/practiceSecurity.ts';
import type { PracticeMechanism, PracticeSecurity } from '../practice/security/practiceSecurity.ts';
import { topicNameProblem } from '../practice/topicNames.ts';

export const usage = `Usage: npm run --silent practice -- [--brokers N] [--port PORT] [--topic NAME:PARTITIONS[:REPLICATION]]…
                                  [--transaction-version LEVEL]
                                  [--security PROTOCOL [--user NAME:PASSWORD]… [--mechanism M]… [--ca FILE]
                                   [--client-certificate FILE] [--reauth-ms MS]]

Runs a practice cluster on 127.0.0.1 until Ctrl-C. The first line on stdout is bootstrap.servers=… once all brokers answer; with
--security more lines follow, and together they are a .properties file for a client.

  --brokers N     brokers, ${brokerLimits.min} to ${brokerLimits.max} (default 3)
  --port PORT     port of the first broker, the others have the next ones (default 19092; 0: any free ones)
  --topic T       a topic to create, such as orders:6 or orders:6:3; may be given several times. Topics that clients ask for are
                  created, too.
  --transaction-version LEVEL
                  ${transactionVersions.min} to ${transactionVersions.max} (default ${transactionVersions.max}: Transactions V2). Below ${transactionVersions.max} producers add partitions to their
                  transactions themselves, as with Kafka before 4.0.
  --security P    SSL, SASL_PLAINTEXT or SASL_SSL
  --user U        who may come in, such as alice:secret; may be given several times (default practice:practice). For practice: the
                  first one's password is printed.
  --mechanism M   ${practiceMechanisms.join(', ')}; may be given several times (default all, PLAIN first)
  --ca FILE       write the certificate of the authority to FILE as PEM, for clients that want a file
  --client-certificate FILE
                  brokers want a client certificate; write one with its key to FILE as PEM
  --reauth-ms MS  a session lasts so long, then clients must authenticate again (default 0: without end)
`;

/** Where the command writes what clients need as files. */
export interface PracticeFiles {
  readonly ca: string | null;
  readonly clientCertificate: string | null;
}

export type PracticeArguments =
  | { readonly kind: 'run'; readonly settings: PracticeSettings; readonly files: PracticeFiles }
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
const protocols = ['SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;

const once = [
  '--brokers',
  '--port',
  '--transaction-version',
  '--security',
  '--ca',
  '--client-certificate',
  '--reauth-ms',
] as const;
const repeated = ['--topic', '--user', '--mechanism'] as const;
const onlyWithSecurity = ['--user', '--mechanism', '--ca', '--client-certificate', '--reauth-ms'] as const;
type Option = (typeof once)[number] | (typeof repeated)[number];
const optionNames: readonly string[] = [...once, ...repeated];

/** Never throws: a wrong argument is a problem in words, with the value and the limit. */
export function parsePracticeArguments(argv: readonly string[]): PracticeArguments {
  if (argv.some((text, index) => index % 2 === 0 && ['--help', '-h'].includes(text))) return { kind: 'help' };
  try {
    const given = readOptions(argv);
    const brokers = wholeNumber('--brokers', given) ?? defaults.brokers;
    const port = wholeNumber('--port', given) ?? defaults.port;
    const security = securityOf(given);
    const transactionVersion = wholeNumber('--transaction-version', given) ?? transactionVersions.max;
    const settings = { ...defaults, brokers, port, transactionVersion, security, topics: [] };
    const problem = settingsProblem(settings);
    if (problem !== null) throw new WrongArgument(problem.replace(/^(brokers|port|transactionVersion)\b/, optionOf));
    const files = { ca: last('--ca', given), clientCertificate: last('--client-certificate', given) };
    return { kind: 'run', settings: { ...settings, topics: topicsOf(given, brokers) }, files };
  } catch (error) {
    if (error instanceof WrongArgument) return { kind: 'wrong', problem: error.message };
    throw error;
  }
}

/** As a setting is called on the command line. */
function optionOf(setting: string): string {
  return `--${setting.replace('V', '-v')}`;
}

class WrongArgument extends Error {}

type Given = ReadonlyMap<Option, readonly string[]>;

function readOptions(argv: readonly string[]): Given {
  const given = new Map<Option, string[]>();
  for (let i = 0; i < argv.length; i += 2) {
    const name = argv[i] as string;
    const value = argv[i + 1];
    if (!optionNames.includes(name))
      throw new WrongArgument(
        `there is no option "${name}"; the options are ${optionNames.slice(0, -1).join(', ')} and ${optionNames.at(-1)}`,
      );
    if (value === undefined) throw new WrongArgument(`${name} needs a value`);
    given.set(name as Option, [...(given.get(name as Option) ?? []), value]);
  }
  return given;
}

function last(option: Option, given: Given): string | null {
  return given.get(option)?.at(-1) ?? null;
}

function wholeNumber(option: Option, given: Given): number | null {
  const text = last(option, given);
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw new WrongArgument(`${option} is "${text}"; it must be a whole number`);
  return Number(text);
}

function securityOf(given: Given): PracticeSecurity | null {
  const text = last('--security', given);
  if (text === null) {
    const needless = onlyWithSecurity.find(option => given.has(option));
    if (needless === undefined) return null;
    throw new WrongArgument(`${needless} has a meaning only with --security ${protocols.join(' or ')}`);
  }
  const protocol = protocols.find(name => name === text);
  if (!protocol) throw new WrongArgument(`--security is "${text}"; it must be one of ${protocols.join(', ')}`);
  return {
    protocol,
    users: (given.get('--user') ?? ['practice:practice']).map(userOf),
    mechanisms: (given.get('--mechanism') ?? practiceMechanisms).map(mechanismOf),
    clientCertificates: given.has('--client-certificate'),
    maxReauthMs: wholeNumber('--reauth-ms', given) ?? 0,
  };
}

/** The text has a password in it, so it is not repeated. */
function userOf(text: string): PracticeSecurity['users'][number] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new WrongArgument('--user must be NAME:PASSWORD');
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

function mechanismOf(text: string): PracticeMechanism {
  const mechanism = practiceMechanisms.find(name => name === text);
  if (!mechanism)
    throw new WrongArgument(`--mechanism is "${text}"; it must be one of ${practiceMechanisms.join(', ')}`);
  return mechanism;
}

function topicsOf(given: Given, brokers: number): PracticeSettings['topics'] {
  const topics: PracticeSettings['topics'][number][] = [];
  for (const text of given.get('--topic') ?? []) {
    const topic = parseTopic(text, brokers);
    if (typeof topic === 'string') throw new WrongArgument(`--topic ${text}: ${topic}`);
    if (topics.some(({ name }) => name === topic.name))
      throw new WrongArgument(`--topic ${text}: the topic is given twice`);
    topics.push(topic);
  }
  return topics;
}

function parseTopic(text: string, brokers: number): PracticeSettings['topics'][number] | string {
  const [name = '', partitionsText, replicationText, ...more] = text.split(':');
  if (partitionsText === undefined || more.length > 0)
    return 'it must be NAME:PARTITIONS or NAME:PARTITIONS:REPLICATION';
  const nameProblem = topicNameProblem(name);
  if (nameProblem !== null) return nameProblem;
  const partitions = count(partitionsText);
  if (!(partitions >= 1 && partitions <= maxTopicPartitions))
    return `partitions are "${partitionsText}"; they must be 1 to ${maxTopicPartitions}`;
  const replicationFactor = replicationText === undefined ? Math.min(3, brokers) : count(replicationText);
  if (!(replicationFactor >= 1 && replicationFactor <= brokers))
    return `replication is "${replicationText}"; it must be 1 to ${brokers}, the number of brokers`;
  return { name, partitions, replicationFactor };
}

function count(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}
