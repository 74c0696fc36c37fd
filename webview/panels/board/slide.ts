import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';

const SLIDE_MS = 150;

interface Place {
  readonly left: number;
  readonly top: number;
}

/**
 * A batch that a step took from one cell to another moves there from where it was. Cells carry `data-batch`; after each drawing their
 * places are looked at, and one that stands elsewhere than before slides. Places count from the grid, so that scrolling moves nothing.
 */
export function useSlides(grid: RefObject<HTMLElement | null>, watching: boolean, still: boolean): void {
  const before = useRef<Map<string, Place>>(new Map());
  useLayoutEffect(() => {
    const root = grid.current;
    if (root === null || !watching) {
      before.current = new Map();
      return;
    }
    const now = placesIn(root);
    if (!still)
      for (const [batch, cell] of now.cells) slide(root, cell, before.current.get(batch), now.places.get(batch));
    before.current = now.places;
  });
}

function placesIn(root: HTMLElement): { cells: Map<string, HTMLElement>; places: Map<string, Place> } {
  const origin = root.getBoundingClientRect();
  const cells = new Map<string, HTMLElement>();
  const places = new Map<string, Place>();
  for (const cell of root.querySelectorAll<HTMLElement>('[data-batch]')) {
    const batch = cell.dataset['batch'] ?? '';
    // Under way it stands where it will be, not where it looks to be.
    for (const animation of cell.getAnimations()) if (animation.id === 'slide') animation.finish();
    const { left, top } = cell.getBoundingClientRect();
    cells.set(batch, cell);
    places.set(batch, { left: left - origin.left, top: top - origin.top });
  }
  return { cells, places };
}

function slide(root: HTMLElement, cell: HTMLElement, from: Place | undefined, to: Place | undefined): void {
  if (from === undefined || to === undefined) return;
  const [x, y] = [from.left - to.left, from.top - to.top];
  // A row that was moved by one above it is no batch that went anywhere.
  if (Math.abs(x) < 1) return;
  root.dataset['sliding'] = 'yes';
  const animation = cell.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
    duration: SLIDE_MS,
    easing: 'ease-out',
    id: 'slide',
  });
  void animation.finished.finally(() => delete root.dataset['sliding']);
}
