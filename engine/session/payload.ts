import { KafkaError } from '../common/kafkaError.ts';
import type { ProducerRecord } from '../producer/kafkaProducer.ts';
import type { OutgoingRecord, Payload } from '../snapshot/outgoing.ts';

export type Bytes = Uint8Array | null;

/** Text becomes UTF-8, `{base64}` its bytes, null stays null. Throws SerializationException naming the field. */
export function payloadBytes(payload: Payload, field: string): Bytes {
  if (payload === null) return null;
  if (typeof payload === 'string') return Buffer.from(payload, 'utf8');
  const bytes = Buffer.from(payload.base64, 'base64');
  if (
    bytes.toString('base64').replace(/=+$/, '') !==
    payload.base64.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  )
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

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}… (${text.length} characters)`;
}
