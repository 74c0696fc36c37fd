import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { Verdict } from '../../../engine/snapshot/verdict.ts';
import { STAGES } from '../../state/verdictHold.ts';
import type { View } from '../../state/view.ts';
import * as f from '../../text/format.ts';
import { stageName } from '../../text/stages.ts';
import { verdictText } from '../../text/verdictText.ts';

/** What stands behind the line: every value, what would prove it wrong, the other rules that fired. */
export function Evidence({ verdict, view }: { readonly verdict: Verdict | null; readonly view: View }): VNode {
  return (
    <div class="evidence-box" role="region" aria-label={l10n.t('Evidence')}>
      {verdict === null ? <WhereTimeGoes view={view} /> : <Behind verdict={verdict} view={view} />}
    </div>
  );
}

function Behind({ verdict, view }: { readonly verdict: Verdict; readonly view: View }): VNode {
  const words = verdictText(verdict);
  const others = view.verdicts.filter(other => other.rule !== verdict.rule);
  return (
    <>
      <dl class="values">
        <Pair name={l10n.t('since')} value={f.clock(verdict.sinceWallMs)} />
        {Object.entries(verdict.values)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <Pair key={name} name={name} value={valueText(name, value)} />
          ))}
      </dl>
      <p>
        <b>{l10n.t('What would prove it wrong')}</b> {words.falsifiedBy}
      </p>
      {others.length > 0 && (
        <p>
          <b>{l10n.t('Also true')}</b> {others.map(other => verdictText(other).title).join(' ')}
        </p>
      )}
    </>
  );
}

function WhereTimeGoes({ view }: { readonly view: View }): VNode {
  return (
    <>
      <p>
        <b>{l10n.t('No rule fired.')}</b> {l10n.t('Where a record’s time went, median of the last 5 s:')}
      </p>
      <dl class="values">
        {STAGES.map(stage => (
          <Pair
            key={stage}
            name={stageName(stage)}
            value={medianText(view.pipeline[stage].medianMs, view.pipeline[stage].share)}
          />
        ))}
      </dl>
    </>
  );
}

function Pair({ name, value }: { readonly name: string; readonly value: string }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function medianText(ms: number | null, share: number): string {
  if (ms === null) return f.NONE;
  return `${f.fineDuration(ms) || f.durationOrZero(0)} (${f.percent(share)})`;
}

/** A value as its name tells: times end in Ms, sizes in Bytes. */
function valueText(name: string, value: string | number | boolean | null): string {
  if (typeof value !== 'number') return String(value);
  if (name.endsWith('WallMs')) return f.clock(value);
  if (name.endsWith('Ms')) return f.durationOrZero(value);
  if (name.endsWith('Bytes')) return `${f.bytes(value)} (${f.exactBytes(value)})`;
  return f.count(value);
}
