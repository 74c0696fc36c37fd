import * as l10n from '@vscode/l10n';
import type { SessionView } from '../../engine/snapshot/session.ts';
import { bytes, count, durationOrZero, limit } from './format.ts';

export interface Setting {
  readonly text: string;
  readonly title: string;
  readonly isDefault: boolean;
}

/** `acks all  linger 5 ms  batch 16.0 KiB  compression none  idempotent, id 4012 epoch 0` */
export function settingTexts(session: SessionView): Setting[] {
  return session.config.map(({ key, value, isDefault }) => ({
    text: settingText(key, value, session),
    title: l10n.t('{0} = {1}', key, value) + (isDefault ? ` ${l10n.t('(Kafka’s default)')}` : ''),
    isDefault,
  }));
}

function settingText(key: string, value: string, session: SessionView): string {
  const number = value !== '' && Number.isFinite(Number(value)) ? Number(value) : null;
  switch (key) {
    case 'acks':
      return l10n.t('acks {0}', value === '-1' ? 'all' : value);
    case 'linger.ms':
      return l10n.t('linger {0}', number === null ? value : limit(number));
    case 'batch.size':
      return l10n.t('batch {0}', number === null ? value : bytes(number));
    case 'compression.type':
      return l10n.t('compression {0}', value);
    case 'enable.idempotence':
      if (value !== 'true') return l10n.t('not idempotent');
      return session.producerId === null
        ? l10n.t('idempotent')
        : l10n.t('idempotent, id {0} epoch {1}', session.producerId.id, String(session.producerId.epoch));
    default:
      return `${key} ${number === null ? value : withUnit(key, number)}`;
  }
}

function withUnit(key: string, value: number): string {
  if (key.endsWith('.ms')) return limit(value);
  if (/\.(bytes|memory|size)$/.test(key)) return bytes(value);
  return count(value);
}

/** `Load 46,800/s  1 min 06 s`, `Load blocked  38 s`. */
export function loadText(load: NonNullable<SessionView['load']>): { what: string; rest: string } {
  const rest =
    load.remainingMs === null
      ? load.totalRecords === null
        ? l10n.t('endless')
        : ''
      : durationOrZero(load.remainingMs);
  if (load.blocked) return { what: l10n.t('Load blocked'), rest };
  const rate = load.targetPerSecond ?? Math.round(load.actualPerSecond);
  return { what: l10n.t('Load {0}/s', count(rate)), rest };
}
