import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { BrokerView, SlotView } from '../../../engine/snapshot/board.ts';
import { live, marks, select, text } from '../../state/app.ts';
import { byNode } from '../../state/cluster.ts';
import { slotIsMarked } from '../../state/selection.ts';
import { brokerLine } from '../../text/board.ts';
import * as f from '../../text/format.ts';
import { Section } from '../../ui/fold.tsx';
import { BrokerSign } from '../board/brokerRow.tsx';

/** The narrow form's requests: rows instead of columns. */
export function InFlightList(): VNode | null {
  const view = live.value;
  const words = text.value;
  if (view === null || words === null) return null;
  const { requests, exact, maxRequests, bytes } = words.pipeline.inFlight;
  const n = exact || requests === 0 ? f.count(requests) : f.tenths(requests);
  // Bytes are those of this moment: beside a mean they would not add up.
  const summary = exact
    ? l10n.t('{0} of {1} requests, {2}', n, f.count(maxRequests), f.bytes(bytes))
    : l10n.t('{0} of {1} requests', n, f.count(maxRequests));
  return (
    <Section name="inFlight" class="in-flight-list" title={l10n.t('In flight')} summary={summary}>
      <ul data-group="inFlight">
        {[...view.brokers].sort(byNode).map(broker => (
          <BrokerRequests
            key={broker.node}
            broker={broker}
            words={words.brokers.find(candidate => candidate.node === broker.node) ?? broker}
            max={view.session.limits.maxInFlight}
            timeoutMs={view.session.limits.requestTimeoutMs}
          />
        ))}
      </ul>
    </Section>
  );
}

function BrokerRequests(props: {
  readonly broker: BrokerView;
  readonly words: BrokerView;
  readonly max: number;
  readonly timeoutMs: number;
}): VNode {
  const { broker, words, max, timeoutMs } = props;
  const line = brokerLine(words, max);
  const taken = broker.slots.map((slot, index) => ({ slot, index })).filter(({ slot }) => slot.kind !== 'free');
  const free = max - taken.length;
  return (
    <li>
      <div class="in-flight-broker">
        <BrokerSign broker={broker} />
        <b>{f.capital(f.broker(broker.node))}</b>
        <span class={`broker-line ${line.tone}`}>{line.text}</span>
      </div>
      {taken.length > 0 && (
        <ul>
          {taken.map(({ slot, index }) => (
            <li key={index}>
              <RequestLine slot={slot} index={index} timeoutMs={timeoutMs} />
            </li>
          ))}
        </ul>
      )}
      {broker.state === 'ready' && (
        <div class="free-slots">{l10n.t('{0} of {1} slots free', f.count(free), f.count(max))}</div>
      )}
    </li>
  );
}

function RequestLine(props: {
  readonly slot: SlotView;
  readonly index: number;
  readonly timeoutMs: number;
}): VNode | null {
  const { slot, index, timeoutMs } = props;
  const selected = slotIsMarked(marks.value, slot) ? 'selected' : '';
  if (slot.kind === 'free') return null;
  if (slot.kind === 'average') {
    return (
      <span class="request-line">
        <span>{l10n.t('slot {0}', String(index + 1))}</span>
        <span>{l10n.t('{0} busy', f.percent(slot.busyShare))}</span>
        <span class="second">
          {l10n.t('{0}/s, avg {1}', f.count(Math.round(slot.requestsPerSecond)), f.bytes(slot.meanBytes))}
        </span>
        <span class="bar blue">
          <i style={{ width: `${slot.busyShare * 100}%` }} />
        </span>
      </span>
    );
  }
  return (
    <button
      type="button"
      class={`request-line ${selected} ${slot.late ? 'late' : ''}`}
      onClick={() => select({ kind: 'request', requestId: slot.requestId })}
    >
      <span>#{slot.correlationId}</span>
      <span>
        {slot.api} v{slot.version}
      </span>
      <span class="second">{[f.batches(slot.batches), f.bytes(slot.bytes)].join(', ')}</span>
      <span class="bar-with-time">
        <span>{f.durationOrZero(slot.ageMs)}</span>
        <span class="bar">
          <i style={{ width: `${Math.min(1, slot.ageMs / Math.max(1, timeoutMs)) * 100}%` }} />
        </span>
      </span>
    </button>
  );
}
