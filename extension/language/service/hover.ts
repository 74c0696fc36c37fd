// What a word of the document means. Nothing is shown inside a value.
import type { ConfigKey } from '../../../engine/config/configKey.ts';
import { defaultText } from '../../../engine/config/configKey.ts';
import { keyNamed } from '../../../engine/config/producerKeys.ts';
import { configDocs } from './configDocs.ts';
import { belongsToConnection, noEffectReason } from './configKeys.ts';
import { rangeText } from './configValues.ts';
import type { Facts } from './facts.ts';
import { findTopic } from './facts.ts';
import { formatDoc, parseFormat } from './formats.ts';
import { propertyDocs } from './grammar.ts';
import type { Block, KafkaDocument, Pragma, Property } from './parser.ts';
import { isOwnPragma, ownPragmaDocs } from './pragmas.ts';
import type { Hover } from './results.ts';
import type { Position } from './text.ts';
import { touches } from './text.ts';
import type { Translate } from './translate.ts';

export function hover(document: KafkaDocument, position: Position, facts: Facts, t: Translate): Hover | undefined {
  const pragmas = [...document.pragmas, ...document.blocks.flatMap(block => block.pragmas)];
  const pragma = pragmas.find(candidate => candidate.line === position.line);
  if (pragma !== undefined) return pragmaHover(pragma, position, t);
  if (facts.coexist) return undefined;
  for (const block of document.blocks) {
    if (touches(block.keyword, position)) return { range: block.keyword, markdown: keywordMarkdown(block, t) };
    const property = block.properties.find(candidate => candidate.line === position.line);
    if (property !== undefined) return propertyHover(block, property, position, facts, t);
  }
  return undefined;
}

function keywordMarkdown(block: Block, t: Translate): string {
  return block.kind === 'producer'
    ? t(
        'A record to send. Properties and pragmas come first, then the value, up to a line `###`. The text after the keyword is a label.',
      )
    : t('A consumer, which Tools for Apache Kafka can run. The text after the keyword is its group id.');
}

function pragmaHover(pragma: Pragma, position: Position, t: Translate): Hover | undefined {
  const { text, range } = pragma.key;
  const key = keyNamed(text);
  const isOnPragma = touches(range, position) || (pragma.value !== undefined && touches(pragma.value.range, position));
  if (!isOnPragma) return undefined;
  if (isOwnPragma(text)) return { range, markdown: `\`${text}\`\n\n${ownPragmaDocs(t)[text]}` };
  return key === undefined ? undefined : { range, markdown: configMarkdown(key, t) };
}

function propertyHover(
  block: Block,
  property: Property,
  position: Position,
  facts: Facts,
  t: Translate,
): Hover | undefined {
  const { name, value } = property;
  if (touches(name.range, position)) {
    const doc = propertyDocs(block.kind, t)[name.text];
    return doc === undefined ? undefined : { range: name.range, markdown: `\`${name.text}\`\n\n${doc}` };
  }
  if (value === undefined || value.text === '' || !touches(value.range, position)) return undefined;
  if (name.text === 'topic') {
    const markdown = topicMarkdown(value.text, facts, t);
    return markdown === undefined ? undefined : { range: value.range, markdown };
  }
  if (name.text === 'key-format' || name.text === 'value-format') {
    const isKnown = value.text === 'none' ? block.kind === 'consumer' : 'format' in parseFormat(value.text, t);
    return isKnown ? { range: value.range, markdown: `\`${value.text}\`\n\n${formatDoc(value.text, t)}` } : undefined;
  }
  return undefined;
}

function topicMarkdown(name: string, facts: Facts, t: Translate): string | undefined {
  if (facts.topics === null) return t('Not connected: nothing is known about this topic.');
  const topic = findTopic(facts, name);
  if (topic === undefined) return t('The connected cluster has no such topic.');
  const count =
    topic.partitions === 1
      ? t('1 partition: 0')
      : t('{0} partitions: 0 to {1}', topic.partitions, topic.partitions - 1);
  return `\`${topic.name}\`\n\n${count}`;
}

/** Name, meaning, type, default and range of a producer config key. */
export function configMarkdown(key: ConfigKey, t: Translate): string {
  const lines = [`\`${key.name}\``];
  const doc = configDocs(t)[key.name];
  if (doc !== undefined) lines.push(doc);
  const range = rangeText(key, t);
  const facts = [t('Type {0}', key.type), t('default `{0}`', defaultText(key) || '""')];
  if (range !== '') facts.push(range);
  lines.push(facts.join(' · '));
  if (belongsToConnection(key)) lines.push(t('Set it in the connection: documents do not hold it.'));
  const reason = noEffectReason(key, t);
  if (reason !== undefined) lines.push(t('No effect here. {0}', reason));
  return lines.join('\n\n');
}
