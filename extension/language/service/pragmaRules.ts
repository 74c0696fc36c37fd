// Producer config keys that contradict one another: the rules Kafka checks over the whole config, as far as the pragmas
// of a document decide them alone. The connection may set the rest.
import type { Pragma } from './parser.ts';
import { pragmaOf } from './parser.ts';
import type { Diagnostic } from './results.ts';
import { severity } from './results.ts';
import type { Translate } from './translate.ts';

/** Conflicts among `own`, or of one of `own` with one inherited from the file. */
export function configConflicts(own: readonly Pragma[], inherited: readonly Pragma[], t: Translate): Diagnostic[] {
  const all = [...inherited, ...own];
  const value = (key: string): string | undefined => pragmaOf(all, key)?.value?.text;
  const found: Diagnostic[] = [];
  const conflict = (keys: readonly string[], message: string): void => {
    const pragma = keys.map(key => pragmaOf(own, key)).find(candidate => candidate !== undefined);
    if (pragma === undefined) return;
    found.push({
      range: pragma.value?.range ?? pragma.range,
      severity: severity.warning,
      code: 'config-conflict',
      message,
    });
  };

  const inFlight = 'max.in.flight.requests.per.connection';
  const idempotence = value('enable.idempotence')?.toLowerCase();
  const acks = value('acks');
  if (idempotence === 'true' && (acks === '0' || acks === '1')) {
    conflict(
      ['acks', 'enable.idempotence'],
      t('Kafka refuses acks {0} together with enable.idempotence true: it needs all.', acks),
    );
  }
  if (idempotence === 'true' && value('retries') === '0') {
    conflict(['retries', 'enable.idempotence'], t('Kafka refuses retries 0 together with enable.idempotence true.'));
  }
  if (idempotence !== 'false' && Number(value(inFlight)) > 5) {
    const message = t(
      'Kafka refuses more than 5 requests in flight with idempotence: add --@ enable.idempotence: false, or lower it.',
    );
    conflict([inFlight, 'enable.idempotence'], message);
  }
  if (idempotence === 'false' && value('transactional.id') !== undefined) {
    conflict(['transactional.id', 'enable.idempotence'], t('Kafka refuses transactional.id without idempotence.'));
  }
  const delivery = value('delivery.timeout.ms');
  const least = Number(value('linger.ms') ?? '5') + Number(value('request.timeout.ms') ?? '30000');
  if (delivery !== undefined && Number(delivery) < least) {
    const message = t(
      'Kafka refuses a delivery.timeout.ms below linger.ms + request.timeout.ms, which is {0} here.',
      least,
    );
    conflict(['delivery.timeout.ms', 'linger.ms', 'request.timeout.ms'], message);
  }
  return found;
}
