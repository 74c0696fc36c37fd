import { KafkaError } from '../common/kafkaError.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

const pattern = /^(?:[A-Za-z_]+:\/\/)?(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^\s:/[\]]+)):(\d+)$/;

/** `host:port`, `[ipv6]:port`, with or without a protocol before it (Kafka: `ClientUtils.parseAndValidateAddresses`). */
export function parseBootstrapServers(servers: readonly string[]): readonly Address[] {
  return servers.map(server => {
    const [, ipv6, name, port] = pattern.exec(server) ?? [];
    const host = ipv6 ?? name;
    if (host === undefined || port === undefined)
      throw new KafkaError(
        'ConfigException',
        `Invalid url in bootstrap.servers: ${server}. Write host:port, such as localhost:9092; several are separated by commas.`,
      );
    if (Number(port) < 1 || Number(port) > 65535)
      throw new KafkaError(
        'ConfigException',
        `Invalid port in bootstrap.servers: ${server}. A port is a number from 1 to 65535.`,
      );
    return { host, port: Number(port) };
  });
}
