import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** The height of a lane, `--k-row` of the style sheet. */
export const ROW_HEIGHT = 24;
/** Rows drawn beyond either edge, so that a turn of the wheel meets them drawn already. */
const BEYOND = 8;
/** Before the first look at where the list stands. */
const AT_FIRST: Range = { from: 0, to: 40 };

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which rows of a list of equal heights stand in the panel, or near it: only those are drawn. */
export function useVisibleRows(list: RefObject<HTMLElement | null>, count: number): Range {
  const [range, setRange] = useState(AT_FIRST);
  const look = () => {
    const now = visibleOf(list.current, count);
    if (now !== null) setRange(last => (last.from === now.from && last.to === now.to ? last : now));
  };
  // After each drawing too: what stands above the list may have become higher.
  useLayoutEffect(look);
  useEffect(() => {
    document.addEventListener('scroll', look, { capture: true, passive: true });
    window.addEventListener('resize', look);
    return () => {
      document.removeEventListener('scroll', look, { capture: true });
      window.removeEventListener('resize', look);
    };
  }, [count]);
  return range;
}

function visibleOf(list: HTMLElement | null, count: number): Range | null {
  const panel = list?.closest('.panel');
  if (list === null || panel == null) return null;
  const { top } = list.getBoundingClientRect();
  const edge = panel.getBoundingClientRect();
  const within = (row: number) => Math.min(count, Math.max(0, row));
  return {
    from: within(Math.floor((edge.top - top) / ROW_HEIGHT) - BEYOND),
    to: within(Math.ceil((edge.bottom - top) / ROW_HEIGHT) + BEYOND),
  };
}
