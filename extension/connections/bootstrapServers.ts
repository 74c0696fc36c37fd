import type { Translate } from '../language/service/translate.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export type BootstrapServers =
  | { readonly ok: true; readonly servers: readonly HostPort[]; readonly text: string }
  | { readonly ok: false; readonly message: string };

const hostName = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?$/;
const ipv6 = /^[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?$/;

/** `host:port,host:port`, an IPv6 address in brackets (Kafka: `ClientUtils.parseAndValidateAddresses`). */
export function parseBootstrapServers(text: string, t: Translate): BootstrapServers {
  const entries = text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
  if (entries.length === 0) return fail(t('Enter at least one broker as host:port, for example localhost:9092.'));
  const servers: HostPort[] = [];
  for (const entry of entries) {
    const parsed = parseEntry(entry, t);
    if (typeof parsed === 'string') return fail(parsed);
    if (!servers.some(server => server.host === parsed.host && server.port === parsed.port)) servers.push(parsed);
  }
  return { ok: true, servers, text: servers.map(formatHostPort).join(',') };
}

export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function parseEntry(entry: string, t: Translate): HostPort | string {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(entry);
  if (scheme) {
    return t(
      "'{0}' starts with '{1}'. Write host:port only; the protocol is a property of the connection.",
      entry,
      scheme[0],
    );
  }
  const parts = /^\[([^\]]*)\]:(.*)$/.exec(entry) ?? /^([^:]*):([^:]*)$/.exec(entry);
  if (!parts) {
    return entry.includes(':')
      ? t("'{0}' is not host:port. An IPv6 address stands in brackets: [::1]:9092.", entry)
      : t("'{0}' has no port. Write host:port, for example {0}:9092.", entry);
  }
  const [, host = '', portText = ''] = parts;
  if (host === '') return t("'{0}' has no host. Write host:port, for example localhost:9092.", entry);
  if (!(entry.startsWith('[') ? ipv6 : hostName).test(host)) return t("'{0}' is not a host name or address.", host);
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port < 1 || port > 65_535) {
    return t("'{0}' is not a port: a whole number from 1 to 65535 is.", portText);
  }
  return { host, port };
}

function fail(message: string): BootstrapServers {
  return { ok: false, message };
}
