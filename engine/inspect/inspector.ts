import type { Time } from '../common/time.ts';
import type { ProducerBatch } from '../producer/producerBatch.ts';
import type { ProducerObserver } from '../producer/producerObserver.ts';
import type { RecordJourney } from '../producer/recordJourney.ts';
import type { Detail } from '../snapshot/details.ts';
import type { Frame } from '../snapshot/frame.ts';
import type { Transition } from '../snapshot/transition.ts';
import type { DescribedSelection, TransactionState } from '../snapshot/words.ts';
import { BatchArchive, endedBatch } from './batchArchive.ts';
import { endedBatchDetail, liveBatchDetail } from './describe/batchDetail.ts';
import { recordDetail } from './describe/recordDetail.ts';
import { requestDetail } from './describe/requestDetail.ts';
import { gather } from './diagnosis/gather.ts';
import { Diagnosis } from './diagnosis/index.ts';
import { FollowedRecords } from './followedRecords.ts';
import type { FollowedInfo } from './followedRecords.ts';
import type { FrameExtra } from './frameExtra.ts';
import { FrameWriter } from './frameWriter.ts';
import { HoldTracker, findHolds } from './holds.ts';
import type { InspectedProducer } from './inspectedProducer.ts';
import { Rates } from './measure/rates.ts';
import { lookAt } from './producerLook.ts';
import type { ProducerLook } from './producerLook.ts';
import { Recorder } from './recorder.ts';
import { brokerViews } from './views/brokersView.ts';
import { ExactCells } from './views/exactCells.ts';
import { LaneViewer } from './views/laneViews.ts';
import { pipelineView } from './views/pipelineView.ts';
import { PoolViewer } from './views/poolView.ts';
import { onTheWay, sessionView } from './views/sessionView.ts';
import { topologyView } from './views/topologyView.ts';
import { WallClock } from './wallClock.ts';
import { Watching } from './watching.ts';

export type { FrameExtra } from './frameExtra.ts';
export type { FollowedInfo } from './followedRecords.ts';

interface Attached {
  readonly producer: InspectedProducer;
  readonly archive: BatchArchive;
}

/**
 * Looks at one producer. State is read from the producer's own objects when a frame is made; transitions are pushed by it. The log, a
 * minute of history and what went wrong are always kept; means, times and bytes only from `watch` to `unwatch`.
 */
export class Inspector {
  /** To be given to the producer that will be attached. */
  readonly observer: ProducerObserver;
  readonly #time: Time;
  readonly #clock: WallClock;
  readonly #recorder: Recorder;
  readonly #holds = new HoldTracker();
  readonly #diagnosis = new Diagnosis();
  readonly #writer = new FrameWriter();
  readonly #lanes = new LaneViewer();
  readonly #pool = new PoolViewer();
  readonly #rates = new Rates();
  readonly #followed = new FollowedRecords();
  #exact = new ExactCells();
  #attached: Attached | null = null;
  #watching: Watching | null = null;
  #payloads = false;
  #paused = false;

  constructor({ time }: { readonly time: Time }) {
    this.#time = time;
    this.#clock = new WallClock(time);
    this.#recorder = new Recorder(time);
    this.observer = this.#newObserver();
  }

  /** Once, right after the producer was made. */
  attach(producer: InspectedProducer): void {
    const archive = new BatchArchive(producer);
    this.#attached = { producer, archive };
    this.#recorder.attach(producer);
  }

  /** Keeps the steps of a record sent by hand; of the last thousand of them. */
  follow(journey: RecordJourney, info: FollowedInfo): void {
    this.#followed.add(journey, info);
    const { serializedMs, sendMs, metadataWaitMs } = journey;
    if (serializedMs !== null)
      this.#watching?.passed.noteSend(Math.max(0, serializedMs - sendMs - (metadataWaitMs ?? 0)), serializedMs);
  }

