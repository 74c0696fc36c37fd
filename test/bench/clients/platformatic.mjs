// @platformatic/kafka at its fastest: acks=all, without idempotence.
import { ProduceAcks, Producer } from '@platformatic/kafka';
import { perSendOf, sendInLists, serveRounds } from './harness.ts';

await serveRounds(async bootstrap => {
  const producer = new Producer({ clientId: 'bench', bootstrapBrokers: bootstrap.split(','), strict: false });
  return {
    round: round =>
      sendInLists(round, { perSend: perSendOf(round.value), inFlight: 10 }, messages =>
        producer.send({
          acks: ProduceAcks.ALL,
          messages: messages.map(message => ({ topic: round.topic, ...message })),
        }),
      ),
    close: () => producer.close(),
  };
});
