// Everything the editor underlines in a document, from the errors that stop a send to the lines that read differently
// from how they look (surprises.ts).
import { checkConsumer } from './consumerChecks.ts';
import type { Facts } from './facts.ts';
import { findTopic } from './facts.ts';
import { shorten } from './formats.ts';
import { fileDefaults, toMessages } from './message.ts';
import type { Block, KafkaDocument, Pragma, ProducerBlock } from './parser.ts';
import { pragmaOf, propertyOf } from './parser.ts';
import type { PragmaResult } from './pragmas.ts';
import { mergeSettings, readPragmas } from './pragmas.ts';
import { configConflicts } from './pragmaRules.ts';
import type { Diagnostic } from './results.ts';
import { severity } from './results.ts';
import { outsideSurprises, producerSurprises } from './surprises.ts';
import { isBefore } from './text.ts';
import { topicNameError } from './topicName.ts';
import type { Translate } from './translate.ts';

/** In the order of the document. */
export function diagnose(document: KafkaDocument, facts: Facts, t: Translate): Diagnostic[] {
  const defaults = fileDefaults(document, t);
  const found: Diagnostic[] = [
    ...defaults.diagnostics,
    ...configConflicts(document.pragmas, [], t),
    ...outsideSurprises(document, t),
  ];
  for (const block of document.blocks) {
    found.push(...duplicates(block, t), ...unknownTopic(block, facts, t));
    if (block.kind === 'consumer') found.push(...checkConsumer(block, t));
    else found.push(...checkProducer(document, block, defaults, facts, t));
  }
  return found
    .filter(diagnostic => !(facts.coexist && diagnostic.alsoElsewhere === true))
    .sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : isBefore(b.range.start, a.range.start) ? 1 : 0));
}

function checkProducer(
  document: KafkaDocument,
  block: ProducerBlock,
  defaults: PragmaResult,
  facts: Facts,
  t: Translate,
): Diagnostic[] {
  return [
    ...toMessages(block, defaults, t).diagnostics,
    ...configConflicts(block.pragmas, document.pragmas, t),
    ...beyondTheCluster(document, block, defaults, facts, t),
    ...producerSurprises(document, block, t),
  ];
}

function duplicates(block: Block, t: Translate): Diagnostic[] {
  const count = new Map<string, number>();
  for (const { name } of block.properties) count.set(name.text, (count.get(name.text) ?? 0) + 1);
  return block.properties
    .filter(({ name }) => name.text !== '' && (count.get(name.text) ?? 0) > 1)
    .map(({ name }) => ({
      range: name.range,
      severity: severity.warning,
      code: 'duplicate-property',
      message: t("'{0}' stands here more than once; the last one counts.", shorten(name.text)),
      alsoElsewhere: true,
    }));
}

function unknownTopic(block: Block, facts: Facts, t: Translate): Diagnostic[] {
  const topic = propertyOf(block, 'topic')?.value;
  if (facts.topics === null || topic === undefined || topic.text === '') return [];
  if (topicNameError(topic.text, t) !== undefined || findTopic(facts, topic.text) !== undefined) return [];
  const common = { range: topic.range, code: 'unknown-topic', alsoElsewhere: true };
  switch (facts.autoCreateTopics) {
    case true: {
      const message = t("The cluster has no topic '{0}'. The first send creates it.", topic.text);
      return [{ ...common, severity: severity.information, message }];
    }
    case false: {
      const message = t(
        "The cluster has no topic '{0}' and does not create topics by itself: create it first.",
        topic.text,
      );
      return [{ ...common, severity: severity.error, message }];
    }
    case null: {
      const message = t("The cluster has no topic '{0}', and may not create it by itself.", topic.text);
      return [{ ...common, severity: severity.warning, message }];
    }
  }
}

// `--@ partition` and `--@ connection` against what the connected cluster and the profiles have.
function beyondTheCluster(
  document: KafkaDocument,
  block: ProducerBlock,
  defaults: PragmaResult,
  facts: Facts,
  t: Translate,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const settings = mergeSettings(defaults.settings, readPragmas(block.pragmas, t).settings);
  const warn = (key: string, message: string): void => {
    const pragma: Pragma | undefined = pragmaOf(block.pragmas, key) ?? pragmaOf(document.pragmas, key);
    if (pragma === undefined || found.some(other => other.range === pragma.range)) return;
    found.push({
      range: pragma.value?.range ?? pragma.range,
      severity: severity.warning,
      code: `no-such-${key}`,
      message,
    });
  };
  const topic = findTopic(facts, propertyOf(block, 'topic')?.value?.text ?? '');
  if (topic !== undefined && settings.partition !== undefined && settings.partition >= topic.partitions) {
    const last = topic.partitions - 1;
    warn(
      'partition',
      t("'{0}' has no partition {1}: its partitions are 0 to {2}.", topic.name, settings.partition, last),
    );
  }
  if (settings.connection !== undefined && facts.connections?.includes(settings.connection) === false) {
    warn(
      'connection',
      t("There is no connection '{0}'. There are: {1}.", shorten(settings.connection), facts.connections.join(', ')),
    );
  }
  return found;
}
