import type { Time } from '../common/time.ts';
import type { ProducerObserver } from '../producer/producerObserver.ts';
import type { RecordFuture } from '../producer/recordFuture.ts';
import type { RecordJourney } from '../producer/recordJourney.ts';
import type { Detail } from '../snapshot/details.ts';
import type { Frame } from '../snapshot/frame.ts';
import type { Transition } from '../snapshot/transition.ts';
import type { Selection } from '../snapshot/words.ts';
import type { FrameExtra } from './frameExtra.ts';
import { FrameWriter } from './frameWriter.ts';
import { HoldTracker, findHolds } from './holds.ts';
import { History } from './history.ts';
import type { InspectedProducer } from './inspectedProducer.ts';
import { LanePlaces } from './lanePlaces.ts';
import { Flow } from './measure/flow.ts';
import { NodeStats } from './measure/nodeStats.ts';
import { PassedRecords } from './measure/passed.ts';
import { Rates } from './measure/rates.ts';
import { lookAt } from './producerLook.ts';
import type { ProducerLook } from './producerLook.ts';
import { TopicErrors } from './topicErrors.ts';
import { TransitionLog } from './transitionLog.ts';
import { brokerViews } from './views/brokersView.ts';
import { ExactCells } from './views/exactCells.ts';
import { LaneViewer } from './views/laneViews.ts';
import { pipelineView } from './views/pipelineView.ts';
import { PoolViewer } from './views/poolView.ts';
import { onTheWay, sessionView } from './views/sessionView.ts';
import { topologyView } from './views/topologyView.ts';
import { WallClock } from './wallClock.ts';

export type { FrameExtra } from './frameExtra.ts';

/** What the page shows of a hand-sent record beside its journey. `keyBytes`, `valueBytes`: -1 for null. */
export interface FollowedInfo {
  readonly recordId: number;
  readonly topic: string;
  readonly key: string | null;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly source: string | null;
  readonly future?: RecordFuture;
}

export class Inspector {
  readonly observer: ProducerObserver;
  readonly #time: Time;
  readonly #clock: WallClock;
  readonly #log = new TransitionLog();
  readonly #history: History;
  readonly #nodeStats = new NodeStats();
  readonly #places = new LanePlaces();
  readonly #topicErrors = new TopicErrors();
  readonly #holds = new HoldTracker();
  readonly #writer = new FrameWriter();
  readonly #lanes = new LaneViewer();
  readonly #pool = new PoolViewer();
  readonly #rates = new Rates();
  #exact = new ExactCells();
  #producer: InspectedProducer | null = null;
  #flow: Flow | null = null;
  #passed: PassedRecords | null = null;
  #requestsSent = 0;
  #lastAckedMs: number | null = null;
  #lastTopic: string | null = null;
  /** Engine time at which the wall clock shows the next second. */
  #secondEndsMs = -Infinity;
  readonly #wallMs = (): number => this.#time.wallMilliseconds();

  constructor({ time }: { readonly time: Time }) {
    this.#time = time;
    this.#clock = new WallClock(time);
    this.#history = new History(Math.floor(time.wallMilliseconds() / 1_000));
    this.observer = {
      on: transition => this.#note(transition),
      requestBytes: undefined,
      responseBytes: (_requestId, payload) => this.#nodeStats.noteResponse(payload.length),
    };
  }

  attach(producer: InspectedProducer): void {
    this.#producer = producer;
  }

  follow(_journey: RecordJourney, _info: FollowedInfo): void {
    return;
  }

  watch(_options: { readonly payloads: boolean }): void {
    const nowMs = this.#time.milliseconds();
    this.#flow ??= new Flow(nowMs);
    this.#passed ??= new PassedRecords();
    this.#writer.restart();
  }

  unwatch(): void {
    this.#flow = null;
    this.#passed = null;
    this.#exact = new ExactCells();
  }

  describe(_selection: Selection): Detail {
    return { kind: 'gone' };
  }

  status(): {
    readonly freePoolBytes: number;
    readonly totalPoolBytes: number;
    readonly inFlightRequests: number;
    readonly onTheWay: number;
  } {
    const producer = this.#attached();
    this.#tick(lookAt(producer, this.#time.milliseconds()));
    return {
      freePoolBytes: producer.pool.availableBytes,
      totalPoolBytes: producer.pool.totalMemory,
      inFlightRequests: producer.client.inFlight.count,
      onTheWay: onTheWay(producer),
    };
  }

