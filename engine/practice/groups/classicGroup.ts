import { ErrorCodes } from '../../common/errors.ts';
import type { Time } from '../../common/time.ts';
import type { Timers } from '../../network/timers.ts';
import { GroupMember } from './groupMember.ts';
import type { JoinAnswer, MemberDetails, SyncAnswer } from './groupMember.ts';
import { GroupMembers } from './groupMembers.ts';
import type { Identified, MemberIdentity } from './groupMembers.ts';
import { GroupOffsets } from './groupOffsets.ts';
import { isCompatible, selectProtocol } from './protocolSelection.ts';

/** As DescribeGroups names them (Kafka: `ClassicGroupState`). */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

export interface ClassicGroupOptions {
  readonly groupId: string;
  readonly time: Time;
  readonly timers: Timers;
  readonly newUuid: () => string;
  readonly onChanged: () => void;
}

export interface JoinRequest extends MemberIdentity, MemberDetails {
  readonly protocolType: string;
  /** A first request gets an id only, and must be repeated with it. */
  readonly requiresKnownMemberId: boolean;
  readonly knowsSkipAssignment: boolean;
}

export interface SyncRequest extends MemberIdentity {
  readonly generationId: number;
  /** null: an old version, which does not say. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** The leader's; nobody else has any. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
}

const noGeneration = -1;

/**
 * A consumer group of the classic protocol (Kafka: `ClassicGroup`, and its half of `GroupMetadataManager`).
 *
 *   Empty ─join→ PreparingRebalance ─all joined, or time is up→ CompletingRebalance ─leader's assignment→ Stable
 *   A member that joins, leaves or is silent brings any of them back to PreparingRebalance.
 */
export class ClassicGroup {
  readonly groupId: string;
  readonly offsets = new GroupOffsets();
  readonly #options: ClassicGroupOptions;
  readonly #members = new GroupMembers();
  #state: GroupState = 'Empty';
  #generationId = 0;
  #protocolType: string | null = null;
  #protocolName: string | null = null;
  /** Of the phase: until then all must have joined, or asked for their assignment. */
  #cancelPhase: (() => void) | null = null;

  constructor(options: ClassicGroupOptions) {
    this.#options = options;
    this.groupId = options.groupId;
  }

  get state(): GroupState {
    return this.#state;
  }
  get generationId(): number {
    return this.#generationId;
  }
  get protocolType(): string | null {
    return this.#protocolType;
  }
  get protocolName(): string | null {
    return this.#protocolName;
  }
  get members(): readonly GroupMember[] {
    return this.#members.all;
  }

  join(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const errorCode = this.#joinProblem(request);
    if (errorCode !== 0) return answer(joinRefused(errorCode, request.memberId));
    if (request.memberId !== '') return this.#rejoin(request, answer);
    const known = this.#members.findStatic(request.groupInstanceId);
    if (known !== undefined) return this.#replaceStatic(known, request, answer);
    const memberId = `${request.groupInstanceId ?? request.clientId}-${this.#options.newUuid()}`;
    if (request.requiresKnownMemberId && request.groupInstanceId === null) {
      const { timers } = this.#options;
      this.#members.expect(memberId, request.sessionTimeoutMs, timers, () => this.#completeJoinIfAll());
      return answer(joinRefused(ErrorCodes.MEMBER_ID_REQUIRED, memberId));
    }
    this.#add(memberId, request, answer);
  }

