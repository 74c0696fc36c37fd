import type { GroupMember } from './groupMember.ts';

/** Every member votes for the first of its protocols that all of them know; most votes win (Kafka: `ClassicGroup.selectProtocol`). */
export function selectProtocol(members: readonly GroupMember[]): string {
  const votes = new Map<string, number>();
  for (const member of members) {
    const vote = member.details.protocols.find(({ name }) => isKnownToAll(name, members))?.name;
    if (vote !== undefined) votes.set(vote, (votes.get(vote) ?? 0) + 1);
  }
  const [winner] = [...votes].sort(([, a], [, b]) => b - a);
  return winner?.[0] ?? '';
}

/** At least one of the names is known to all members. */
export function isCompatible(names: readonly string[], members: readonly GroupMember[]): boolean {
  return names.some(name => isKnownToAll(name, members));
}

function isKnownToAll(name: string, members: readonly GroupMember[]): boolean {
  return members.every(member => member.offers(name));
}
