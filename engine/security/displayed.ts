const maxCharacters = 256;

/** A peer's text as it may stand in a message of ours: no control or direction marks, and of bounded length. */
export function displayed(text: string): string {
  const plain = text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, ' ').trim();
  return plain.length <= maxCharacters ? plain : `${plain.slice(0, maxCharacters)}…`;
}
