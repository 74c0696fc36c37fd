import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Verdict } from '../../../engine/snapshot/verdict.ts';
import { act } from '../../state/actions.ts';
import { form, host, saved, select, text, verdict } from '../../state/app.ts';
import { calmText } from '../../text/calm.ts';
import { clock } from '../../text/format.ts';
import { stepText } from '../../text/paused.ts';
import { verdictText } from '../../text/verdictText.ts';
import type { VerdictText } from '../../text/verdicts.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Codicon, Sign } from '../../ui/icon.tsx';
import { goTo, goToTransaction } from '../goTo.ts';
import { Evidence } from './evidence.tsx';
import { Spoken } from './spoken.tsx';

/** The one place that says what is wrong; while paused the same line is the Paused band, so nothing moves. */
export function Explain(): VNode | null {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [open]);
  const view = text.value;
  if (view === null) return null;
  const paused = view.session.run === 'paused';
  const shown = paused ? null : verdict.value;
  const toggle = () => setOpen(!open);
  return (
    <div
      ref={root}
      class={`explain ${paused ? 'paused' : shown === null ? 'calm' : 'held'}`}
      data-group="explain"
      onKeyDown={event => {
        if (event.key === 'Escape' && open) {
          event.stopPropagation();
          setOpen(false);
        }
      }}
    >
      {paused ? (
        <Paused />
      ) : shown === null ? (
        <Calm open={open} toggle={toggle} />
      ) : (
        <Held verdict={shown} open={open} toggle={toggle} />
      )}
      {open && !paused && <Evidence verdict={shown} view={view} />}
    </div>
  );
}

function Paused(): VNode {
  const session = text.value?.session;
  const at = session?.pausedAtWallMs ?? null;
  const title = at === null ? l10n.t('Paused') : l10n.t('Paused at {0}', clock(at));
  const preview = stepText(session?.stepPreview ?? null);
  const told = l10n.t('Engine time stands still; no timeout fires. Sends are still accepted.');
  return (
    <>
      <Codicon name="debug-pause" />
      <span class="explain-words">
        <b>{title}</b>
        <span class="evidence">{told}</span>
      </span>
      <span class="step-preview">
        <Codicon name="debug-step-over" />
        {preview}
      </span>
      <Spoken words={`${title}. ${told} ${preview}`} />
    </>
  );
}

function Calm({ open, toggle }: { readonly open: boolean; readonly toggle: () => void }): VNode | null {
  const view = text.value;
  if (view === null) return null;
  const { title, evidence } = calmText(view);
  return (
    <>
      <Codicon name="info" />
      <span class="explain-words" onClick={toggle}>
        <b>{title}</b>
        <span class="evidence">{evidence}</span>
      </span>
      <LinkButton onPress={toggle} expanded={open} title={l10n.t('Show the values behind it')}>
        {l10n.t('Why?')}
      </LinkButton>
      <Spoken words={title} />
    </>
  );
}

function Held(props: { readonly verdict: Verdict; readonly open: boolean; readonly toggle: () => void }): VNode {
  const words = verdictText(props.verdict);
  const { strength } = props.verdict;
  return (
    <>
      <Sign name="warning" class="explain-sign" />
      <span class="explain-words" onClick={props.toggle}>
        <b>{words.title}</b>
        <button
          type="button"
          class={`strength ${strength}`}
          aria-expanded={props.open}
          title={l10n.t('Show the values behind it')}
          onClick={event => {
            event.stopPropagation();
            props.toggle();
          }}
        >
          {strength === 'proven' ? l10n.t('proven') : l10n.t('suspected')}
        </button>
        <span class="evidence">{words.evidence}</span>
      </span>
      <LinkButton onPress={() => nextStep(props.verdict, words)} title={words.next}>
        {words.next}
        <Codicon name="arrow-right" />
      </LinkButton>
      <Spoken words={`${words.title} ${words.evidence}`} />
    </>
  );
}

function nextStep(verdict: Verdict, words: VerdictText): void {
  const session = host.value?.session;
  switch (words.goesTo) {
    case 'createTopic': {
      const { topic } = verdict.values;
      act({ kind: 'createTopic', topic: typeof topic === 'string' ? topic : saved.value.send.topic });
      return;
    }
    case 'openSettings':
    case 'abortTransaction':
    case 'startAgain':
      act({ kind: words.goesTo });
      return;
    case 'transaction':
      goToTransaction();
      return;
    case 'changeSecrets':
      if (session?.kind === 'running') act({ kind: 'changeSecrets', connectionId: session.connectionId });
      return;
    case 'editConnection':
      if (session?.kind === 'running') act({ kind: 'editConnection', connectionId: session.connectionId });
      return;
    case 'subject':
      if (verdict.subject !== null) {
        select(verdict.subject);
        requestAnimationFrame(() =>
          document.querySelector('.board .selected, .drawer .selected')?.scrollIntoView({ block: 'nearest' }),
        );
      }
      // A detail opens in the drawer; everything else stands in the stage's own part.
      if (verdict.subject === null || form.value === 'narrow') goTo(verdict.stage);
  }
}
