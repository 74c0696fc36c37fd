import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type {
  BrokerView,
  CellView,
  LeavesBy,
  OpenBatchView,
  QueueView,
  SlotView,
} from '../../../engine/snapshot/board.ts';
import type { QueuedBatchView } from '../../../engine/snapshot/board.ts';
import type { Selection } from '../../../engine/snapshot/words.ts';
import { closedByWord, leavesByText } from '../../text/board.ts';
import * as f from '../../text/format.ts';
import { Codicon, Sign } from '../../ui/icon.tsx';

/** What a cell needs to know besides its data. */
export interface Limits {
  readonly batchSizeBytes: number;
  readonly lingerMs: number;
  readonly bufferMemoryBytes: number;
  readonly requestTimeoutMs: number;
}

const width = (share: number) => ({ width: `${Math.min(1, Math.max(0, share)) * 100}%` });

/** Fill is bytes of batch.size, the line under it age of linger.ms: whichever reaches the right edge first closes the batch. */
export function OpenBatch(props: {
  readonly lane: string;
  readonly open: OpenBatchView;
  readonly words: OpenBatchView;
  readonly limits: Limits;
  readonly marked: boolean;
  readonly change: string;
}): VNode {
  const { lane, open, words, limits, marked, change } = props;
  const age = limits.lingerMs > 0 ? open.ageMs / limits.lingerMs : 1;
  return (
    <span
      aria-hidden="true"
      class={`open-batch ${open.kind} ${marked ? 'selected' : ''} ${change}`}
      data-batch={open.kind === 'exact' ? `${lane} ${open.batchId}` : undefined}
    >
      <i class="fill" style={width(open.bytes / Math.max(1, open.limitBytes))} />
      <i class="age" style={width(age)} />
      <span class="open-bytes">{f.bytes(words.bytes)}</span>
      <span class="open-records">{l10n.t('{0} rec', f.count(Math.round(words.records)))}</span>
      <span class="open-age">
        {words.kind === 'average' ? `${f.count(Math.round(words.batchesPerSecond))}/s` : f.durationOrZero(words.ageMs)}
      </span>
    </span>
  );
}

const SINGLE_CELLS = 6;

/** Next to leave at the right: up to six one by one, more as a stack as long as its share of buffer.memory; retries always single. */
export function Queue(props: {
  readonly lane: string;
  readonly queue: QueueView;
  readonly limits: Limits;
  readonly markedBatch: number | null;
  readonly changeOf: (batchId: number) => string;
  readonly onPick: (batchId: number) => void;
}): VNode | null {
  const { lane, queue, limits, markedBatch, onPick } = props;
  if (queue.count === 0) return null;
  const few = queue.count <= SINGLE_CELLS && queue.next.length >= queue.count;
  const single = few ? queue.next : queue.next.filter(batch => batch.attempt > 1);
  return (
    <span aria-hidden="true" class="queue">
      {!few && (
        <>
          <span class="queue-count">{f.count(queue.count)}</span>
          {single.length === 0 && <span class="queue-bytes">{f.bytes(queue.bytes)}</span>}
          <i class="stack" style={width(queue.bytes / Math.max(1, limits.bufferMemoryBytes))} />
        </>
      )}
      {few && queue.count > 1 && <span class="queue-count short">{f.count(queue.count)}</span>}
      {single.map(batch => (
        <QueuedBatch
          key={batch.batchId}
          name={`${lane} ${batch.batchId}`}
          change={props.changeOf(batch.batchId)}
          batch={batch}
          alone={few && queue.count === 1}
          marked={batch.batchId === markedBatch}
          onPick={onPick}
        />
      ))}
    </span>
  );
}

function QueuedBatch(props: {
  readonly name: string;
  readonly change: string;
  readonly batch: QueuedBatchView;
  readonly alone: boolean;
  readonly marked: boolean;
  readonly onPick: (batchId: number) => void;
}): VNode {
  const { batch, alone, marked, onPick } = props;
  const retry = batch.attempt > 1;
  const word = retry
    ? String(batch.attempt)
    : !alone
      ? ''
      : batch.closedBy === 'full'
        ? closedByWord('full')
        : f.bytes(batch.bytes);
  const title = [
    `#${batch.batchId}`,
    l10n.t('closed by {0}', closedByWord(batch.closedBy)),
    f.records(batch.records),
    f.bytes(batch.bytes),
    f.durationOrZero(batch.ageMs),
  ];
  if (retry) title.push(l10n.t('attempt {0} to come', String(batch.attempt)));
  return (
    <span
      class={`queued ${retry ? 'retry' : ''} ${marked ? 'selected' : ''} ${props.change}`}
      data-batch={props.name}
      title={title.join(', ')}
      onClick={event => {
        event.stopPropagation();
        onPick(batch.batchId);
      }}
    >
      <Sign name={retry ? 'retry' : batch.closedBy} />
      {word !== '' && <span class={retry ? '' : 'word'}>{word}</span>}
    </span>
  );
}

