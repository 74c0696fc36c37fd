import type { OutgoingRecord, SendOutcome } from '../../engine/snapshot/outgoing.ts';
import type { SendParams, SendReport } from '../../engine/session/sessionProtocol.ts';

export interface ChunkedSend {
  readonly records: readonly OutgoingRecord[];
  readonly times: number;
  readonly recordsPerSecond: number | null;
  readonly source: string;
  readonly send: (params: SendParams) => Promise<SendReport>;
  readonly isCancelled: () => boolean;
  readonly onProgress: (done: number) => void;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const chunkRecords = 2_000;
const keptOutcomes = 1_000;

/**
 * Sends many records so that the user can stop between chunks: one chunk is handed over, answered, counted, then the next. When
 * the session ends half-way the counts so far are kept and the error is told with them.
 */
export async function sendInChunks(work: ChunkedSend): Promise<SendReport & { stopped: boolean; broke: Error | null }> {
  const total = work.records.length * work.times;
  const { recordsPerSecond } = work;
  const chunk = Math.max(1, Math.floor(Math.min(chunkRecords, recordsPerSecond ?? chunkRecords)));
  const startMs = work.nowMs();
  const outcomes: SendOutcome[] = [];
  let acked = 0;
  let failed = 0;
  let tookMs = 0;
  let next = 0;
  while (next < total && !work.isCancelled()) {
    const count = Math.min(chunk, total - next);
    if (recordsPerSecond !== null) await untilTurn(work, startMs + (next / recordsPerSecond) * 1_000);
    if (work.isCancelled()) break;
    try {
      const report = await work.send({
        ...slice(work.records, next, count),
        source: work.source,
        ...(recordsPerSecond !== null && { recordsPerSecond }),
      });
      acked += report.acked;
      failed += report.failed;
      tookMs += report.tookMs;
      outcomes.push(...report.outcomes.slice(0, keptOutcomes - outcomes.length));
      // A failure is what the report must name, even when successes filled the list.
      if (!outcomes.some(outcome => !outcome.ok))
        outcomes.push(...report.outcomes.filter(outcome => !outcome.ok).slice(0, 1));
    } catch (error) {
      const broke = error instanceof Error ? error : new Error(String(error));
      return { acked, failed, outcomes, tookMs, stopped: false, broke };
    }
    next += count;
    work.onProgress(next);
  }
  return { acked, failed, outcomes, tookMs, stopped: next < total, broke: null };
}

/** The session paces the records of a chunk; here the chunks are paced, with an eye on cancel. */
async function untilTurn(work: ChunkedSend, turnMs: number): Promise<void> {
  for (let left = turnMs - work.nowMs(); left > 0 && !work.isCancelled(); left = turnMs - work.nowMs()) {
    await work.sleep(Math.min(left, 200));
  }
}

/** `count` records from position `start` of the list repeated endlessly; a single record as `times`, which costs no copies. */
function slice(
  records: readonly OutgoingRecord[],
  start: number,
  count: number,
): Pick<SendParams, 'records' | 'times'> {
  if (records.length === 1) return { records, times: count };
  const taken: OutgoingRecord[] = [];
  for (let index = start; index < start + count; index++) {
    const record = records[index % records.length];
    if (record) taken.push(record);
  }
  return { records: taken };
}
