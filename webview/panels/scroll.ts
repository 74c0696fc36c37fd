import { change, form, saved } from '../state/app.ts';

const KEPT = '.page, .board-scroll, .side, .drawer-body';
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Keeps where each part was scrolled to, per form, and puts it back once the part has its content. */
export function watchScroll(root: HTMLElement): void {
  root.addEventListener(
    'scroll',
    event => {
      const element = event.target;
      if (!(element instanceof HTMLElement) || !element.matches(KEPT)) return;
      clearTimeout(waiting);
      waiting = setTimeout(
        () => change({ scroll: { ...saved.value.scroll, [nameOf(element)]: element.scrollTop } }),
        200,
      );
    },
    { capture: true, passive: true },
  );
  const restored = new Set<string>();
  const observer = new MutationObserver(() => {
    for (const element of root.querySelectorAll<HTMLElement>(KEPT)) {
      const name = nameOf(element);
      const top = saved.value.scroll[name] ?? 0;
      if (restored.has(name) || element.scrollHeight <= element.clientHeight) continue;
      restored.add(name);
      if (top > 0) element.scrollTop = top;
    }
    if (restored.size >= 4) observer.disconnect();
  });
  observer.observe(root, { childList: true, subtree: true });
}

function nameOf(element: HTMLElement): string {
  return `${form.value} ${element.classList[0] ?? ''}`;
}
