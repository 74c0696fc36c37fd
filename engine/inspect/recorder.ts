import type { Time } from '../common/time.ts';
import type { ProducerBatch } from '../producer/producerBatch.ts';
import type { Transition } from '../snapshot/transition.ts';
import { History } from './history.ts';
import type { InspectedProducer } from './inspectedProducer.ts';
import { LanePlaces } from './lanePlaces.ts';
import { NodeStats } from './measure/nodeStats.ts';
import { TopicErrors } from './topicErrors.ts';
import { TransitionLog } from './transitionLog.ts';
import { Troubles } from './troubles.ts';

/**
 * What is kept of the past whether or not anybody watches, so that a page that opens finds a log, a minute of history and what went
 * wrong: a few additions for each transition, and transitions come with batches and requests, not with records.
 */
export class Recorder {
  readonly log = new TransitionLog();
  readonly history: History;
  readonly nodeStats = new NodeStats();
  readonly places = new LanePlaces();
  readonly topicErrors = new TopicErrors();
  readonly troubles = new Troubles();
  requestsSent = 0;
  lastAckedMs: number | null = null;
  /** Of the last keyless records; for showing the sticky partition. */
  lastStickyTopic: string | null = null;
  /** The bootstrap address that answered first. */
  answeredBootstrap: string | null = null;
  readonly #time: Time;
  #producer: InspectedProducer | null = null;
  /** Engine time at which the wall clock shows the next second. */
  #secondEndsMs = -Infinity;
  readonly #wallMs = (): number => this.#time.wallMilliseconds();

  constructor(time: Time) {
    this.#time = time;
    this.history = new History(Math.floor(time.wallMilliseconds() / 1_000));
  }

  attach(producer: InspectedProducer): void {
    this.#producer = producer;
  }

  note(transition: Transition, batch: ProducerBatch | undefined): void {
    if (transition.atMs >= this.#secondEndsMs) this.tick(false);
    this.log.note(transition, this.#wallMs);
    switch (transition.type) {
      case 'batchEnded':
        if (transition.end !== 'acked' && transition.end !== 'duplicate') return;
        this.history.noteAcked(transition.records);
        this.lastAckedMs = transition.atMs;
        return;
      case 'batchRetried':
        return this.troubles.noteRetry(
          transition.lane,
          transition.errorCode,
          batch?.attempts.at(-1)?.node ?? null,
          transition.atMs,
        );
      case 'requestSent':
        this.requestsSent++;
        return this.nodeStats.noteSent(transition);
      case 'requestEnded':
        return this.nodeStats.noteEnded(transition);
      case 'connectionChanged':
        return this.nodeStats.noteConnection(transition);
      case 'metadataUpdated':
        return this.#metadataUpdated(transition);
      case 'topicError':
        return this.topicErrors.note(transition.topic, transition.errorCode, transition.node, transition.atMs);
      case 'leaderChanged':
        return this.places.noteMove(transition);
      case 'sendRefused':
        return this.troubles.noteRefused(transition);
      case 'stickySwitched':
        this.lastStickyTopic = transition.topic;
        return;
      default:
    }
  }

  /** The wall clock may show another second. `stillHeld`: something is held up. */
  tick(stillHeld: boolean): void {
    const wallMs = this.#time.wallMilliseconds();
    const second = Math.floor(wallMs / 1_000);
    const before = this.history.currentSecond;
    this.#secondEndsMs = this.#time.milliseconds() + 1_000 - (wallMs - second * 1_000);
    if (second <= before) return;
    this.log.endSecond(before);
    this.history.endSecond(second, stillHeld);
  }

  #metadataUpdated({ node, topics }: Extract<Transition, { type: 'metadataUpdated' }>): void {
    const producer = this.#producer;
    if (!producer) return;
    const { snapshot } = producer.metadata;
    if (node < 0 && this.answeredBootstrap === null) {
      const address = producer.metadata.bootstrapAddresses[-1 - node];
      if (address) this.answeredBootstrap = `${address.host}:${address.port}`;
    }
    this.places.noteUpdate(snapshot);
    this.nodeStats.noteAddresses(snapshot.nodes);
    this.topicErrors.answered(topics, topic => snapshot.topic(topic) !== undefined);
  }
}
