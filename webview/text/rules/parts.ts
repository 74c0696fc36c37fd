import * as l10n from '@vscode/l10n';

/** Sentences that are there, one after the other. */
export function joined(...sentences: readonly (string | null)[]): string {
  return sentences.filter(sentence => sentence !== null && sentence !== '').join(' ');
}

/** The first wording that fits the place, else the last and shortest. */
export function fitting(most: number, ...wordings: readonly [string, ...string[]]): string {
  return wordings.find(words => words.length <= most) ?? wordings[wordings.length - 1] ?? wordings[0];
}

/** A long name is cut in the middle, where names differ least. */
export function short(name: string | null, most: number): string {
  if (name === null) return '?';
  if (name.length <= most) return name;
  const tail = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - tail)}…${name.slice(name.length - tail)}`;
}

/** `1`, `1 and 3`, `1, 3 and 4` of a list written `1,3,4`; more than `most` are counted. */
export function listed(names: string | null, most = 3): string {
  const all = (names ?? '')
    .split(',')
    .filter(name => name !== '')
    .map(name => short(name, 24));
  if (all.length > most) {
    return l10n.t('{0} and {1} more', all.slice(0, most).join(', '), String(all.length - most));
  }
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : l10n.t('{0} and {1}', all.slice(0, -1).join(', '), last);
}

const SMALL = () => [
  l10n.t('no'),
  l10n.t('one'),
  l10n.t('two'),
  l10n.t('three'),
  l10n.t('four'),
  l10n.t('five'),
  l10n.t('six'),
];

/** Small numbers in words, as in a sentence. */
export function inWords(n: number): string {
  return SMALL()[n] ?? String(n);
}
