import type { SecurityProperties } from '../securityProperties.ts';
import { invalid } from '../securityProperties.ts';
import { pemCertificates } from './pem.ts';
import { storedIn } from './storeFile.ts';

const certificatesKey = 'ssl.truststore.certificates';
const locationKey = 'ssl.truststore.location';
const passwordKey = 'ssl.truststore.password';
const typeKey = 'ssl.truststore.type';

/** Who may vouch for a broker, as PEM (Kafka: `DefaultSslEngineFactory.createTruststore`); null: nobody was named. */
export function trustStore(properties: SecurityProperties): readonly string[] | null {
  const text = properties.text(certificatesKey);
  if (text !== null) {
    if (properties.has(locationKey))
      throw invalid(
        locationKey,
        properties.text(locationKey) ?? '',
        `${certificatesKey} is set, too; remove one of them`,
      );
    if (properties.text(typeKey)?.toUpperCase() !== 'PEM')
      throw invalid(typeKey, properties.text(typeKey) ?? 'JKS', `${certificatesKey} needs the type PEM`);
    return pemCertificates(certificatesKey, text);
  }
  if (!properties.has(locationKey)) {
    if (properties.has(passwordKey))
      throw invalid(passwordKey, '[hidden]', `there is no store for it; set ${locationKey}, too`);
    return null;
  }
  const store = storedIn(properties, 'truststore');
  if (store.kind === 'pem') return pemCertificates(locationKey, store.text);
  if (store.certificates.length > 0) return store.certificates;
  throw invalid(locationKey, properties.text(locationKey) ?? '', 'the trust store has no certificate in it');
}
