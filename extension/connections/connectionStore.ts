import * as vscode from 'vscode';
import { Emitter } from '../common/emitter.ts';
import { settings, settingsSection } from '../common/settings.ts';
import type { Translate } from '../language/service/translate.ts';
import type { ConnectionTarget } from '../sessions/sessionState.ts';
import type { Properties } from './producerProperties.ts';
import type { ConnectionProfile, ParsedProfiles } from './profile.ts';
import { parseProfiles, practiceId } from './profile.ts';
import type { SecretVault } from './secretVault.ts';

const recentKey = 'recentConnections';
const recentLimit = 5;

/**
 * Profiles live in the user's own settings, never a workspace's; their secrets in the vault; which were used last, in the extension's
 * state.
 */
export class ConnectionStore implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #t: Translate;
  readonly #vault: SecretVault;
  /** By connection. Kept for this window only: two producers with one transactional.id fence each other. */
  readonly #transactionalIds = new Map<string, string>();
  readonly #changed = new Emitter<void>();
  readonly #listener: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(context: vscode.ExtensionContext, vault: SecretVault, t: Translate) {
    this.#context = context;
    this.#vault = vault;
    this.#t = t;
    this.#listener = vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${settingsSection}.connections`)) this.#changed.fire();
    });
  }

  read(): ParsedProfiles {
    const inspected = vscode.workspace.getConfiguration(settingsSection).inspect('connections');
    return parseProfiles(inspected?.globalValue, this.#t);
  }

  get profiles(): readonly ConnectionProfile[] {
    return this.read().profiles;
  }

  find(name: string): ConnectionProfile | undefined {
    return this.profiles.find(profile => profile.name === name);
  }

  /** Adds the profile, or puts it in the place of the one it was edited from. Entries that cannot be read stay as they are. */
  async save(profile: ConnectionProfile, replaces: string | null): Promise<void> {
    const entry = {
      name: profile.name,
      bootstrapServers: profile.bootstrapServers,
      ...(Object.keys(profile.properties).length > 0 && { properties: profile.properties }),
    };
    const entries = this.#rawEntries();
    const place = entries.findIndex(candidate => nameOf(candidate) === replaces);
    if (replaces !== null && place >= 0) entries[place] = entry;
    else entries.push(entry);
    await this.#write(entries);
    if (replaces !== null && replaces !== profile.name) {
      await this.#vault.rename(replaces, profile.name);
      await this.#setRecent(this.#recentIds().map(id => (id === replaces ? profile.name : id)));
    }
  }

  async remove(name: string): Promise<void> {
    await this.#write(this.#rawEntries().filter(entry => nameOf(entry) !== name));
    await this.#setRecent(this.#recentIds().filter(id => id !== name));
    await this.#vault.forget(name);
  }

  /** For the producers of this window from the next connect on; null: as the properties say. */
  setTransactionalId(connectionId: string, transactionalId: string | null): void {
    if (transactionalId === null) this.#transactionalIds.delete(connectionId);
    else this.#transactionalIds.set(connectionId, transactionalId);
  }

  /** What to connect to: the profile's properties over the user's default ones. */
  targetOf(profile: ConnectionProfile): ConnectionTarget {
    const { name, properties } = profile;
    return { ...profile, id: name, properties: this.#over(name, properties) };
  }

  /** `clientProperties`: what the cluster's listeners ask for, without secrets. */
  practiceTarget(bootstrapServers: string, clientProperties: Properties): ConnectionTarget {
    const properties = this.#over(practiceId, clientProperties);
    return { id: practiceId, name: this.#t('Practice cluster'), bootstrapServers, properties };
  }

  #over(id: string, own: Properties): Properties {
    const transactionalId = this.#transactionalIds.get(id);
    const chosen = transactionalId === undefined ? {} : { 'transactional.id': transactionalId };
    return { ...settings.producerProperties(), ...own, ...chosen };
  }

  /** Newest first; only those that still exist. */
  recent(): readonly ConnectionProfile[] {
    const profiles = this.profiles;
    return this.#recentIds().flatMap(id => profiles.find(profile => profile.name === id) ?? []);
  }

  async used(id: string): Promise<void> {
    if (id === practiceId) return;
    await this.#setRecent([id, ...this.#recentIds().filter(other => other !== id)].slice(0, recentLimit));
    this.#changed.fire();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #rawEntries(): unknown[] {
    const value = vscode.workspace.getConfiguration(settingsSection).inspect('connections')?.globalValue;
    return Array.isArray(value) ? [...(value as unknown[])] : [];
  }

  #write(entries: readonly unknown[]): Thenable<void> {
    const configuration = vscode.workspace.getConfiguration(settingsSection);
    return configuration.update('connections', entries, vscode.ConfigurationTarget.Global);
  }

  #recentIds(): readonly string[] {
    const ids: unknown = this.#context.globalState.get(recentKey);
    return Array.isArray(ids) ? ids.filter(id => typeof id === 'string') : [];
  }

  #setRecent(ids: readonly string[]): Thenable<void> {
    return this.#context.globalState.update(recentKey, ids);
  }
}

function nameOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null || !('name' in entry)) return null;
  return typeof entry.name === 'string' ? entry.name.trim() : null;
}
