const LEAVE_ALONE_MS = 10_000;
let scrolledAtMs = Number.NEGATIVE_INFINITY;
let ours = false;

/** When a hold begins in the bottom panel its lane comes into view, unless the reader scrolled in the last 10 s. */
export function scrollToHeld(scroller: HTMLElement | null): void {
  const held = scroller?.querySelector('.broker-line.late, .leaves.blocked');
  if (scroller && held) bringIntoView(scroller, held);
}

/** The lane the next step is about comes into view with its broker. False as long as the board does not show it yet. */
export function scrollToStep(scroller: HTMLElement | null): boolean {
  const lane = scroller?.querySelector('.lane.stepping');
  if (!scroller || !lane) return false;
  const { top, bottom } = scroller.getBoundingClientRect();
  const row = lane.getBoundingClientRect();
  if (row.top < top || row.bottom > bottom) bringIntoView(scroller, lane);
  return true;
}

function bringIntoView(scroller: HTMLElement, element: Element): void {
  if (scroller.dataset['watched'] === undefined) {
    scroller.dataset['watched'] = 'yes';
    scroller.addEventListener('scroll', () => {
      if (!ours) scrolledAtMs = performance.now();
      ours = false;
    });
  }
  if (performance.now() - scrolledAtMs < LEAVE_ALONE_MS) return;
  const group = element.closest<HTMLElement>('[data-board-group]');
  if (group === null) return;
  ours = true;
  const heads = scroller.querySelector<HTMLElement>('.heads')?.offsetHeight ?? 0;
  const { top, height } = scroller.getBoundingClientRect();
  const toGroup = group.getBoundingClientRect().top - top - heads;
  const below = element.getBoundingClientRect().bottom - top - height;
  // Far down in a long group the lane comes first, its broker's row may be out of sight.
  scroller.scrollTop += Math.max(toGroup, below);
}
