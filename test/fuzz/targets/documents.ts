import { codeActions } from '../../../extension/language/service/codeActions.ts';
import { complete } from '../../../extension/language/service/completion.ts';
import { diagnose } from '../../../extension/language/service/diagnostics.ts';
import type { Facts } from '../../../extension/language/service/facts.ts';
import { foldingRanges } from '../../../extension/language/service/folding.ts';
import { hover } from '../../../extension/language/service/hover.ts';
import { readJsonMessages } from '../../../extension/language/service/jsonMessages.ts';
import { codeLenses } from '../../../extension/language/service/lenses.ts';
import { messagesOfBlock } from '../../../extension/language/service/message.ts';
import { parse } from '../../../extension/language/service/parser.ts';
import { documentSymbols } from '../../../extension/language/service/symbols.ts';
import { endOfText } from '../../../extension/language/service/text.ts';
import { english } from '../../../extension/language/service/translate.ts';
import { textSeed } from '../fuzzTarget.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

const facts: Facts = {
  topics: [{ name: 'orders', partitions: 3 }],
  autoCreateTopics: null,
  coexist: false,
  connections: ['local'],
};

const documents = [
  '--@ acks: all\n\nPRODUCER keyed\ntopic: orders\nkey: k1\nheaders: a=b, c=d\nkey-format: string\nvalue-format: json\n{"a": 1}\n\n###\n',
  'PRODUCER\n--@ partition: 1\n--@ timestamp: 2026-01-01T00:00:00Z\n--@ count: 10\n--@ rate: 5\ntopic: orders\nkey-format: long\nkey: 42\nvalue\n###\nCONSUMER group-1\ntopic: orders\nfrom: earliest\n',
];
const words = [
  'PRODUCER', 'CONSUMER', '###', '--', '--@ ', 'topic: ', 'key: ', 'headers: ', 'key-format: ', 'value-format: ', 'long',
  'string(hex)', 'acks: ', 'count: ', 'value: null', ':', '=', ',', '\n', '\r\n', '\r', '"', '\\', '9007199254740993', '\ufeff',
]; // prettier-ignore

/** No feature of the editor throws, whatever is in the document. */
export const kafkaDocuments: FuzzTarget = {
  name: '.kafka documents',
  seeds: documents.map(text => textSeed(text, everyFeature)),
  isExpected: () => false,
  words,
  shortRun: 1000,
};

export const jsonMessages: FuzzTarget = {
  name: 'JSON messages',
  seeds: [
    textSeed('[{"key": "a", "value": {"b": [1, 2.50, "c\\u0041"]}, "headers": {"h": "v"}}, {"value": null}]', input =>
      readJsonMessages(input, { topic: 'orders' }, english),
    ),
  ],
  isExpected: () => false,
  words: ['{', '}', '[', ']', ',', ':', '"', '\\', 'null', '1e400', '"headers":', '"partition":', '-'],
};

function everyFeature(text: string): void {
  const document = parse(text);
  const end = endOfText(document.lines);
  diagnose(document, facts, english);
  document.blocks.forEach((_, index) => messagesOfBlock(text, index, english));
  complete(document, end, facts, english);
  hover(document, end, facts, english);
  codeActions(document, { start: { line: 0, character: 0 }, end }, facts, english);
  codeLenses(document, facts, english);
  documentSymbols(document, english);
  foldingRanges(document, facts);
}
