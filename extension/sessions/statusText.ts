import type { NumberWords } from '../common/numbers.ts';
import { withoutIcons } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';
import { poolIsLow } from './sessionState.ts';
import type { PracticeState, SessionState } from './sessionState.ts';

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly severity: 'normal' | 'warning' | 'error';
}

/** The one status bar item: connection, free pool, requests in flight. */
export function statusText(session: SessionState, practice: PracticeState, n: NumberWords, t: Translate): StatusText {
  switch (session.kind) {
    case 'none':
      return practice.kind === 'running'
        ? normal(t('$(circle-outline) Kafka: not connected'), t('The practice cluster runs. Click to connect.'))
        : normal(t('$(circle-outline) Kafka: not connected'), t('Click to connect, or to start the practice cluster.'));
    case 'starting':
      return normal(
        t('$(sync~spin) Kafka: {0}', withoutIcons(session.target.name)),
        t('Connecting to {0}.', plain(session.target.bootstrapServers)),
      );
    case 'failed':
      return {
        text: t('$(error) Kafka: {0}', withoutIcons(session.target.name)),
        tooltip: t('Could not connect: {0}', plain(session.message)),
        severity: 'error',
      };
    case 'crashed':
      return {
        text: t('$(error) Kafka: producer stopped'),
        tooltip: t(
          'The worker ended: {0}. {1} records were not acknowledged.',
          plain(session.cause),
          n.count(session.unfinished.notAcked),
        ),
        severity: 'error',
      };
    case 'running':
      return runningText(session, n, t);
  }
}

function runningText(session: SessionState & { kind: 'running' }, n: NumberWords, t: Translate): StatusText {
  const name = withoutIcons(session.target.name);
  const { status } = session;
  if (!session.connected) {
    return {
      text: t('$(sync~spin) Kafka: {0}', name),
      tooltip: session.trouble ?? t('Connecting to {0}.', plain(session.target.bootstrapServers)),
      severity: session.trouble === null ? 'normal' : 'warning',
    };
  }
  if (status === null)
    return normal(t('$(plug) {0}', name), t('Connected to {0}.', plain(session.target.bootstrapServers)));
  const icon = status.run === 'paused' ? '$(debug-pause)' : '$(plug)';
  const low = poolIsLow(status);
  const lines = [
    t('Connected to {0}.', plain(session.target.bootstrapServers)),
    t('Free pool: {0} of {1}.', n.bytes(status.freePoolBytes), n.bytes(status.totalPoolBytes)),
    t('Requests in flight: {0}.', n.count(status.inFlightRequests)),
    t('Records on the way: {0}.', n.count(status.onTheWay)),
    ...(status.run === 'paused' ? [t('The sender is paused; no timeout fires.')] : []),
    ...(low ? [t('Less than a tenth of buffer.memory is free: sends will soon wait for memory.')] : []),
    t('Click to open the inspector.'),
  ];
  return {
    text: `${icon} ${name}  $(database) ${n.bytes(status.freePoolBytes)}  $(arrow-swap) ${n.count(status.inFlightRequests)}`,
    tooltip: lines.join('\n'),
    severity: low ? 'warning' : 'normal',
  };
}

function normal(text: string, tooltip: string): StatusText {
  return { text, tooltip, severity: 'normal' };
}

function plain(text: string): string {
  return withoutIcons(text);
}
