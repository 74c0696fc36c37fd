// What may be written at the cursor. Inside a value nothing is offered: it is the user's data.
import { allowedValues, rangeText } from './configValues.ts';
import { configDocs } from './configDocs.ts';
import type { ConfigKey } from '../../../engine/config/configKey.ts';
import { defaultText } from '../../../engine/config/configKey.ts';
import { allKeys, keyNamed } from '../../../engine/config/producerKeys.ts';
import { belongsToConnection } from './configKeys.ts';
import { configMarkdown } from './hover.ts';
import type { Facts } from './facts.ts';
import { findTopic } from './facts.ts';
import { consumerFormats, formatDoc, producerFormats } from './formats.ts';
import { consumerProperties, producerProperties, propertyDocs } from './grammar.ts';
import type { Block, KafkaDocument, Pragma } from './parser.ts';
import { propertyOf } from './parser.ts';
import { isOwnPragma, ownPragmaDocs, ownPragmas } from './pragmas.ts';
import type { Completion } from './results.ts';
import { completionKind } from './results.ts';
import type { Position, Range } from './text.ts';
import { lineText, rangeOnLine } from './text.ts';
import type { Translate } from './translate.ts';

export const triggerCharacters = [':', ' ', '@', '.'] as const;

export function complete(document: KafkaDocument, position: Position, facts: Facts, t: Translate): Completion[] {
  const text = lineText(document.lines, position.line);
  const before = text.slice(0, position.character);
  const block = document.blocks.find(
    candidate => candidate.range.start.line < position.line && position.line <= candidate.range.end.line,
  );
  // A line that is just being typed is the first line of the value until it has become a property.
  const inValue =
    block?.kind === 'producer' && block.value !== undefined && position.line > block.value.range.start.line;
  if (inValue) return [];
  if (before.startsWith('--@')) return block?.kind === 'consumer' ? [] : inPragma(document, block, position, facts, t);
  if (before.startsWith('--') || facts.coexist) return [];
  if (block === undefined) return keywords(document, position, t);
  const colon = before.indexOf(':');
  if (colon === -1) return propertyNames(block, text, position, t);
  return propertyValues(block, before.slice(0, colon).trim(), valueRange(text, colon, position), facts, t);
}