  /** Starts what costs something. The next frame is whole. `payloads`: records' contents may be shown. */
  watch({ payloads }: { readonly payloads: boolean }): void {
    const { producer } = this.#connected();
    this.#watching ??= new Watching(producer, this.#time.milliseconds());
    this.#payloads = payloads;
    this.#writer.restart();
  }

  unwatch(): void {
    this.#watching = null;
    this.#exact = new ExactCells();
  }

  status(): {
    readonly freePoolBytes: number;
    readonly totalPoolBytes: number;
    readonly inFlightRequests: number;
    readonly onTheWay: number;
    readonly transaction: TransactionState | null;
  } {
    const { producer } = this.#connected();
    this.#tick(lookAt(producer, this.#time.milliseconds()));
    return {
      freePoolBytes: producer.pool.availableBytes,
      totalPoolBytes: producer.pool.totalMemory,
      inFlightRequests: producer.client.inFlight.count,
      onTheWay: onTheWay(producer),
      transaction: producer.transactionManager?.isTransactional ? producer.transactionManager.state : null,
    };
  }

  /** At most 64 KiB of JSON: whole after `watch`, then what changed. */
  nextFrame(extra: FrameExtra): Frame {
    const { producer, archive } = this.#connected();
    const { nodeStats, places, topicErrors, troubles, log, history } = this.#recorder;
    this.#paused = extra.run === 'paused';
    const look = lookAt(producer, this.#time.milliseconds());
    this.#tick(look);
    const full = this.#writer.nextIsFull;
    const flow = this.#watching?.flow ?? null;
    const shared = {
      producer,
      look,
      nowMs: look.nowMs,
      nodeStats,
      places,
      flow,
      exact: this.#exact,
      paused: this.#paused,
    };
    const lanes = this.#lanes.view(shared);
    const tied = new Set(lanes.lanes.flatMap(({ node, idle }) => (node === null || idle ? [] : [node])));
    const pool = this.#pool.view(producer, look);
    const { entries, dropped } = log.take(full);
    const verdicts = this.#diagnosis.verdicts(
      gather({
        producer,
        look,
        nodeStats,
        places,
        topicErrors,
        troubles,
        archive,
        flow,
        clock: this.#clock,
        connectionName: extra.connectionName,
        heldBytes: pool.heldBytes,
        poolFull: this.#holds.poolFull,
        answeredBootstrap: this.#recorder.answeredBootstrap,
      }),
    );
    return this.#writer.write({
      wallMs: this.#time.wallMilliseconds(),
      engineMs: look.nowMs,
      session: sessionView(producer, extra, nodeStats, this.#lastAckedWallMs(), look.nowMs),
      pipeline: pipelineView({
        ...shared,
        passed: this.#watching?.passed ?? null,
        rates: this.#rates,
        held: this.#holds.markedBeside(verdicts[0]?.stage ?? null),
        heldBytes: pool.heldBytes,
        lastTopic: this.#recorder.lastStickyTopic,
      }),
      verdicts,
      brokers: brokerViews(shared, tied),
      lanes,
      pool,
      topology: topologyView(producer, topicErrors, look.nowMs),
      log: entries,
      droppedTransitions: dropped,
      history: history.take(full),
    });
  }

  /** One thing in full; `gone` if it ended and the bounded memory of what ended has moved on. */
  describe(selection: DescribedSelection): Detail {
    const { producer, archive } = this.#connected();
    const nowMs = this.#time.milliseconds();
    this.#clock.tick();
    switch (selection.kind) {
      case 'batch': {
        const { lane, batchId } = selection;
        const live = archive.live(lane, batchId);
        if (live) return liveBatchDetail(live, producer.config.deliveryTimeoutMs, this.#clock, nowMs);
        const ended = archive.ended(lane, batchId);
        return ended ? endedBatchDetail(ended, this.#clock) : { kind: 'gone' };
      }
      case 'request': {
        const requests = this.#watching?.requests;
        const request = requests?.get(selection.requestId);
        if (!requests || !request) return { kind: 'gone' };
        return requestDetail(request, requests, this.#payloads, this.#clock, nowMs);
      }
      case 'record': {
        this.#followed.settle(archive);
        const record = this.#followed.get(selection.recordId);
        if (!record) return { kind: 'gone' };
        return recordDetail(record, producer, id => this.#versionOf(id), this.#paused, nowMs);
      }
    }
  }

  #newObserver(): ProducerObserver {
    const bytes = (requestId: number, chunks: readonly Buffer[]): void =>
      this.#watching?.requests.noteRequestBytes(requestId, chunks);
    const watching = (): boolean => this.#watching !== null;
    return {
      on: (transition, batch) => this.#note(transition, batch),
      get requestBytes() {
        return watching() ? bytes : undefined;
      },
      responseBytes: (requestId, payload) => {
        this.#recorder.nodeStats.noteResponse(payload.length);
        this.#watching?.requests.noteResponseBytes(requestId, payload);
      },
    };
  }

  #note(transition: Transition, batch: ProducerBatch | undefined): void {
    this.#recorder.note(transition, batch);
    this.#watching?.note(transition);
    if (batch && transition.type === 'batchSplit') this.#noteSplit(batch, transition);
    else if (batch && transition.type === 'batchEnded') this.#noteEnded(batch, transition);
  }

  #noteSplit(batch: ProducerBatch, { children, atMs }: Extract<Transition, { type: 'batchSplit' }>): void {
    const archive = this.#attached?.archive;
    if (!archive) return;
    archive.keep(endedBatch(batch, 'split', 0, -1, atMs));
    const parts = children.flatMap(child => archive.live(batch.lane.name, child) ?? []);
    this.#followed.noteSplit(batch.lane.name, batch.id, parts);
  }

  #noteEnded(batch: ProducerBatch, transition: Extract<Transition, { type: 'batchEnded' }>): void {
    const { lane, end, errorCode, baseOffset, atMs } = transition;
    this.#lanes.noteActive(lane, atMs);
    const isFailure = end !== 'acked' && end !== 'duplicate';
    if (!isFailure) this.#watching?.noteAcked(batch, atMs);
    const archive = this.#attached?.archive;
    if (!archive || (!isFailure && !this.#watching?.keepsAcked(atMs))) return;
    const ended = endedBatch(batch, end, errorCode, baseOffset, atMs);
    archive.keep(ended);
    if (isFailure) this.#recorder.troubles.noteFailed(ended, atMs);
  }

  /** At each frame and status: what time alone brings about. */
  #tick(look: ProducerLook): void {
    const { producer, archive } = this.#connected();
    const { totals, client } = producer;
    this.#clock.tick();
    this.#recorder.tick(this.#holds.current !== null);
    this.#watching?.tick(look.nowMs);
    this.#followed.settle(archive);
    this.#rates.add({
      atMs: look.nowMs,
      sent: totals.sentRecords,
      acked: totals.ackedRecords,
      byKey: totals.partitionedByKey,
      sticky: totals.partitionedSticky,
      explicit: totals.partitionedExplicit,
      roundRobin: totals.partitionedRoundRobin,
      requests: this.#recorder.requestsSent,
    });
    const flow = this.#watching?.flow;
    const meanInFlight = (node: number): number | null =>
      flow ? flow.meanRequests(client.inFlight, look.nowMs, node) : null;
    const found = findHolds(producer, look, this.#recorder.nodeStats, meanInFlight);
    if (this.#holds.update(found, look.nowMs)) this.#recorder.history.noteHeld();
  }

  #lastAckedWallMs(): number | null {
    const { lastAckedMs } = this.#recorder;
    return lastAckedMs === null ? null : this.#clock.of(lastAckedMs);
  }

  #versionOf(requestId: number): number | null {
    const known = this.#watching?.requests.get(requestId);
    if (known) return known.version;
    for (const requests of this.#connected().producer.client.inFlight.all())
      for (const request of requests) if (request.correlationId === requestId) return request.version;
    return null;
  }

  #connected(): Attached {
    if (!this.#attached) throw new Error('The inspector has no producer yet: attach one first.');
    return this.#attached;
  }
}
