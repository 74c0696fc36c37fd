import type { Translate } from './translate.ts';
import { shorten } from './formats.ts';

export const maxTopicNameLength = 249;

/** Why Kafka would refuse the name (Topic.validate), or undefined. An empty name is the caller's business. */
export function topicNameError(name: string, t: Translate): string | undefined {
  if (name === '.' || name === '..') return t("A topic cannot be named '{0}'.", name);
  if (name.length > maxTopicNameLength) {
    return t('The topic name has {0} characters; Kafka takes at most {1}.', name.length, maxTopicNameLength);
  }
  const wrong = /[^a-zA-Z0-9._-]/u.exec(name)?.[0];
  if (wrong === undefined) return undefined;
  return t(
    "'{0}' is not allowed in the topic name '{1}': letters, digits, '.', '_' and '-' are.",
    wrong,
    shorten(name),
  );
}
