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
}

const chunkRecords = 2_000;
const keptOutcomes = 1_000;

/**
 * Sends many records so that the user can stop between chunks: one chunk is handed over, answered, counted, then the next. When
 * the session ends half-way the counts so far are kept and the error is told with them.
 */
export async function sendInChunks(work: ChunkedSend): Promise<SendReport & { stopped: boolean; broke: Error | null }> {
  const total = work.records.length * work.times;
  const chunk = Math.max(1, Math.min(chunkRecords, work.recordsPerSecond ?? chunkRecords));
  const outcomes: SendOutcome[] = [];
  let acked = 0;
  let failed = 0;
  let tookMs = 0;
  let next = 0;
  while (next < total && !work.isCancelled()) {
    const count = Math.min(chunk, total - next);
    try {
      const report = await work.send({
        ...slice(work.records, next, count),
        source: work.source,
        ...(work.recordsPerSecond !== null && { recordsPerSecond: work.recordsPerSecond }),
      });
      acked += report.acked;
      failed += report.failed;
      tookMs += report.tookMs;
      outcomes.push(...report.outcomes.slice(0, keptOutcomes - outcomes.length));
      // A failure is what the report must name, even when successes filled the list.
      if (!outcomes.some(outcome => !outcome.ok)) outcomes.push(...report.outcomes.filter(outcome => !outcome.ok).slice(0, 1));
    } catch (error) {
      const broke = error instanceof Error ? error : new Error(String(error));
      return { acked, failed, outcomes, tookMs, stopped: false, broke };
    }
    next += count;
    work.onProgress(next);
  }
  return { acked, failed, outcomes, tookMs, stopped: next < total, broke: null };
}

/** `count` records from position `start` of the list repeated endlessly; a single record as `times`, which costs no copies. */
function slice(records: readonly OutgoingRecord[], start: number, count: number): Pick<SendParams, 'records' | 'times'> {
  if (records.length === 1) return { records, times: count };
  const taken: OutgoingRecord[] = [];
  for (let index = start; index < start + count; index++) {
    const record = records[index % records.length];
    if (record) taken.push(record);
  }
  return { records: taken };
}
