import * as vscode from 'vscode';
import type { PracticeOptions } from '../../engine/session/practiceProtocol.ts';
import { mechanisms } from '../connections/loginModules.ts';
import { propertiesFromSetting } from '../connections/producerProperties.ts';
import type { Properties } from '../connections/producerProperties.ts';

export const settingsSection = 'kafkaInspector';

/** A settings file edited by hand may hold anything: a number outside its range becomes the nearest inside. */
function whole(name: string, low: number, high: number, fallback: number): number {
  const value: unknown = vscode.workspace.getConfiguration(settingsSection).get(name);
  if (typeof value !== 'number' || !Number.isFinite(value)) return fallback;
  return Math.min(high, Math.max(low, Math.round(value)));
}

function flag(name: string, fallback: boolean): boolean {
  const value: unknown = vscode.workspace.getConfiguration(settingsSection).get(name);
  return typeof value === 'boolean' ? value : fallback;
}

function word<W extends string>(name: string, words: readonly W[], fallback: W): W {
  const value: unknown = vscode.workspace.getConfiguration(settingsSection).get(name);
  return words.find(candidate => candidate === value) ?? fallback;
}

/** For practice: whoever starts the cluster is told the password. */
const practiceUsers = [{ name: 'practice', password: 'practice' }];

function practiceSecurity(): NonNullable<PracticeOptions['security']> | null {
  const protocol = word('practice.security', ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'], 'PLAINTEXT');
  if (protocol === 'PLAINTEXT') return null;
  const first = word('practice.mechanism', mechanisms, 'SCRAM-SHA-512');
  return {
    protocol,
    users: practiceUsers,
    mechanisms: [first, ...mechanisms.filter(mechanism => mechanism !== first)],
    clientCertificates: protocol.endsWith('SSL') && flag('practice.clientCertificates', false),
    maxReauthMs: 0,
  };
}

export const settings = {
  startup: () => word('startup', ['none', 'practice'], 'none'),
  practice: (): PracticeOptions => ({
    brokers: whole('practice.brokers', 1, 9, 3),
    port: whole('practice.port', 0, 65_527, 0),
    autoCreateTopics: flag('practice.autoCreateTopics', true),
    defaultPartitions: whole('practice.defaultPartitions', 1, 1_000, 6),
    retentionBytes: whole('practice.retentionMegabytes', 1, 4_096, 64) * 1_048_576,
    topics: [],
    security: practiceSecurity(),
  }),
  producerProperties: (): Properties =>
    propertiesFromSetting(vscode.workspace.getConfiguration(settingsSection).get('producer.properties')),
  framesPerSecond: () => whole('inspector.framesPerSecond', 1, 10, 10),
  payloads: () => flag('inspector.payloads', true),
  waitForResult: () => flag('send.waitForResult', true),
  coexistence: () => word('language.coexistence', ['auto', 'full', 'lensesOnly'], 'auto'),
};
