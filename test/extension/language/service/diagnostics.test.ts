import assert from 'node:assert/strict';
import test from 'node:test';
import { codeActions } from '../../../../extension/language/service/codeActions.ts';
import { diagnose } from '../../../../extension/language/service/diagnostics.ts';
import type { Facts } from '../../../../extension/language/service/facts.ts';
import { noFacts } from '../../../../extension/language/service/facts.ts';
import type { KafkaDocument } from '../../../../extension/language/service/parser.ts';
import { parse } from '../../../../extension/language/service/parser.ts';
import type { TextEdit } from '../../../../extension/language/service/results.ts';
import type { Position, Range } from '../../../../extension/language/service/text.ts';
import { endOfText } from '../../../../extension/language/service/text.ts';
import { english } from '../../../../extension/language/service/translate.ts';

const levels = ['', 'E', 'W', 'I', 'H'];

/** Each diagnostic as `level line code [underlined text]`. */
function show(text: string, facts: Facts): string[] {
  const document = parse(text);
  return diagnose(document, facts, english).map(
    ({ range, severity, code }) => `${levels[severity]} ${range.start.line} ${code} [${textOf(document, range)}]`,
  );
}

function check(name: string, text: string, expected: readonly string[], facts: Partial<Facts> = {}): void {
  test(name, () => assert.deepEqual(show(text, { ...noFacts, ...facts }), expected));
}

/** The document after the quick fix of this title. */
function checkFix(name: string, text: string, title: string, expected: string): void {
  test(`fix: ${name}`, () => {
    const document = parse(text);
    const all = { start: { line: 0, character: 0 }, end: endOfText(document.lines) };
    const actions = codeActions(document, all, noFacts, english);
    const action = actions.find(candidate => candidate.title === title);
    assert.ok(action, `only ${actions.map(candidate => candidate.title).join('; ') || 'nothing'}`);
    assert.equal(apply(document, action.edits), expected);
  });
}

function textOf(document: KafkaDocument, range: Range): string {
  return document.lines.source.slice(offsetOf(document, range.start), offsetOf(document, range.end));
}

function offsetOf(document: KafkaDocument, { line, character }: Position): number {
  return (document.lines.offsets[line] ?? 0) + character;
}

function apply(document: KafkaDocument, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => offsetOf(document, b.range.start) - offsetOf(document, a.range.start))
    .reduce(
      (source, { range, newText }) =>
        source.slice(0, offsetOf(document, range.start)) + newText + source.slice(offsetOf(document, range.end)),
      document.lines.source,
    );
}

check(
  'a good document',
  '--@ acks: all\nPRODUCER a\ntopic: t\nkey: k\n{"a": 1}\n###\nCONSUMER g\ntopic: t\nfrom: earliest\npartitions: 0-2,5',
  [],
);

// What the format's owner reports too.
check('no topic', 'PRODUCER a\nx', ['E 0 missing-topic [PRODUCER]']);
check('no value', 'PRODUCER a\ntopic: t', ['E 0 empty-value [PRODUCER]']);
check('illegal topic', 'PRODUCER\ntopic: a/b\nx', ['E 1 illegal-topic [a/b]']);
check('duplicates', 'PRODUCER\ntopic: a\ntopic: b\nx', [
  'W 1 duplicate-property [topic]',
  'W 2 duplicate-property [topic]',
]);
check('bad formats', 'PRODUCER\ntopic: t\nkey: k\nkey-format: text\nvalue-format: none\nx', [
  'E 3 bad-format [text]',
  'E 4 bad-format [none]',
]);
check('a bad key-format without key', 'PRODUCER\ntopic: t\nkey-format: text\nx', ['E 2 bad-format [text]']);
check('consumer: no topic', 'CONSUMER g\nfrom: 0', ['E 0 missing-topic [CONSUMER]']);
check('consumer: unknown property', 'CONSUMER g\ntopic: t\nfoo: 1', ['W 2 unknown-property [foo]']);
check('consumer: no colon', 'CONSUMER g\ntopic: t\nfrom', ['E 2 missing-colon [from]']);
check('consumer: no name', 'CONSUMER g\ntopic: t\n: 1', ['E 2 missing-name [: 1]']);
check(
  'consumer: values',
  'CONSUMER g\ntopic: a b\nfrom: start\npartitions: 1-\nkey-format: bytes\nvalue-format: none',
  ['E 1 bad-topic [a b]', 'E 2 bad-from [start]', 'E 3 bad-partitions [1-]', 'E 4 bad-key-format [bytes]'],
);

const topics = [{ name: 'orders', partitions: 3 }];
const send = 'PRODUCER\ntopic: order\nx';
check('unknown topic, not connected', send, []);
check('unknown topic, created by the send', send, ['I 1 unknown-topic [order]'], { topics, autoCreateTopics: true });
check('unknown topic, not created', send, ['E 1 unknown-topic [order]'], { topics, autoCreateTopics: false });
check('unknown topic, perhaps created', send, ['W 1 unknown-topic [order]'], { topics });
check('known topic', 'PRODUCER\ntopic: orders\nx', [], { topics, autoCreateTopics: false });
check('unknown topic of a consumer', 'CONSUMER g\ntopic: order', ['W 1 unknown-topic [order]'], { topics });

