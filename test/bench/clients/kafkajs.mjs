// kafkajs at its fastest: acks=all, without idempotence.
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { perSendOf, sendInLists, serveRounds } from './harness.ts';

await serveRounds(async bootstrap => {
  const kafka = new Kafka({ clientId: 'bench', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  return {
    round: round =>
      sendInLists(round, { perSend: perSendOf(round.value), inFlight: 10 }, messages =>
        producer.send({ topic: round.topic, acks: -1, messages }),
      ),
    close: () => producer.disconnect(),
  };
});
