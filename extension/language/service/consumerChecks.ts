// CONSUMER blocks are read and checked so that mixed files stay usable; Kafka Inspector does not run them.
import { consumerProperties, isConsumerProperty } from './grammar.ts';
import { consumerFormats, parseFormat, shorten } from './formats.ts';
import { nearest } from './nearest.ts';
import type { ConsumerBlock, Property } from './parser.ts';
import { propertyOf } from './parser.ts';
import type { Diagnostic, Fix, Severity } from './results.ts';
import { severity } from './results.ts';
import type { Part, Range } from './text.ts';
import { topicNameError } from './topicName.ts';
import type { Translate } from './translate.ts';

export function checkConsumer(block: ConsumerBlock, t: Translate): Diagnostic[] {
  const found = block.properties.flatMap(property => checkProperty(property, t));
  const topic = propertyOf(block, 'topic');
  if (topic?.value === undefined || topic.value.text === '') {
    const below = block.group.range.end;
    const fix: Fix = {
      title: t("Add 'topic:'"),
      edits: [{ range: { start: below, end: below }, newText: '\ntopic: ' }],
    };
    const message = t("This CONSUMER names no topic: add a line 'topic: …' below it.");
    const range = topic?.name.range ?? block.keyword;
    found.push({
      ...problem(severity.error, 'missing-topic', range, message),
      ...(topic === undefined ? { fixes: [fix] } : {}),
    });
  }
  for (const pragma of block.pragmas) {
    const message = t('A pragma in a CONSUMER does nothing: pragmas say how a PRODUCER sends.');
    found.push({ range: pragma.range, severity: severity.warning, code: 'pragma-in-consumer', message });
  }
  return found;
}

function checkProperty(property: Property, t: Translate): Diagnostic[] {
  const { name, value } = property;
  if (value === undefined) {
    const fix: Fix = {
      title: t("Insert ':'"),
      edits: [{ range: { start: name.range.end, end: name.range.end }, newText: ':' }],
    };
    return [
      {
        ...problem(
          severity.error,
          'missing-colon',
          name.range,
          t("A colon is missing after '{0}'.", shorten(name.text)),
        ),
        fixes: [fix],
      },
    ];
  }
  if (name.text === '') {
    return [problem(severity.error, 'missing-name', property.range, t('A property needs a name before the colon.'))];
  }
  if (!isConsumerProperty(name.text)) return [unknownProperty(name, t)];
  const error = valueError(name.text, value.text, t);
  return error === undefined ? [] : [problem(severity.error, `bad-${name.text}`, value.range, error)];
}

function unknownProperty(name: Part, t: Translate): Diagnostic {
  const guess = nearest(name.text, consumerProperties);
  const message =
    guess === undefined
      ? t("Unknown property '{0}'. A CONSUMER knows {1}.", shorten(name.text), consumerProperties.join(', '))
      : t("Unknown property '{0}'. Did you mean '{1}'?", shorten(name.text), guess);
  const diagnostic = problem(severity.warning, 'unknown-property', name.range, message);
  if (guess === undefined) return diagnostic;
  return {
    ...diagnostic,
    fixes: [{ title: t("Change to '{0}'", guess), edits: [{ range: name.range, newText: guess }] }],
  };
}

function valueError(name: (typeof consumerProperties)[number], value: string, t: Translate): string | undefined {
  if (value === '') return undefined;
  switch (name) {
    case 'topic':
      return topicNameError(value, t);
    case 'from':
      if (value === 'earliest' || value === 'latest' || /^\d+$/.test(value)) return undefined;
      return t("from must be earliest, latest or an offset from 0 on, not '{0}'.", shorten(value));
    case 'partitions':
      if (/^\s*\d+(\s*-\s*\d+)?(\s*,\s*\d+(\s*-\s*\d+)?)*\s*$/.test(value)) return undefined;
      return t("partitions must be numbers and spans such as 0, 0,1 or 0-2, not '{0}'.", shorten(value));
    case 'key-format':
    case 'value-format': {
      if (consumerFormats.includes(value)) return undefined;
      const read = parseFormat(value, t);
      return 'error' in read ? read.error : undefined;
    }
  }
}

function problem(level: Severity, code: string, range: Range, message: string): Diagnostic {
  return { range, severity: level, code, message, alsoElsewhere: true };
}