// What only we say.
check('value not in its format', 'PRODUCER\ntopic: t\nvalue-format: short\n99999', ['E 3 not-in-format [99999]']);
check('long beyond 2^53', 'PRODUCER\ntopic: t\nkey: 9007199254740993\nkey-format: long\nx', [
  'W 2 long-precision [9007199254740993]',
]);
check('headers that lose something', 'PRODUCER\ntopic: t\nheaders: a, b=1=2, b=3,\nx', [
  'W 2 header-without-value [a]',
  'W 2 header-cut [b=1=2]',
  'W 2 header-twice [b=3]',
  'W 2 header-without-value []',
]);
check('a PRODUCER line inside a value', 'PRODUCER\ntopic: t\nx\nPRODUCER b\ntopic: u\ny', [
  'W 3 block-in-value [PRODUCER b]',
  'W 4 late-property [topic: u]',
]);
check('leading blank before a property', 'PRODUCER\ntopic: t\n key: k\nx', ['W 2 leading-blank [ key: k]']);
check('blank before the colon', 'PRODUCER\ntopic: t\nkey : k\nx', ['W 2 leading-blank [key : k]']);
check('leading blank before a pragma', 'PRODUCER\ntopic: t\n --@ acks: 1\nx', ['W 2 leading-blank [ --@ acks: 1]']);
check('a config key written plainly', 'PRODUCER\ntopic: t\nacks: all\nlinger.ms: 5\nx', [
  'W 2 plain-pragma [acks: all]',
  'W 3 plain-pragma [linger.ms: 5]',
]);
check('a plain config key further down is data', 'PRODUCER\ntopic: t\nx\nacks: all', []);
check('a property after the value', 'PRODUCER\ntopic: t\nx\nkey: k', ['W 3 late-property [key: k]']);
check('a pragma after the value', 'PRODUCER\ntopic: t\nx\n--@ acks: 1', ['W 3 late-pragma [--@ acks: 1]']);
check('a comment after the value', 'PRODUCER\ntopic: t\nx\n-- c\n---', ['I 3 comment-in-value [-- c]']);
check('a mistyped property', 'PRODUCER\ntopic: t\nheader: a=1\nx', ['W 2 unknown-property [header: a=1]']);
check('a capital in a property', 'PRODUCER\nTopic: t', [
  'E 0 missing-topic [PRODUCER]',
  'W 1 unknown-property [Topic: t]',
]);
check('perhaps a property of a newer version', 'PRODUCER\ntopic: t\nschema: s\n{}', [
  'I 2 unknown-property [schema: s]',
]);
check('a lone line with a colon is a value', 'PRODUCER\ntopic: t\nhello: world', []);
check('JSON with colons is a value', 'PRODUCER\ntopic: t\n{\n"key": 1,\n"count": 2 }', []);
check('a URL is a value', 'PRODUCER\ntopic: t\nhttp://example.org\nx', []);
check('lower-case keyword', 'producer\nx\nCONSUMER g\ntopic: t', ['W 0 not-a-keyword [producer]']);
check('indented keyword', ' PRODUCER a', ['W 0 not-a-keyword [ PRODUCER a]']);
check('keyword that runs on', 'PRODUCERS\ntopic: t\nx', ['W 0 keyword-runs-on [PRODUCER]']);
check('pragma between blocks', 'PRODUCER\ntopic: t\nx\n###\n--@ acks: 1\nPRODUCER\ntopic: t\nx', [
  'W 4 stray-pragma [--@ acks: 1]',
]);
check('pragma in a consumer', 'CONSUMER g\n--@ acks: 1\ntopic: t', ['W 1 pragma-in-consumer [--@ acks: 1]']);
check('every', 'PRODUCER\ntopic: t\nevery: 3s\nx', ['I 2 every-sends-once [every: 3s]']);
check('bad every', 'PRODUCER\ntopic: t\nevery: 3 s\nx', ['W 2 bad-every [3 s]']);
check('template', 'PRODUCER\ntopic: t\n{"n": "{{person.firstName}}"}', ['I 0 template [PRODUCER]']);
check('nested JSON is no template', 'PRODUCER\ntopic: t\n{"a":{"b":{"c":1}}}', []);
check('null covers a value', 'PRODUCER\ntopic: t\n--@ value: null\nx', ['I 3 null-covers [x]']);
check('a fault above the first block is told once', '--@ acks: 7\nPRODUCER\ntopic: t\nx\n###\nPRODUCER\ntopic: t\nx', [
  'E 0 bad-config [7]',
]);
check('partition beyond the topic', 'PRODUCER\ntopic: orders\n--@ partition: 3\nx', ['W 2 no-such-partition [3]'], {
  topics,
});
check('partition of the topic', 'PRODUCER\ntopic: orders\n--@ partition: 2\nx', [], { topics });
check('unknown connection', '--@ connection: prod\nPRODUCER\ntopic: t\nx', ['W 0 no-such-connection [prod]'], {
  connections: ['local'],
});
check('known connection', '--@ connection: local\nPRODUCER\ntopic: t\nx', [], { connections: ['local'] });

