import { KafkaError } from '../common/kafkaError.ts';
import type { ProducerRecord } from '../producer/producerRecord.ts';
import type { OutgoingRecord, Payload } from '../snapshot/outgoing.ts';

export type Bytes = Uint8Array | null;

/** Text becomes UTF-8, `{base64}` its bytes, null stays null. Throws SerializationException naming the field. */
export function payloadBytes(payload: Payload, field: string): Bytes {
  if (payload === null) return null;
  if (typeof payload === 'string') return Buffer.from(payload, 'utf8');
  const bytes = Buffer.from(payload.base64, 'base64');
  if (!isBase64Of(bytes, payload.base64))
    throw new KafkaError('SerializationException', `${field} is not valid base64: ${shortened(payload.base64)}`, {
      mayBeWritten: false,
    });
  return bytes;
}

export function producerRecord(record: OutgoingRecord): ProducerRecord<Bytes, Bytes> {
  return {
    topic: record.topic,
    key: payloadBytes(record.key, 'The key'),
    value: payloadBytes(record.value, 'The value'),
    partition: record.partition,
    timestampMs: record.timestamp,
    headers: record.headers?.map(([key, value]) => ({ key, value: payloadBytes(value, `Header ${key}`) })),
  };
}

/** With or without padding, in either alphabet. `Buffer.from` leaves out what it does not know. */
function isBase64Of(bytes: Buffer, text: string): boolean {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  const padded = bytes.toString('base64');
  return standard === padded || standard === padded.replace(/=+$/, '');
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}… (${text.length} characters)`;
}
