import { ErrorCodes } from '../../common/errors.ts';
import type { Time } from '../../common/time.ts';
import type { Timers } from '../../network/timers.ts';
import { placeOf } from '../coordinatorPlacement.ts';
import { ClassicGroup, joinRefused } from './classicGroup.ts';
import type { JoinRequest, SyncRequest } from './classicGroup.ts';
import type { MemberIdentity } from './groupMembers.ts';
import type { JoinAnswer, SyncAnswer } from './groupMember.ts';
import { subscribedTopics } from './consumerProtocol.ts';

export interface GroupCoordinatorOptions {
  readonly time: Time;
  readonly timers: Timers;
  readonly newUuid: () => string;
  readonly onChanged: () => void;
}

/** Kafka's defaults: group.min.session.timeout.ms, group.max.session.timeout.ms; and a limit of our own. */
const minSessionTimeoutMs = 6_000;
const maxSessionTimeoutMs = 1_800_000;
const maxGroups = 1_000;

/**
 * The consumer groups of the cluster, of the classic protocol (Kafka: `GroupCoordinator`). What Kafka writes into __consumer_offsets is
 * kept in memory that all brokers share. A group rebalances at once when its first member joins (group.initial.rebalance.delay.ms=0).
 */
export class GroupCoordinator {
  readonly #options: GroupCoordinatorOptions;
  readonly #groups = new Map<string, ClassicGroup>();

  constructor(options: GroupCoordinatorOptions) {
    this.#options = options;
  }

  get groups(): readonly ClassicGroup[] {
    return [...this.#groups.values()];
  }
  find(groupId: string): ClassicGroup | undefined {
    return this.#groups.get(groupId);
  }

  close(): void {
    for (const group of this.#groups.values()) group.close();
  }

  /** Resolves when all members have joined, or time is up. */
  join(groupId: string, request: JoinRequest): Promise<JoinAnswer> {
    const { sessionTimeoutMs, memberId } = request;
    const refuse = (errorCode: number): Promise<JoinAnswer> => Promise.resolve(joinRefused(errorCode, memberId));
    if (groupId === '') return refuse(ErrorCodes.INVALID_GROUP_ID);
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs)
      return refuse(ErrorCodes.INVALID_SESSION_TIMEOUT);
    const group = memberId === '' ? this.#findOrCreate(groupId) : this.find(groupId);
    if (group === null) return refuse(ErrorCodes.GROUP_MAX_SIZE_REACHED);
    if (group === undefined) return refuse(ErrorCodes.UNKNOWN_MEMBER_ID);
    return new Promise(resolve => group.join(request, resolve));
  }

  /** Resolves when the leader has assigned. */
  sync(groupId: string, request: SyncRequest): Promise<SyncAnswer> {
    const group = this.find(groupId);
    if (group !== undefined) return new Promise(resolve => group.sync(request, resolve));
    const errorCode = groupId === '' ? ErrorCodes.INVALID_GROUP_ID : ErrorCodes.UNKNOWN_MEMBER_ID;
    return Promise.resolve({ errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0) });
  }

  /** The group, if the commit may be stored in it; a consumer without group membership creates one. */
  forCommit(
    groupId: string,
    identity: MemberIdentity,
    generationId: number,
    inTransaction: boolean,
  ): { readonly group: ClassicGroup; readonly errorCode: 0 } | { readonly group: null; readonly errorCode: number } {
    if (groupId === '') return { group: null, errorCode: ErrorCodes.INVALID_GROUP_ID };
    const group = generationId < 0 ? this.#findOrCreate(groupId) : this.find(groupId);
    if (group === null) return { group, errorCode: ErrorCodes.GROUP_MAX_SIZE_REACHED };
    if (group === undefined) return { group: null, errorCode: ErrorCodes.ILLEGAL_GENERATION };
    const errorCode = group.commitProblem(identity, generationId, inTransaction);
    return errorCode === 0 ? { group, errorCode } : { group: null, errorCode };
  }

  /** The error code; only a group without members can go. */
  delete(groupId: string): number {
    const group = this.find(groupId);
    if (group === undefined) return ErrorCodes.GROUP_ID_NOT_FOUND;
    if (group.state !== 'Empty') return ErrorCodes.NON_EMPTY_GROUP;
    this.#forget(group);
    return 0;
  }

  /** The members of the group read this topic, so that its offsets cannot be deleted. */
  isSubscribed(group: ClassicGroup, topic: string): boolean {
    return group.members.some(member => subscribedTopics(member.metadataFor(group.protocolName)).includes(topic));
  }

  endTransaction(producerId: bigint, committed: boolean): void {
    for (const group of this.#groups.values()) group.offsets.endTransaction(producerId, committed);
  }

  partitionDeleted(topic: string, partition: number): void {
    for (const group of this.#groups.values()) group.offsets.delete(topic, partition);
  }

  coordinatorsMoved(places: ReadonlySet<number>): void {
    for (const group of this.#groups.values()) if (places.has(placeOf(group.groupId))) group.coordinatorMoved();
  }

  /** null: there are too many, and none is empty. */
  #findOrCreate(groupId: string): ClassicGroup | null {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    if (this.#groups.size >= maxGroups && !this.#forgetAnEmptyOne()) return null;
    const group = new ClassicGroup({ ...this.#options, groupId });
    this.#groups.set(groupId, group);
    return group;
  }

  #forgetAnEmptyOne(): boolean {
    const empty = this.groups.find(({ state }) => state === 'Empty');
    if (empty !== undefined) this.#forget(empty);
    return empty !== undefined;
  }

  #forget(group: ClassicGroup): void {
    group.close();
    this.#groups.delete(group.groupId);
    this.#options.onChanged();
  }
}
