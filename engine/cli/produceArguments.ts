export const usage = `Usage: npm run --silent produce -- --bootstrap-server HOST:PORT[,…] --topic TOPIC [--property KEY=VALUE]…

Reads one JSON object a line on stdin: {"key", "value", "headers", "partition", "timestamp", "topic"}, each optional. Key, value and header
values are a string, null or {"base64": "…"}; headers are a list of [name, value]. Prints one JSON line for each record as it completes.

  --bootstrap-server S   brokers to start from
  --topic T              where records go that name no topic of their own
  --property K=V         any producer property of Kafka, such as acks=1; may be given several times

Exit code 0 when every record was acknowledged, 1 otherwise, 2 for wrong arguments.
`;

export type ProduceArguments =
  | { readonly kind: 'run'; readonly topic: string | null; readonly properties: Readonly<Record<string, string>> }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** Never throws: a wrong argument is a problem in words. */
export function parseProduceArguments(argv: readonly string[]): ProduceArguments {
  const properties: Record<string, string> = {};
  let topic: string | null = null;
  for (let i = 0; i < argv.length; i += 2) {
    const option = argv[i] as string;
    if (option === '--help' || option === '-h') return { kind: 'help' };
    const value = argv[i + 1];
    if (!['--bootstrap-server', '--topic', '--property'].includes(option))
      return wrong(`there is no option "${option}"; the options are --bootstrap-server, --topic and --property`);
    if (value === undefined) return wrong(`${option} needs a value`);
    if (option === '--bootstrap-server') properties['bootstrap.servers'] = value;
    else if (option === '--topic') topic = value;
    else {
      const equals = value.indexOf('=');
      if (equals < 1) return wrong(`--property "${value}" is not KEY=VALUE`);
      properties[value.slice(0, equals).trim()] = value.slice(equals + 1).trim();
    }
  }
  if (properties['bootstrap.servers'] === undefined) return wrong('--bootstrap-server is missing');
  return { kind: 'run', topic, properties };
}

function wrong(problem: string): ProduceArguments {
  return { kind: 'wrong', problem };
}