  sync(request: SyncRequest, answer: (answer: SyncAnswer) => void): void {
    const { member, errorCode } = this.#identify(request, request.generationId);
    if (member === null) return answer(this.#synced(errorCode));
    if (this.#speaksAnother(request)) return answer(this.#synced(ErrorCodes.INCONSISTENT_GROUP_PROTOCOL));
    this.#touch(member);
    switch (this.#state) {
      case 'Empty':
        return answer(this.#synced(ErrorCodes.UNKNOWN_MEMBER_ID));
      case 'PreparingRebalance':
        return answer(this.#synced(ErrorCodes.REBALANCE_IN_PROGRESS));
      case 'CompletingRebalance':
        member.awaitSync(answer);
        if (this.#members.isLeader(member)) this.#assign(request);
        return;
      case 'Stable':
        return answer(this.#synced(0, member.assignment));
    }
  }

  /** The error code; REBALANCE_IN_PROGRESS makes the member join again. */
  heartbeat(identity: MemberIdentity, generationId: number): number {
    const { member, errorCode } = this.#identify(identity, generationId);
    if (member === null) return errorCode;
    this.#touch(member);
    return this.#state === 'PreparingRebalance' ? ErrorCodes.REBALANCE_IN_PROGRESS : 0;
  }

  /** A static member may be named by its instance alone. */
  leave({ memberId, groupInstanceId }: MemberIdentity): number {
    if (this.#members.stopExpecting(memberId)) {
      this.#completeJoinIfAll();
      return 0;
    }
    const named = memberId === '' ? (this.#members.findStatic(groupInstanceId)?.memberId ?? '') : memberId;
    const { member, errorCode } = this.#members.identify({ memberId: named, groupInstanceId });
    if (member === null) return errorCode;
    member.answerJoin(joinRefused(ErrorCodes.UNKNOWN_MEMBER_ID, member.memberId));
    member.answerSync(this.#synced(ErrorCodes.UNKNOWN_MEMBER_ID));
    this.#remove(member);
    return 0;
  }

  /** The error code with which this commit is refused; 0: it may be stored (Kafka: `ClassicGroup.validateOffsetCommit`). */
  commitProblem(identity: MemberIdentity, generationId: number, inTransaction: boolean): number {
    if (generationId < 0 && this.#state === 'Empty') return 0;
    if (generationId >= 0 || identity.memberId !== '' || identity.groupInstanceId !== null) {
      const { member, errorCode } = this.#identify(identity, generationId);
      if (member === null) return errorCode;
      if (this.#state === 'Stable') this.#touch(member);
    } else if (!inTransaction) return ErrorCodes.UNKNOWN_MEMBER_ID;
    return !inTransaction && this.#state === 'CompletingRebalance' ? ErrorCodes.REBALANCE_IN_PROGRESS : 0;
  }

  /** Another broker coordinates the group: what waited here is asked again there, and sessions begin anew. */
  coordinatorMoved(): void {
    const isRebalancing = this.#state === 'PreparingRebalance' || this.#state === 'CompletingRebalance';
    this.#members.stopExpectingAll();
    for (const member of this.members) {
      member.answerJoin(joinRefused(ErrorCodes.NOT_COORDINATOR, member.memberId));
      member.answerSync(this.#synced(ErrorCodes.NOT_COORDINATOR));
      this.#touch(member);
    }
    if (isRebalancing) this.#prepareRebalance();
  }

  close(): void {
    this.#endPhase();
    this.#members.stopExpectingAll();
    for (const member of this.members) member.forget();
  }

  #joinProblem({ memberId, protocolType, protocols }: JoinRequest): number {
    if (memberId === '' && this.#members.isFull) return ErrorCodes.GROUP_MAX_SIZE_REACHED;
    const others = this.members.filter(member => member.memberId !== memberId);
    const names = protocols.map(({ name }) => name);
    const fits =
      this.#state === 'Empty'
        ? protocolType !== '' && names.length > 0
        : protocolType === this.#protocolType && isCompatible(names, others);
    return fits ? 0 : ErrorCodes.INCONSISTENT_GROUP_PROTOCOL;
  }

  #rejoin(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    if (this.#members.stopExpecting(request.memberId)) return this.#add(request.memberId, request, answer);
    const { member, errorCode } = this.#identify(request, this.#generationId);
    if (member === null) return answer(joinRefused(errorCode, request.memberId));
    const isLeader = this.#members.isLeader(member);
    const knowsAll =
      member.matches(request) && (this.#state === 'CompletingRebalance' || (this.#state === 'Stable' && !isLeader));
    if (knowsAll) return answer(this.#joined(member));
    member.details = request;
    member.answerJoin(joinRefused(ErrorCodes.REBALANCE_IN_PROGRESS, member.memberId));
    member.awaitJoin(answer);
    this.#rebalance();
  }

  #add(memberId: string, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const member = new GroupMember(memberId, request.groupInstanceId, request);
    this.#members.add(member);
    this.#protocolType = request.protocolType;
    member.awaitJoin(answer);
    this.#touch(member);
    this.#rebalance();
  }

  // The same instance with a new life: whoever still has the old id is fenced, and nobody else notices while nothing has changed.
  #replaceStatic(member: GroupMember, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const oldId = member.memberId;
    member.answerJoin(joinRefused(ErrorCodes.FENCED_INSTANCE_ID, oldId));
    member.answerSync(this.#synced(ErrorCodes.FENCED_INSTANCE_ID));
    const isUnchanged = this.#state === 'Stable' && member.matches(request);
    const wasLeader = this.#members.isLeader(member);
    this.#members.rename(member, `${member.groupInstanceId}-${this.#options.newUuid()}`);
    member.details = request;
    this.#touch(member);
    if (isUnchanged) {
      const joined = this.#joined(member);
      if (request.knowsSkipAssignment) return answer({ ...joined, skipAssignment: wasLeader });
      // An old client that finds itself leader would assign anew: it is told its old id.
      return answer({ ...joined, leader: wasLeader ? oldId : joined.leader, members: [] });
    }
    member.awaitJoin(answer);
    this.#rebalance();
  }

  #rebalance(): void {
    if (this.#state === 'PreparingRebalance') this.#completeJoinIfAll();
    else this.#prepareRebalance();
  }

  #prepareRebalance(): void {
    for (const member of this.members) {
      member.clearAssignment();
      member.answerSync(this.#synced(ErrorCodes.REBALANCE_IN_PROGRESS));
    }
    this.#enter('PreparingRebalance');
    this.#beginPhase(() => this.#completeJoin());
    this.#completeJoinIfAll();
  }

  #completeJoinIfAll(): void {
    if (this.#state === 'PreparingRebalance' && this.#members.haveAllJoined) this.#completeJoin();
  }

  #completeJoin(): void {
    this.#endPhase();
    // Static members may come back; the others are gone.
    for (const member of this.members)
      if (!member.awaitsJoin && member.groupInstanceId === null) this.#members.remove(member);
    const { joined } = this.#members;
    if (joined.length === 0 && this.members.length > 0) return this.#beginPhase(() => this.#completeJoin());
    this.#generationId++;
    if (joined.length === 0) return this.#becomeEmpty();
    this.#members.electLeader();
    this.#protocolName = selectProtocol(this.members);
    this.#enter('CompletingRebalance');
    for (const member of joined) {
      member.answerJoin(this.#joined(member));
      this.#touch(member);
    }
    this.#beginPhase(() => this.#expireSync());
  }

  #becomeEmpty(): void {
    this.#protocolName = null;
    this.#enter('Empty');
  }

  #assign({ assignments }: SyncRequest): void {
    this.#endPhase();
    const byMember = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    this.#enter('Stable');
    for (const member of this.members) {
      const assignment = byMember.get(member.memberId);
      if (assignment !== undefined) member.assignment = Buffer.from(assignment);
      member.answerSync(this.#synced(0, member.assignment));
    }
  }

  /** Who has not asked for its assignment by now is gone (Kafka: `expirePendingSync`). */
  #expireSync(): void {
    for (const member of this.members) if (!member.awaitsSync) this.#members.remove(member);
    this.#prepareRebalance();
  }

  #expireSession(member: GroupMember): void {
    if (this.#members.has(member)) this.#remove(member);
  }

  #remove(member: GroupMember): void {
    this.#members.remove(member);
    this.#rebalance();
  }

  #identify(identity: MemberIdentity, generationId: number): Identified {
    const found = this.#members.identify(identity);
    if (found.member === null || generationId === this.#generationId) return found;
    return { member: null, errorCode: ErrorCodes.ILLEGAL_GENERATION };
  }

  #speaksAnother({ protocolType, protocolName }: SyncRequest): boolean {
    return (
      (protocolType !== null && protocolType !== this.#protocolType) ||
      (protocolName !== null && protocolName !== this.#protocolName)
    );
  }

  #joined(member: GroupMember): JoinAnswer {
    return {
      errorCode: 0,
      memberId: member.memberId,
      generationId: this.#generationId,
      protocolType: this.#protocolType,
      protocolName: this.#protocolName,
      leader: this.#members.leaderId,
      members: this.#members.isLeader(member) ? this.members.map(each => this.#subscription(each)) : [],
      skipAssignment: false,
    };
  }

  #subscription(member: GroupMember): JoinAnswer['members'][number] {
    const { memberId, groupInstanceId } = member;
    return { memberId, groupInstanceId, metadata: member.metadataFor(this.#protocolName) };
  }

  #synced(errorCode: number, assignment: Buffer = Buffer.alloc(0)): SyncAnswer {
    const known = errorCode === 0 ? { protocolType: this.#protocolType, protocolName: this.#protocolName } : unknown;
    return { errorCode, ...known, assignment };
  }

  #touch(member: GroupMember): void {
    member.touch(this.#options.time, this.#options.timers, () => this.#expireSession(member));
  }

  #enter(state: GroupState): void {
    this.#state = state;
    this.#options.onChanged();
  }

  #beginPhase(onExpired: () => void): void {
    this.#endPhase();
    const timeoutMs = Math.max(0, ...this.members.map(({ details }) => details.rebalanceTimeoutMs));
    this.#cancelPhase = this.#options.timers.schedule(timeoutMs, () => {
      this.#cancelPhase = null;
      onExpired();
    });
  }

  #endPhase(): void {
    this.#cancelPhase?.();
    this.#cancelPhase = null;
  }
}

const unknown = { protocolType: null, protocolName: null };

export function joinRefused(errorCode: number, memberId: string): JoinAnswer {
  return {
    errorCode,
    memberId,
    generationId: noGeneration,
    protocolType: null,
    protocolName: null,
    leader: '',
    members: [],
    skipAssignment: false,
  };
}
