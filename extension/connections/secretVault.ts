import type { ConnectionProfile } from './profile.ts';
import type { Properties } from './producerProperties.ts';

/** VS Code's secret storage, as far as it is needed. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** Where a profile's secrets may be sent: to no other place are they given out. */
interface Binding {
  readonly protocol: string;
  readonly bootstrapServers: string;
  /** The client secret of OAUTHBEARER goes there; empty: nowhere. */
  readonly tokenEndpoint: string;
}

interface Entry extends Binding {
  readonly secrets: Properties;
}

const prefix = 'kafkaInspector.secrets/';

/**
 * The secrets of connections by Java's keys, one entry a profile, bound to its security protocol and bootstrap servers. After one of them
 * is changed the profile has no secrets until they are given again, so that no password reaches a host it was not given for.
 */
export class SecretVault {
  readonly #store: SecretStore;

  constructor(store: SecretStore) {
    this.#store = store;
  }

  /** Those that were given for where the profile points now. */
  async read(profile: ConnectionProfile): Promise<Properties> {
    const entry = await this.#entry(profile.name);
    return entry && isSame(entry, bindingOf(profile)) ? entry.secrets : {};
  }

  /** Of every secret that was given under this name, wherever it was for. */
  async keys(name: string): Promise<readonly string[]> {
    return Object.keys((await this.#entry(name))?.secrets ?? {});
  }

  /** Adds to what is kept for this profile; what was given for another place is dropped. */
  async keep(profile: ConnectionProfile, secrets: Properties): Promise<void> {
    const all = { ...(await this.read(profile)), ...secrets };
    const entry: Entry = { ...bindingOf(profile), secrets: all };
    await this.#store.store(prefix + profile.name, JSON.stringify(entry));
  }

  async forget(name: string): Promise<void> {
    await this.#store.delete(prefix + name);
  }

  /** After the profile was given another name; the binding stays as it was. */
  async rename(from: string, to: string): Promise<void> {
    const text = await this.#store.get(prefix + from);
    if (text === undefined) return;
    await this.#store.store(prefix + to, text);
    await this.#store.delete(prefix + from);
  }

  async #entry(name: string): Promise<Entry | null> {
    const text = await this.#store.get(prefix + name);
    return text === undefined ? null : parse(text);
  }
}

function bindingOf({ bootstrapServers, properties }: ConnectionProfile): Binding {
  return {
    protocol: (properties['security.protocol'] ?? 'PLAINTEXT').trim().toUpperCase(),
    bootstrapServers: bootstrapServers.toLowerCase().split(',').sort().join(','),
    tokenEndpoint: properties['sasl.oauthbearer.token.endpoint.url'] ?? '',
  };
}

function isSame(one: Binding, other: Binding): boolean {
  return (
    one.protocol === other.protocol &&
    one.bootstrapServers === other.bootstrapServers &&
    one.tokenEndpoint === other.tokenEndpoint
  );
}

/** What cannot be read counts as not there: it is asked for again. */
function parse(text: string): Entry | null {
  try {
    const { protocol, bootstrapServers, tokenEndpoint, secrets } = JSON.parse(text) as Entry;
    const isWhole = [protocol, bootstrapServers, tokenEndpoint].every(part => typeof part === 'string');
    const values: unknown[] = Object.values(secrets);
    return isWhole && values.every(value => typeof value === 'string')
      ? { protocol, bootstrapServers, tokenEndpoint, secrets }
      : null;
  } catch {
    return null;
  }
}
