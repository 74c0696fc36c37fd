// The names the format knows. Anything else in a producer is value text; never add a plain property here, since
// Tools for Apache Kafka would send it as data: new options are pragmas (pragmas.ts).
import type { Translate } from './translate.ts';

export const producerProperties = ['topic', 'key', 'headers', 'key-format', 'value-format', 'every'] as const;
export const consumerProperties = ['topic', 'from', 'key-format', 'value-format', 'partitions'] as const;
export type ProducerProperty = (typeof producerProperties)[number];
export type ConsumerProperty = (typeof consumerProperties)[number];

export function isProducerProperty(name: string): name is ProducerProperty {
  return (producerProperties as readonly string[]).includes(name);
}

export function isConsumerProperty(name: string): name is ConsumerProperty {
  return (consumerProperties as readonly string[]).includes(name);
}

/** One or two sentences of Markdown for completion and hover. */
export function propertyDocs(kind: 'producer' | 'consumer', t: Translate): Readonly<Record<string, string>> {
  return kind === 'producer' ? producerDocs(t) : consumerDocs(t);
}

function producerDocs(t: Translate): Record<ProducerProperty, string> {
  return {
    topic: t('The topic to send to. Required.'),
    key: t(
      'The key of the record. Records with the same key go to the same partition. Without it, or empty, the key is null.',
    ),
    headers: t('Headers of the record: `name=value, name=value`. A value can hold neither a comma nor an equals sign.'),
    'key-format': t('How the text of the key becomes bytes. Without it: UTF-8.'),
    'value-format': t('How the text of the value becomes bytes. Without it: UTF-8.'),
    every: t(
      'Sends the block again and again in Tools for Apache Kafka, for example every `3s`, `5m` or `1h`. Kafka Inspector sends once; use `--@ count` and `--@ rate`.',
    ),
  };
}

function consumerDocs(t: Translate): Record<ConsumerProperty, string> {
  return {
    topic: t('The topic to read. Required.'),
    from: t('Where to start when the group has no offset yet: `earliest`, `latest` or an offset.'),
    'key-format': t('How the bytes of the key become text; `none` leaves them out.'),
    'value-format': t('How the bytes of the value become text; `none` leaves them out.'),
    partitions: t('Which partitions to read: `0`, `0,1`, `0-2` or a mix.'),
  };
}
