const LEAVE_ALONE_MS = 10_000;
let scrolledAtMs = Number.NEGATIVE_INFINITY;
let ours = false;

/** When a hold begins in the bottom panel its lane comes into view, unless the reader scrolled in the last 10 s. */
export function scrollToHeld(scroller: HTMLElement | null): void {
  if (scroller === null) return;
  if (scroller.dataset['watched'] === undefined) {
    scroller.dataset['watched'] = 'yes';
    scroller.addEventListener('scroll', () => {
      if (!ours) scrolledAtMs = performance.now();
      ours = false;
    });
  }
  if (performance.now() - scrolledAtMs < LEAVE_ALONE_MS) return;
  const held = scroller.querySelector('.broker-line.late, .leaves.blocked');
  const group = held?.closest<HTMLElement>('[data-board-group]');
  if (group === null || group === undefined) return;
  ours = true;
  const heads = scroller.querySelector<HTMLElement>('.heads')?.offsetHeight ?? 0;
  scroller.scrollTop += group.getBoundingClientRect().top - scroller.getBoundingClientRect().top - heads;
}