export function Leaves({ leavesBy }: { readonly leavesBy: LeavesBy }): VNode | null {
  const text = leavesByText(leavesBy);
  switch (leavesBy.kind) {
    case 'nothing':
      return null;
    case 'usually':
      return (
        <span class="leaves usual">
          <Sign name={leavesBy.closedBy} /> {text}
        </span>
      );
    case 'linger':
      return <span class="leaves">{text}</span>;
    case 'nextPass':
      return (
        <span class="leaves next">
          {text} <Codicon name="arrow-right" />
        </span>
      );
    case 'blocked':
      return (
        <span class="leaves blocked" title={text}>
          <Sign name="blocked" /> {text}
        </span>
      );
  }
}

/** A batch in its request: where the row of its partition meets the column of the request. */
export function FlightCell(props: {
  readonly lane: string;
  readonly cell: CellView;
  readonly words: CellView;
  readonly limits: Limits;
  readonly marked: boolean;
  readonly change: string;
}): VNode {
  const { cell, words, limits, marked } = props;
  if (cell.kind === 'average' || words.kind === 'average') {
    const mean = cell.kind === 'average' ? cell.meanBytes : cell.bytes;
    return (
      <span aria-hidden="true" class="flight average">
        <i class="fill" style={width(mean / limits.batchSizeBytes)} />
        <span class="flight-words">{f.bytes(words.kind === 'average' ? words.meanBytes : words.bytes)}</span>
      </span>
    );
  }
  const retry = cell.attempt > 1;
  return (
    <span
      aria-hidden="true"
      class={`flight exact ${retry ? 'retry' : ''} ${marked ? 'selected' : ''} ${props.change}`}
      data-batch={`${props.lane} ${cell.batchId}`}
    >
      <i class="fill" style={width(cell.bytes / limits.batchSizeBytes)} />
      <span class="flight-words">
        {retry && (
          <span class="attempt">
            <Sign name="retry" />
            {cell.attempt}
          </span>
        )}
        <span class="flight-bytes">{f.bytes(words.bytes)}</span>
      </span>
    </span>
  );
}

/** One request, or what passed through its place in the last second. */
export function RequestSlot(props: {
  readonly slot: SlotView;
  readonly words: SlotView;
  readonly limits: Limits;
  readonly marked: boolean;
  readonly change: string;
}): VNode {
  const { slot, words, limits, marked, change } = props;
  if (slot.kind === 'free') return <span aria-hidden="true" class={`slot free ${change}`} />;
  if (slot.kind === 'average') {
    const w = words.kind === 'average' ? words : slot;
    return (
      <span aria-hidden="true" class="slot average">
        <span class="slot-head">
          {f.percent(w.busyShare)} <span class="long">{l10n.t('busy')}</span>
        </span>
        <span class="slot-bar">
          <i style={width(slot.busyShare)} />
        </span>
        <span class="slot-line">{`${f.count(Math.round(w.requestsPerSecond))}/s`}</span>
        <span class="slot-line long">{l10n.t('avg {0}', f.bytes(w.meanBytes))}</span>
      </span>
    );
  }
  const w = words.kind === 'exact' && words.requestId === slot.requestId ? words : slot;
  return (
    <span aria-hidden="true" class={`slot exact ${slot.late ? 'late' : ''} ${marked ? 'selected' : ''} ${change}`}>
      <span class="slot-head">
        <span>#{slot.correlationId}</span>
        <span class="slot-age">{f.durationOrZero(w.ageMs)}</span>
      </span>
      <span class="slot-bar">
        <i style={width(slot.ageMs / Math.max(1, limits.requestTimeoutMs))} />
      </span>
      <span class="slot-line api long">
        {slot.api} v{slot.version}
      </span>
      <span class="slot-line long">{f.bytes(slot.bytes)}</span>
    </span>
  );
}

/** Above ten slots a matrix says nothing: the number of requests and a bar. */
export function SlotSum({ broker, max }: { readonly broker: BrokerView; readonly max: number }): VNode {
  return (
    <span class="slot-sum">
      {l10n.t('{0} of {1} in flight', f.count(broker.inFlight), f.count(max))}
      <span class="slot-bar">
        <i style={width(broker.inFlight / max)} />
      </span>
    </span>
  );
}

export function openSelection(lane: string, open: OpenBatchView | null): Selection | null {
  return open?.kind === 'exact' ? { kind: 'batch', lane, batchId: open.batchId } : { kind: 'lane', lane };
}
