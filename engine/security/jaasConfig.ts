import { KafkaError } from '../common/kafkaError.ts';
import { Secret } from '../common/secret.ts';

/** One entry of `sasl.jaas.config`. Any option may be a password, so all of them travel as secrets. */
export interface LoginModule {
  /** Java's class name. */
  readonly name: string;
  readonly options: ReadonlyMap<string, Secret>;
}

const controlFlags = ['required', 'requisite', 'sufficient', 'optional'];

/**
 * The login module of a `sasl.jaas.config` (Kafka: `JaasConfig`): `MODULE required name="value" …;`, with comments as in Java. A
 * client has exactly one. Throws ConfigException; its text names keys, never values.
 */
export function parseJaasConfig(text: string): LoginModule {
  const tokens = tokenize(text);
  const modules: LoginModule[] = [];
  while (tokens.length > 0) modules.push(readModule(tokens));
  const [module, ...more] = modules;
  if (!module) throw refused('it has no login module');
  if (more.length > 0) throw refused(`it has ${modules.length} login modules, and a client takes 1; remove the others`);
  return module;
}

function readModule(tokens: Token[]): LoginModule {
  const name = tokens.shift();
  if (name?.kind === 'symbol') throw refused(`a login module was expected where '${name.text}' stands`);
  const flag = tokens.shift();
  if (!flag || flag.kind === 'symbol')
    throw refused(`the control flag is missing after the login module; write one of ${controlFlags.join(', ')}`);
  if (!controlFlags.includes(flag.text.toLowerCase()))
    throw refused(`the word after the login module is none of the control flags ${controlFlags.join(', ')}`);
  const options = new Map<string, Secret>();
  for (;;) {
    const key = tokens.shift();
    if (!key) throw refused('the entry does not end with a semicolon; add one');
    if (key.kind === 'symbol' && key.text === ';') return { name: name?.text ?? '', options };
    if (key.kind === 'symbol') throw refused(`an option was expected where '${key.text}' stands`);
    const equals = tokens.shift();
    const value = tokens.shift();
    if (equals?.kind !== 'symbol' || equals.text !== '=' || !value || value.kind === 'symbol')
      throw refused(
        options.size === 0
          ? 'the first option has no value; write name="value" and put quotes around the value'
          : `an option after '${[...options.keys()].at(-1)}' has no value; write name="value" and put quotes around the value`,
      );
    options.set(key.text, new Secret(value.text));
  }
}

interface Token {
  readonly kind: 'word' | 'symbol';
  readonly text: string;
}

/** As Java's StreamTokenizer is set up there: words, quoted words with escapes, comments of both kinds, and single characters. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern =
    /\s+|\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|"((?:[^"\\\r\n]|\\[^\r\n])*)("?)|'((?:[^'\\\r\n]|\\[^\r\n])*)('?)|([\w$.\-\u0080-\uffff]+)|([\s\S])/gy;
  for (const [, double, doubleEnd, single, singleEnd, word, symbol] of text.matchAll(pattern)) {
    const quoted = double ?? single;
    if (quoted !== undefined) {
      if (!(doubleEnd || singleEnd)) throw refused('a quoted value does not end on its line; close the quote');
      tokens.push({ kind: 'word', text: unescape(quoted) });
    } else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  return tokens;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescape(text: string): string {
  return text.replace(/\\([0-3]?[0-7]{1,2}|[\s\S])/g, (_, escaped: string) =>
    /^[0-7]/.test(escaped) ? String.fromCharCode(parseInt(escaped, 8)) : (escapes[escaped] ?? escaped),
  );
}

function refused(why: string): KafkaError {
  return new KafkaError('ConfigException', `Invalid value [hidden] for configuration sasl.jaas.config: ${why}.`);
}