// Config keys against one another.
const head = 'PRODUCER\ntopic: t\n';
check('acks 1 with idempotence', `${head}--@ enable.idempotence: true\n--@ acks: 1\nx`, ['W 3 config-conflict [1]']);
check('acks 1 alone', `${head}--@ acks: 1\nx`, []);
check('retries 0 with idempotence', `${head}--@ enable.idempotence: true\n--@ retries: 0\nx`, [
  'W 3 config-conflict [0]',
]);
check('six in flight', `${head}--@ max.in.flight.requests.per.connection: 6\nx`, ['W 2 config-conflict [6]']);
check(
  'six in flight without idempotence',
  `${head}--@ max.in.flight.requests.per.connection: 6\n--@ enable.idempotence: false\nx`,
  [],
);
check('transactional without idempotence', `${head}--@ transactional.id: x\n--@ enable.idempotence: false\nx`, [
  'W 2 config-conflict [x]',
]);
check('delivery timeout too short', `--@ linger.ms: 100\n${head}--@ delivery.timeout.ms: 30099\nx`, [
  'W 3 config-conflict [30099]',
]);
check('delivery timeout just enough', `--@ linger.ms: 100\n${head}--@ delivery.timeout.ms: 30100\nx`, []);

check(
  'beside the other extension, what it says too is left out',
  'PRODUCER\ntopic: a/b\ntopic: a/b\nacks: 1\nx\n###\nPRODUCER\nCONSUMER g',
  ['W 3 plain-pragma [acks: 1]', 'W 7 block-in-value [CONSUMER g]'],
  { coexist: true },
);

checkFix('add topic', 'PRODUCER a \nx', "Add 'topic:'", 'PRODUCER a\ntopic:  \nx');
checkFix('add topic to a lone keyword', 'PRODUCER', "Add 'topic:'", 'PRODUCER\ntopic: ');
checkFix('add topic to a consumer', 'CONSUMER g\nfrom: 0', "Add 'topic:'", 'CONSUMER g\ntopic: \nfrom: 0');
checkFix(
  'send null',
  'PRODUCER\ntopic: t\n\n\n###',
  "Send null: add '--@ value: null'",
  'PRODUCER\ntopic: t\n--@ value: null\n\n\n###',
);
checkFix(
  'plain property to pragma',
  'PRODUCER\ntopic: t\nacks:all\nx',
  "Change to '--@ acks: all'",
  'PRODUCER\ntopic: t\n--@ acks: all\nx',
);
checkFix('leading blank', 'PRODUCER\n topic : t\nx', 'Remove the blanks', 'PRODUCER\ntopic: t\nx');
checkFix(
  'indented pragma',
  'PRODUCER\ntopic: t\n  --@ acks: 1\nx',
  'Move to the start of the line',
  'PRODUCER\ntopic: t\n--@ acks: 1\nx',
);
checkFix('mistyped property', 'PRODUCER\ntopc: t\nx', "Change to 'topic'", 'PRODUCER\ntopic: t\nx');
checkFix('mistyped pragma', '--@ lingerms: 5', "Change to 'linger.ms'", '--@ linger.ms: 5');
checkFix(
  'mistyped consumer property',
  'CONSUMER g\ntopic: t\npartition: 0',
  "Change to 'partitions'",
  'CONSUMER g\ntopic: t\npartitions: 0',
);
checkFix('missing colon', 'CONSUMER g\ntopic t', "Insert ':'", 'CONSUMER g\ntopic t:');
checkFix(
  'separator',
  'PRODUCER\ntopic: t\nx\nPRODUCER b',
  "Insert '###' above",
  'PRODUCER\ntopic: t\nx\n###\nPRODUCER b',
);
checkFix('keyword', '  Producer a', "Change to 'PRODUCER'", 'PRODUCER a');
checkFix('blank after the keyword', 'PRODUCERa\ntopic: t\nx', 'Insert a blank', 'PRODUCER a\ntopic: t\nx');

test('quick fixes are those of the diagnostics at the cursor', () => {
  const document = parse('PRODUCER\nx\n###\nPRODUCER\ntopic: t');
  const at = (line: number): string[] =>
    codeActions(document, { start: { line, character: 2 }, end: { line, character: 2 } }, noFacts, english).map(
      action => action.diagnostic.code,
    );
  assert.deepEqual(at(0), ['missing-topic']);
  assert.deepEqual(at(1), []);
  assert.deepEqual(at(3), ['empty-value']);
});
