import { writeFileSync } from 'node:fs';
import type { PracticeFiles } from './practiceArguments.ts';

/** What a client of the practice cluster needs, as lines of a .properties file; certificates in files where somebody named them. */
export function clientPropertyLines(properties: Readonly<Record<string, string>>, files: PracticeFiles): string[] {
  return Object.entries(written(properties, files)).map(([key, value]) => `${key}=${escaped(value)}`);
}

function written(
  properties: Readonly<Record<string, string>>,
  { ca, clientCertificate }: PracticeFiles,
): Record<string, string> {
  const left = { ...properties };
  const take = (key: string): string => {
    const value = left[key] ?? '';
    delete left[key];
    return value;
  };
  if (ca !== null && left['ssl.truststore.certificates'] !== undefined) {
    writeFileSync(ca, take('ssl.truststore.certificates'));
    left['ssl.truststore.location'] = ca;
  }
  if (clientCertificate !== null && left['ssl.keystore.key'] !== undefined) {
    // Whoever can read the key can be this client.
    writeFileSync(clientCertificate, take('ssl.keystore.key') + take('ssl.keystore.certificate.chain'), {
      mode: 0o600,
    });
    left['ssl.keystore.location'] = clientCertificate;
  }
  return left;
}

function escaped(value: string): string {
  return value.trimEnd().replaceAll('\\', '\\\\').replaceAll('\r', '').replaceAll('\n', '\\n');
}