  nextFrame(extra: FrameExtra): Frame {
    const producer = this.#attached();
    const look = lookAt(producer, this.#time.milliseconds());
    this.#tick(look);
    const full = this.#writer.nextIsFull;
    const shared = {
      producer,
      look,
      nowMs: look.nowMs,
      nodeStats: this.#nodeStats,
      places: this.#places,
      flow: this.#flow,
      exact: this.#exact,
      paused: extra.run === 'paused',
    };
    const lanes = this.#lanes.view(shared);
    const tied = new Set(lanes.lanes.flatMap(({ node, idle }) => (node === null || idle ? [] : [node])));
    const pool = this.#pool.view(producer, look);
    const { entries, dropped } = this.#log.take(full);
    return this.#writer.write({
      wallMs: this.#time.wallMilliseconds(),
      engineMs: look.nowMs,
      session: sessionView(
        producer,
        extra,
        this.#nodeStats,
        this.#lastAckedMs === null ? null : this.#clock.of(this.#lastAckedMs),
      ),
      pipeline: pipelineView({
        ...shared,
        passed: this.#passed,
        rates: this.#rates,
        held: this.#holds.current,
        heldBytes: pool.heldBytes,
        lastTopic: this.#lastTopic,
      }),
      verdicts: [],
      brokers: brokerViews(shared, tied),
      lanes,
      pool,
      topology: topologyView(producer, this.#topicErrors, look.nowMs),
      log: entries,
      droppedTransitions: dropped,
      history: this.#history.take(full),
    });
  }

  #attached(): InspectedProducer {
    if (!this.#producer) throw new Error('The inspector has no producer yet: attach one first.');
    return this.#producer;
  }

  #note(transition: Transition): void {
    if (transition.atMs >= this.#secondEndsMs) this.#endSecond();
    this.#log.note(transition, this.#wallMs);
    const flow = this.#flow;
    switch (transition.type) {
      case 'batchClosed':
        return flow?.noteClosed(transition);
      case 'batchDrained':
        return flow?.noteDrained(transition);
      case 'batchEnded':
        this.#lanes.noteActive(transition.lane, transition.atMs);
        if (transition.end !== 'acked' && transition.end !== 'duplicate') return;
        this.#history.noteAcked(transition.records);
        this.#lastAckedMs = transition.atMs;
        return;
      case 'requestSent':
        this.#requestsSent++;
        this.#nodeStats.noteSent(transition);
        return flow?.noteSent(transition);
      case 'requestEnded':
        this.#nodeStats.noteEnded(transition);
        return flow?.noteEnded(transition);
      case 'connectionChanged':
        return this.#nodeStats.noteConnection(transition);
      case 'metadataUpdated': {
        const snapshot = this.#producer?.metadata.snapshot;
        if (!snapshot) return;
        this.#places.noteUpdate(snapshot);
        this.#nodeStats.noteAddresses(snapshot.nodes);
        return this.#topicErrors.answered(transition.topics, topic => snapshot.topic(topic) !== undefined);
      }
      case 'topicError':
        return this.#topicErrors.note(transition.topic, transition.errorCode, transition.node, transition.atMs);
      case 'leaderChanged':
        return this.#places.noteMove(transition);
      case 'metadataWaitEnded':
        return this.#passed?.noteMetadataWait(transition.waitedMs, 1, transition.atMs);
      case 'poolWaitEnded':
        return this.#passed?.notePoolWait(transition.waitedMs, transition.atMs);
      case 'stickySwitched':
        this.#lastTopic = transition.topic;
        return;
      default:
    }
  }

  /** At each frame and status: what time alone brings about. */
  #tick(look: ProducerLook): void {
    const producer = this.#attached();
    this.#clock.tick();
    if (Math.floor(this.#time.wallMilliseconds() / 1_000) > this.#history.currentSecond) this.#endSecond();
    const { totals } = producer;
    this.#rates.add({
      atMs: look.nowMs,
      sent: totals.sentRecords,
      acked: totals.ackedRecords,
      byKey: totals.partitionedByKey,
      sticky: totals.partitionedSticky,
      explicit: totals.partitionedExplicit,
      requests: this.#requestsSent,
    });
    const flow = this.#flow;
    const meanInFlight = (node: number): number | null =>
      flow ? flow.meanRequests(producer.client.inFlight, look.nowMs, node) : null;
    if (this.#holds.update(findHolds(producer, look, this.#nodeStats, meanInFlight), look.nowMs))
      this.#history.noteHeld();
  }

  #endSecond(): void {
    const wallMs = this.#time.wallMilliseconds();
    const second = Math.floor(wallMs / 1_000);
    const before = this.#history.currentSecond;
    this.#secondEndsMs = this.#time.milliseconds() + 1_000 - (wallMs - second * 1_000);
    if (second <= before) return;
    this.#log.endSecond(before);
    this.#history.endSecond(second, this.#holds.current !== null);
  }
}
