import net from 'node:net';
import { lookup } from 'node:dns/promises';

/** All addresses of a host name, in the resolver's order. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** The machine's resolver (Kafka: `DefaultHostResolver`). */
export const systemResolve: Resolve = host => lookup(host, { all: true });

/**
 * The addresses of each connection's host, tried one after the other (Kafka: `NodeConnectionState.currentAddress`,
 * `client.dns.lookup=use_all_dns_ips`): same family as the first, asked for again once all were tried or after a connection had stood.
 */
export class AddressBook {
  readonly #resolve: Resolve;
  readonly #entries = new Map<string, { host: string; addresses: string[]; index: number }>();

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  /** Rejects with the resolver's error. */
  async next(id: string, host: string): Promise<string> {
    const known = this.#entries.get(id);
    if (known && known.host === host && known.index + 1 < known.addresses.length)
      return known.addresses[++known.index] as string;
    const lastTried = known?.host === host ? known.addresses[known.index] : undefined;
    const resolved = net.isIP(host) ? [{ address: host, family: net.isIP(host) }] : await this.#resolve(host);
    if (resolved.length === 0) throw Object.assign(new Error(`${host} has no address`), { code: 'ENODATA' });
    const family = resolved[0]?.family;
    const addresses = resolved.filter(entry => entry.family === family).map(entry => entry.address);
    const index = addresses.length > 1 && addresses[0] === lastTried ? 1 : 0;
    this.#entries.set(id, { host, addresses, index });
    return addresses[index] as string;
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }
}
