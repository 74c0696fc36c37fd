import * as l10n from '@vscode/l10n';
import type { PageReply } from '../../protocol/messages.ts';
import { count, durationOrZero, records } from '../../text/format.ts';

/** What became of what was sent from the row. */
export function outcomeText(reply: Extract<PageReply, { kind: 'send' }>): { text: string; tone: 'good' | 'failed' } {
  const [only] = reply.outcomes;
  if (reply.acked + reply.failed === 1 && only !== undefined) {
    if (only.ok) {
      const where = `${only.topic}-${only.partition}`;
      const took = durationOrZero(only.tookMs);
      return {
        tone: 'good',
        text:
          only.offset < 0
            ? l10n.t('{0}, sent in {1}', where, took)
            : l10n.t('{0} offset {1}, {2}', where, count(only.offset), took),
      };
    }
    const written = only.mayBeWritten ? l10n.t('may be written') : l10n.t('not written');
    return { tone: 'failed', text: `${only.error}: ${only.message} (${written})` };
  }
  if (reply.failed === 0) return { tone: 'good', text: l10n.t('{0} acked', records(reply.acked)) };
  const failure = reply.outcomes.find(outcome => !outcome.ok);
  const why = failure !== undefined && !failure.ok ? `: ${failure.message}` : '';
  return {
    tone: 'failed',
    text: l10n.t('{0} acked, {1} failed{2}', count(reply.acked), count(reply.failed), why),
  };
}
