import * as l10n from '@vscode/l10n';
import type { Hold } from '../../engine/snapshot/pipeline.ts';
import { duration } from './format.ts';
import { short } from './rules/parts.ts';

/** What holds a stage, in at most 16 characters or so: it stands beside the stage's name. */
export function holdMark(hold: Hold): string {
  switch (hold.kind) {
    case 'brokerSilent':
      return l10n.t('broker {0} silent', String(hold.node));
    case 'noLeader':
      return l10n.t('no leader');
    case 'brokerDown':
      return l10n.t('broker {0} gone', String(hold.node));
    case 'throttled':
      return l10n.t('throttled {0}', duration(hold.remainingMs)).trim();
    case 'inFlightFull':
      return l10n.t('{0} of {1}, always', String(hold.inFlight), String(hold.maxInFlight));
    case 'retrying':
      return l10n.t('retries');
    case 'noProducerId':
      return l10n.t('no producer id');
    case 'poolFull':
      return l10n.t('full, {0} wait', String(hold.waiting));
    case 'metadata':
      return l10n.t('{0} wait: {1}', String(hold.waiting), short(hold.topic, 8));
  }
}
