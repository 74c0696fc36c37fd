import * as l10n from '@vscode/l10n';
import type { Hold } from '../../engine/snapshot/pipeline.ts';
import { broker, capital, count, duration } from './format.ts';
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

/** The same as a sentence, for the moments in which no rule is sure why: mark and line must not contradict each other. */
export function holdSentence(hold: Hold): string {
  switch (hold.kind) {
    case 'brokerSilent':
      return capital(l10n.t('{0} does not answer.', broker(hold.node)));
    case 'noLeader':
      return hold.lanes === 1
        ? l10n.t('A partition has no leader.')
        : l10n.t('{0} partitions have no leader.', count(hold.lanes));
    case 'brokerDown':
      return capital(l10n.t('{0} cannot be reached.', broker(hold.node)));
    case 'throttled':
      return capital(l10n.t('{0} asks for a pause (quota).', broker(hold.node)));
    case 'inFlightFull':
      return capital(
        l10n.t(
          '{0} has {1} of {2} requests in flight, always.',
          broker(hold.node),
          String(hold.inFlight),
          String(hold.maxInFlight),
        ),
      );
    case 'retrying':
      return l10n.t('{0} is sent again.', short(hold.lane, 40));
    case 'noProducerId':
      return l10n.t('Batches wait for a producer id.');
    case 'poolFull':
      return l10n.t('Sends wait for memory.');
    case 'metadata':
      return l10n.t('Sends wait for metadata of {0}.', short(hold.topic, 30));
  }
}
