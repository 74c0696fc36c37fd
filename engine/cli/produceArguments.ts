export const usage = `Usage: npm run --silent produce -- --bootstrap-server HOST:PORT[,…] --topic TOPIC [--config FILE] [--property KEY=VALUE]… [--metrics]
       npm run --silent produce -- --list-config

Reads one JSON object a line on stdin: {"key", "value", "headers", "partition", "timestamp", "topic"}, each optional. Key, value and header
values are a string, null or {"base64": "…"}; headers are a list of [name, value]. Prints one JSON line for each record as it completes.
With --property transactional.id=NAME the lines {"op": "begin"}, {"op": "commit"} and {"op": "abort"} stand around the records of a transaction, and
are answered with {"n", "op"} when they are done. A transaction that is open at the end of the input is aborted.

  --bootstrap-server S   brokers to start from; wins over bootstrap.servers of the file
  --topic T              where records go that name no topic of their own
  --config FILE          a .properties file as Java's producer reads it
  --property K=V         any producer property of Kafka, such as acks=1; may be given several times, and wins over the file
  --metrics              prints every metric of the producer at the end, as one line of JSON on stderr
  --list-config          prints every producer property with type, default, valid values and importance, parted by tabs

Ctrl-C ends the input; what is on its way then has 3 seconds to be acknowledged. Ctrl-C again gives it up at once.

Exit code 0 when every record was acknowledged, 1 otherwise, 2 for wrong arguments.
`;

export interface RunArguments {
  readonly kind: 'run';
  readonly topic: string | null;
  /** A .properties file, which `properties` win over. */
  readonly configFile: string | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly metrics: boolean;
}

export type ProduceArguments =
  | RunArguments
  | { readonly kind: 'listConfig' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const options = ['--bootstrap-server', '--topic', '--config', '--property', '--metrics', '--list-config'];

/** Never throws: a wrong argument is a problem in words. */
export function parseProduceArguments(argv: readonly string[]): ProduceArguments {
  const properties: Record<string, string> = {};
  let topic: string | null = null;
  let configFile: string | null = null;
  let metrics = false;
  for (let i = 0; i < argv.length; i += 2) {
    const option = argv[i] as string;
    if (option === '--help' || option === '-h') return { kind: 'help' };
    if (option === '--list-config') return { kind: 'listConfig' };
    if (option === '--metrics') {
      metrics = true;
      i--; // It has no value.
      continue;
    }
    const value = argv[i + 1];
    if (!options.includes(option))
      return wrong(
        `there is no option "${option}"; the options are ${options.slice(0, -1).join(', ')} and ${options.at(-1)}`,
      );
    if (value === undefined) return wrong(`${option} needs a value`);
    if (option === '--bootstrap-server') properties['bootstrap.servers'] = value;
    else if (option === '--topic') topic = value;
    else if (option === '--config') configFile = value;
    else {
      const equals = value.indexOf('=');
      if (equals < 1) return wrong(`--property "${value}" is not KEY=VALUE`);
      properties[value.slice(0, equals).trim()] = value.slice(equals + 1).trim();
    }
  }
  if (properties['bootstrap.servers'] === undefined && configFile === null)
    return wrong('--bootstrap-server is missing, and there is no --config FILE that could name bootstrap.servers');
  return { kind: 'run', topic, configFile, properties, metrics };
}

function wrong(problem: string): ProduceArguments {
  return { kind: 'wrong', problem };
}
