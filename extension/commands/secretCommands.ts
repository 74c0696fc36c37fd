import * as vscode from 'vscode';
import { plainText } from '../common/plainText.ts';
import { askSecrets } from '../connections/askSecrets.ts';
import { connectById, showError } from '../connections/connecting.ts';
import { questionOf, secretKeysOf } from '../connections/neededSecrets.ts';
import type { ConnectionProfile } from '../connections/profile.ts';
import type { Properties } from '../connections/producerProperties.ts';
import { isSecret } from '../connections/secretKeys.ts';
import type { Services } from '../services.ts';
import { chooseProfile, idOf } from './connectionCommands.ts';

/**
 * `argument`: a connection's id, a tree item with one, or nothing to choose; with `secrets` (Java's keys and their values) nothing is
 * asked. True when they were kept.
 */
export async function changeSecrets(services: Services, argument: unknown): Promise<boolean> {
  const { vault, t } = services;
  const profile = await profileOf(services, argument, t('Change Secrets'));
  if (!profile) return false;
  const secrets = secretsIn(argument) ?? (await askAll(services, profile));
  if (secrets === null) return false;
  const notSecret = Object.entries(secrets).find(([key, value]) => !isSecret(key, value));
  if (notSecret) {
    void showError(
      services,
      t('{0} is no secret. Put it into the properties of the connection.', plainText(notSecret[0])),
    );
    return false;
  }
  await vault.keep(profile, secrets);
  if (secretsIn(argument) === null) void offerConnect(services, profile);
  return true;
}

/** Without a word to any broker: the next connect asks again. */
export async function forgetSecrets(services: Services, argument: unknown): Promise<void> {
  const { vault, t } = services;
  const profile = await profileOf(services, argument, t('Forget Secrets'));
  if (!profile) return;
  const name = plainText(profile.name);
  if ((await vault.keys(profile.name)).length === 0) {
    void vscode.window.showInformationMessage(t("No secret of '{0}' is kept.", name));
    return;
  }
  await vault.forget(profile.name);
  void vscode.window.showInformationMessage(
    t(
      "The secrets of '{0}' are forgotten; the next connect asks for them. A running producer keeps them until it ends.",
      name,
    ),
  );
}

async function askAll(services: Services, profile: ConnectionProfile): Promise<Properties | null> {
  const keys = await secretKeysOf(services.vault, profile);
  if (keys.length === 0) {
    const { t } = services;
    void vscode.window.showInformationMessage(
      t("'{0}' needs no secret: it has neither SASL nor a store with a password.", plainText(profile.name)),
    );
    return null;
  }
  return askSecrets(
    services,
    profile,
    keys.map(key => questionOf(profile, key)),
  );
}

async function offerConnect(services: Services, profile: ConnectionProfile): Promise<void> {
  const { t } = services;
  const connect = t('Connect');
  const message = t("The secrets of '{0}' are kept.", plainText(profile.name));
  if ((await vscode.window.showInformationMessage(message, connect)) === connect)
    await connectById(services, profile.name);
}

async function profileOf(services: Services, argument: unknown, title: string): Promise<ConnectionProfile | null> {
  const name = idOf(argument) ?? (await chooseProfile(services, title));
  return name === null ? null : (services.connections.find(name) ?? null);
}

function secretsIn(argument: unknown): Properties | null {
  if (typeof argument !== 'object' || argument === null || !('secrets' in argument)) return null;
  const { secrets } = argument;
  if (typeof secrets !== 'object' || secrets === null) return null;
  const entries = Object.entries(secrets as Record<string, unknown>);
  return entries.every(([, value]) => typeof value === 'string') ? (Object.fromEntries(entries) as Properties) : null;
}
