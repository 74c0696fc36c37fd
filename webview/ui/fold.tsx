import type { ComponentChildren, VNode } from 'preact';
import { change, form, saved } from '../state/app.ts';
import { Codicon } from './icon.tsx';

interface SectionProps {
  readonly name: string;
  readonly title: string;
  /** What the section says even when folded. */
  readonly summary: string;
  readonly class?: string;
  readonly foldedAtFirst?: boolean;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A titled part of the page. In the narrow form it folds like a section of VS Code's side bar; its sum stays in the title. */
export function Section(props: SectionProps): VNode {
  const folds = form.value === 'narrow';
  const folded = folds && (saved.value.folds[props.name] ?? props.foldedAtFirst ?? false);
  const id = `${props.name}-title`;
  return (
    <section class={`section ${props.class ?? ''}`} aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>
          {folds ? (
            <button
              type="button"
              class="fold"
              aria-expanded={!folded}
              onClick={() => change({ folds: { ...saved.value.folds, [props.name]: !folded } })}
            >
              <Codicon name={folded ? 'chevron-right' : 'chevron-down'} />
              {props.title}
            </button>
          ) : (
            props.title
          )}
        </h2>
        <span class="summary">{props.summary}</span>
        {!folded && props.tools}
      </div>
      {!folded && props.children}
    </section>
  );
}
