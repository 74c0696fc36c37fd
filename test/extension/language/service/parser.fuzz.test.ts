import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { codeActions } from '../../../../extension/language/service/codeActions.ts';
import { complete } from '../../../../extension/language/service/completion.ts';
import { diagnose } from '../../../../extension/language/service/diagnostics.ts';
import type { Facts } from '../../../../extension/language/service/facts.ts';
import { foldingRanges } from '../../../../extension/language/service/folding.ts';
import { hover } from '../../../../extension/language/service/hover.ts';
import { readJsonMessages } from '../../../../extension/language/service/jsonMessages.ts';
import { messagesOfBlock } from '../../../../extension/language/service/message.ts';
import type { Block, KafkaDocument, Pragma } from '../../../../extension/language/service/parser.ts';
import { parse } from '../../../../extension/language/service/parser.ts';
import { documentSymbols } from '../../../../extension/language/service/symbols.ts';
import type { Part, Range } from '../../../../extension/language/service/text.ts';
import { endOfText, isBefore, lineText } from '../../../../extension/language/service/text.ts';
import { english } from '../../../../extension/language/service/translate.ts';

const seed = 20260301;
console.log(`parser fuzz seed ${seed}`);

const pieces = [
  'PRODUCER', 'CONSUMER', '###', '--', '--@ ', 'topic: ', 'key: ', 'headers: ', 'key-format: ', 'value-format: ', 'every: ',
  'long', 'string(hex)', 'acks: ', 'count: ', 'partition: ', 'timestamp: ', 'rate: ', 'value: null', ':', '=', ',', ' ', '\t',
  '\n', '\r\n', '\r', '{', '}', '[', ']', '"', '\\', '0', '-1', '9007199254740993', 'orders', 'é', '😀', '\ud800', '\u00a0', '\ufeff', 'null',
]; // prettier-ignore
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map(parts => parts.join('')),
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 40 })
    .map(parts => parts.join('')),
);
const facts: Facts = {
  topics: [{ name: 'orders', partitions: 3 }],
  autoCreateTopics: null,
  coexist: false,
  connections: ['local'],
};

test('any text parses; ranges lie inside it, hold their text, and follow one another', () => {
  fc.assert(
    fc.property(text, source => {
      const document = parse(source);
      let last = { line: 0, character: 0 };
      for (const block of document.blocks) {
        assert.ok(!isBefore(block.range.start, last), 'blocks in order');
        last = block.range.end;
        checkBlock(document, block);
      }
      document.pragmas.forEach(pragma => checkPragma(document, pragma));
      document.strayPragmas.forEach(pragma => checkPragma(document, pragma));
    }),
    { seed, numRuns: 1500 },
  );
});

test('no feature throws on any text, and what it answers lies inside the text', () => {
  fc.assert(
    fc.property(text, fc.nat(60), fc.nat(30), (source, line, character) => {
      const document = parse(source);
      const at = { line: Math.min(line, document.lines.texts.length - 1), character: 0 };
      const position = { ...at, character: Math.min(character, lineText(document.lines, at.line).length) };
      for (const diagnostic of diagnose(document, facts, english)) {
        checkRange(document, diagnostic.range);
        diagnostic.fixes?.forEach(fix => fix.edits.forEach(edit => checkRange(document, edit.range)));
      }
      for (const item of complete(document, position, facts, english)) {
        checkRange(document, item.edit.range);
        assert.ok(
          !isBefore(position, item.edit.range.start) && !isBefore(item.edit.range.end, position),
          'edit at cursor',
        );
      }
      hover(document, position, facts, english);
      codeActions(document, { start: position, end: position }, facts, english);
      for (const symbol of documentSymbols(document, english)) {
        assert.ok(symbol.name !== '' && inside(symbol.selectionRange, symbol.range), 'VS Code refuses such a symbol');
        symbol.children.forEach(child => assert.ok(child.name !== '' && inside(child.selectionRange, child.range)));
      }
      for (const fold of foldingRanges(document, facts)) {
        assert.ok(fold.startLine >= 0 && fold.startLine < fold.endLine && fold.endLine < document.lines.texts.length);
      }
      document.blocks.forEach(({ index }) => messagesOfBlock(source, index, english));
      readJsonMessages(source, { topic: 't' }, english).diagnostics.forEach(found => checkRange(document, found.range));
    }),
    { seed, numRuns: 1000 },
  );
});

test('any JSON is read as the platform reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom('', ' ', '\n\t'), (value, indent) => {
      const source = JSON.stringify({ key: null, value }, null, indent);
      const { messages, diagnostics } = readJsonMessages(source, { topic: 't' }, english);
      assert.deepEqual(diagnostics, []);
      const sent = messages[0]?.value ?? null;
      const expected = value === null || typeof value === 'string' ? value : JSON.stringify(value);
      assert.equal(sent, expected);
    }),
    { seed, numRuns: 500 },
  );
});

function checkBlock(document: KafkaDocument, block: Block): void {
  checkRange(document, block.range);
  checkRange(document, block.keyword);
  checkPart(document, block.kind === 'producer' ? block.label : block.group);
  let line = block.range.start.line;
  for (const property of block.properties) {
    assert.ok(property.line > line, 'properties in order');
    line = property.line;
    checkPart(document, property.name);
    if (property.value !== undefined) {
      checkPart(document, property.value);
      assert.ok(isBefore(property.name.range.end, property.value.range.start), 'name before value');
    }
    assert.ok(inside(property.range, block.range));
  }
  block.pragmas.forEach(pragma => checkPragma(document, pragma));
  if (block.kind === 'producer' && block.value !== undefined) {
    checkPart(document, block.value);
    assert.ok(block.value.range.start.line > line, 'value after properties');
    assert.ok(inside(block.value.range, block.range));
  }
}

function checkPragma(document: KafkaDocument, pragma: Pragma): void {
  checkRange(document, pragma.range);
  checkPart(document, pragma.key);
  if (pragma.value !== undefined) checkPart(document, pragma.value);
}

function checkPart(document: KafkaDocument, part: Part): void {
  checkRange(document, part.range);
  const { offsets, source } = document.lines;
  const start = (offsets[part.range.start.line] ?? 0) + part.range.start.character;
  const end = (offsets[part.range.end.line] ?? 0) + part.range.end.character;
  assert.equal(source.slice(start, end), part.text);
}

function checkRange(document: KafkaDocument, range: Range): void {
  assert.ok(!isBefore(range.end, range.start), 'start before end');
  assert.ok(!isBefore(endOfText(document.lines), range.end), 'inside the text');
  assert.ok(range.start.character <= lineText(document.lines, range.start.line).length, 'inside its line');
  assert.ok(range.end.character <= lineText(document.lines, range.end.line).length, 'inside its line');
}

function inside(inner: Range, outer: Range): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}
