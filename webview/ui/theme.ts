import { signal } from '@preact/signals';

/** Counts up whenever VS Code changes the theme, so that canvases read their colours anew. */
export const themeVersion = signal(0);

export interface BodyTraits {
  readonly reduceMotion: boolean;
  readonly screenReader: boolean;
  readonly highContrast: boolean;
}

export const traits = signal<BodyTraits>({ reduceMotion: false, screenReader: false, highContrast: false });

export function watchTheme(): void {
  const read = () => {
    const { classList } = document.body;
    traits.value = {
      reduceMotion:
        classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches,
      screenReader: classList.contains('vscode-using-screen-reader'),
      highContrast: classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light'),
    };
    themeVersion.value++;
  };
  const observer = new MutationObserver(read);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id', 'style'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  read();
}

/** A colour as the browser computed it, for a canvas: a probe carries the custom property. */
export function colour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim() || 'currentColor';
}