function keywords(document: KafkaDocument, position: Position, t: Translate): Completion[] {
  const before = lineText(document.lines, position.line).slice(0, position.character);
  if (!/^[A-Za-z#]*$/.test(before)) return [];
  const range = rangeOnLine(position.line, 0, position.character);
  const keyword = (label: string, documentation: string): Completion => ({
    label,
    kind: completionKind.keyword,
    edit: { range, newText: label },
    documentation,
  });
  return [
    keyword('PRODUCER', t('A record to send: properties, then the value, up to `###`.')),
    keyword('CONSUMER', t('A consumer, which Tools for Apache Kafka can run. What follows is its group id.')),
    keyword('###', t('Ends a block.')),
  ];
}

function propertyNames(block: Block, text: string, position: Position, t: Translate): Completion[] {
  const before = text.slice(0, position.character);
  if (!/^[a-z-]*$/i.test(before)) return [];
  const names: readonly string[] = block.kind === 'producer' ? producerProperties : consumerProperties;
  const docs = propertyDocs(block.kind, t);
  const hasColon = /^[a-z-]*:/i.test(text);
  const end = /^[a-z-]*/i.exec(text)?.[0].length ?? position.character;
  return names
    .filter(name => !block.properties.some(property => property.name.text === name && property.line !== position.line))
    .map((name, order) => ({
      label: name,
      kind: completionKind.property,
      edit: {
        range: rangeOnLine(position.line, 0, Math.max(end, position.character)),
        newText: hasColon ? name : `${name}: `,
      },
      documentation: docs[name] ?? '',
      sortText: String(order),
      suggestNext: !hasColon,
    }));
}

function propertyValues(block: Block, name: string, range: Range, facts: Facts, t: Translate): Completion[] {
  switch (name) {
    case 'topic':
      return (facts.topics ?? []).map(topic => ({
        label: topic.name,
        kind: completionKind.reference,
        edit: { range, newText: topic.name },
        detail: topic.partitions === 1 ? t('1 partition') : t('{0} partitions', topic.partitions),
      }));
    case 'key-format':
    case 'value-format':
      return (block.kind === 'producer' ? producerFormats : consumerFormats).map(format =>
        value(format, range, formatDoc(format, t)),
      );
    case 'every':
      return block.kind === 'producer' ? ['3s', '5m', '1h'].map(text => value(text, range)) : [];
    case 'from':
      return block.kind === 'consumer' ? ['earliest', 'latest', '0'].map(text => value(text, range)) : [];
    case 'partitions':
      return block.kind === 'consumer' ? partitionNumbers(block, range, facts) : [];
    default:
      return [];
  }
}

function inPragma(
  document: KafkaDocument,
  block: Block | undefined,
  position: Position,
  facts: Facts,
  t: Translate,
): Completion[] {
  const text = lineText(document.lines, position.line);
  const colon = text.indexOf(':');
  if (colon === -1 || position.character <= colon) return pragmaKeys(document, block, position, t);
  const key = text.slice('--@'.length, colon).trim();
  return pragmaValues(key, block, valueRange(text, colon, position), facts, t);
}

function pragmaKeys(document: KafkaDocument, block: Block | undefined, position: Position, t: Translate): Completion[] {
  const text = lineText(document.lines, position.line);
  const lead = /^--@\s*/.exec(text.slice(0, position.character))?.[0] ?? '--@';
  const hasColon = text.includes(':');
  const word = /^[\w.-]*/.exec(text.slice(lead.length))?.[0] ?? '';
  const range = rangeOnLine(position.line, lead.length, Math.max(position.character, lead.length + word.length));
  const blank = lead === '--@' ? ' ' : '';
  const siblings: readonly Pragma[] = block?.pragmas ?? document.pragmas;
  const free = (key: string): boolean =>
    !siblings.some(pragma => pragma.key.text === key && pragma.line !== position.line);
  const item = (key: string, sortText: string, detail: string, documentation: string): Completion => ({
    label: key,
    kind: isOwnPragma(key) ? completionKind.property : completionKind.constant,
    edit: { range, newText: hasColon ? `${blank}${key}` : `${blank}${key}: ` },
    detail,
    documentation,
    sortText,
    suggestNext: !hasColon,
  });
  const ownDocs = ownPragmaDocs(t);
  const docs = configDocs(t);
  return [
    ...ownPragmas.filter(free).map((key, order) => item(key, `0${order}`, '', ownDocs[key])),
    ...allKeys
      .filter(key => free(key.name) && isForDocuments(key))
      .map(key =>
        item(
          key.name,
          `${docs[key.name] === undefined ? 2 : 1}${key.name}`,
          configDetail(key, t),
          configMarkdown(key, t),
        ),
      ),
  ];
}

function pragmaValues(name: string, block: Block | undefined, range: Range, facts: Facts, t: Translate): Completion[] {
  if (isOwnPragma(name)) {
    switch (name) {
      case 'partition':
        return block === undefined ? [] : partitionNumbers(block, range, facts);
      case 'timestamp':
        return [value('now', range, t('The time of the send.'))];
      case 'key':
      case 'value':
        return [value('null', range, ownPragmaDocs(t)[name])];
      case 'count':
        return ['10', '100', '1000'].map(text => value(text, range));
      case 'rate':
        return ['10/s', '200/s', '1000/s', '90/m'].map(text => value(text, range));
      case 'connection':
        return (facts.connections ?? []).map(text => value(text, range));
    }
  }
  const key = keyNamed(name);
  if (key === undefined || !isForDocuments(key)) return [];
  const choices = allowedValues(key);
  const isNumber = ['INT', 'LONG', 'SHORT', 'DOUBLE'].includes(key.type);
  if (choices.length === 0 && !isNumber) return [];
  return (choices.length > 0 ? choices : [defaultText(key)]).map((text, order) => ({
    ...value(text, range),
    sortText: String(order),
    ...(text === defaultText(key) ? { detail: t('default') } : {}),
  }));
}

function partitionNumbers(block: Block, range: Range, facts: Facts): Completion[] {
  const topic = findTopic(facts, propertyOf(block, 'topic')?.value?.text ?? '');
  // More are quicker typed than found in a list.
  const count = Math.min(topic?.partitions ?? 0, 100);
  return Array.from({ length: count }, (_, partition) => ({
    ...value(String(partition), range),
    sortText: String(partition).padStart(3, '0'),
  }));
}

function value(text: string, range: Range, documentation?: string): Completion {
  const kind = completionKind.enumMember;
  return {
    label: text,
    kind,
    edit: { range, newText: text },
    ...(documentation === undefined ? {} : { documentation }),
  };
}

// From after the colon and its blanks to the end of the line; right after the colon the value brings its own blank.
function valueRange(text: string, colon: number, position: Position): Range {
  const blanks = /^\s*/.exec(text.slice(colon + 1))?.[0].length ?? 0;
  const start = Math.min(colon + 1 + blanks, position.character);
  return rangeOnLine(position.line, start, Math.max(text.trimEnd().length, position.character));
}

function isForDocuments(key: ConfigKey): boolean {
  return !belongsToConnection(key) && key.noEffect === undefined;
}

function configDetail(key: ConfigKey, t: Translate): string {
  const range = rangeText(key, t);
  return range === '' ? t('default {0}', defaultText(key)) : t('default {0}; {1}', defaultText(key), range);
}
