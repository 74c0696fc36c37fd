import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const EVERY_MS = 2000;

/** The line for who hears the page: the newest sentence, said at most once in two seconds. */
export function Spoken({ words, counting }: { readonly words: string; readonly counting?: boolean }): VNode {
  const [said, setSaid] = useState('');
  const saidAt = useRef(Number.NEGATIVE_INFINITY);
  // Numbers inside a sentence change all the time; it is told again only when its words change, or when the number is the news.
  const meaning = counting === true ? words : words.replace(/\d[\d.,\u202f]*/g, '#');
  useEffect(() => {
    const wait = Math.max(0, saidAt.current + EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      saidAt.current = performance.now();
      setSaid(words);
    }, wait);
    return () => clearTimeout(timer);
  }, [meaning]);
  return (
    <span class="for-readers" role="status" aria-live="polite">
      {said}
    </span>
  );
}
