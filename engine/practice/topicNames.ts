const maxNameLength = 249;

/** The problem with a topic name, or null (Kafka: Topic.validate). */
export function topicNameProblem(name: string): string | null {
  if (name === '') return 'the topic name is empty';
  if (name === '.' || name === '..') return `the topic name cannot be "${name}"`;
  if (name.length > maxNameLength)
    return `the topic name has ${name.length} characters; at most ${maxNameLength} are allowed`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    return `the topic name "${printable(name)}" may have only letters, digits, ".", "_" and "-"`;
  return null;
}

/** Metric names replace "." by "_", so that `a.b` and `a_b` would be one (Kafka: Topic.hasCollision). */
export function collidesWith(name: string, existing: Iterable<string>): string | null {
  const unified = name.replaceAll('.', '_');
  for (const other of existing) if (other !== name && other.replaceAll('.', '_') === unified) return other;
  return null;
}

function printable(name: string): string {
  return JSON.stringify(name.slice(0, 60)).slice(1, -1);
}
