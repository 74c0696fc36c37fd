import net from 'node:net';
import { lookup, lookupService } from 'node:dns/promises';
import { systemResolve } from './addressBook.ts';
import type { Resolve } from './addressBook.ts';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** `unresolved`: why a server is not among the addresses, in words that name it. */
export interface ResolvedServers {
  readonly addresses: readonly HostAndPort[];
  readonly unresolved: readonly string[];
}

/** Where a producer begins. Never rejects. */
export type ResolveServers = (servers: readonly HostAndPort[]) => Promise<ResolvedServers>;

/** What is asked of a name service. `canonicalName`: the name of an address, or the address itself where it has none. */
export interface NameService {
  readonly resolve: Resolve;
  readonly canonicalName: (address: string) => Promise<string>;
}

/** As Java's `InetAddress.getCanonicalHostName`, a name counts only if it leads back to the address. */
export const systemNames: NameService = {
  resolve: systemResolve,
  canonicalName: async address => {
    try {
      const { hostname } = await lookupService(address, 0);
      const back = await lookup(hostname, { all: true });
      return back.some(each => each.address === address) ? hostname : address;
    } catch {
      return address;
    }
  },
};

/**
 * Kafka: `ClientUtils.parseAddresses`. Servers whose names resolve, as they are; with
 * `client.dns.lookup=resolve_canonical_bootstrap_servers_only` each of their addresses by its canonical name.
 */
export function serverResolver(canonical: boolean, names: NameService = systemNames): ResolveServers {
  return async servers => {
    const addresses: HostAndPort[] = [];
    const unresolved: string[] = [];
    for (const server of servers)
      try {
        addresses.push(...(await resolveServer(server, canonical, names)));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        unresolved.push(`The host name ${server.host} does not resolve (${code}).`);
      }
    return { addresses, unresolved };
  };
}

async function resolveServer({ host, port }: HostAndPort, canonical: boolean, names: NameService) {
  const found = net.isIP(host) ? [{ address: host }] : await names.resolve(host);
  if (found.length === 0) throw Object.assign(new Error(`${host} has no address`), { code: 'ENODATA' });
  if (!canonical) return [{ host, port }];
  return Promise.all(found.map(async ({ address }) => ({ host: await names.canonicalName(address), port })));
}
