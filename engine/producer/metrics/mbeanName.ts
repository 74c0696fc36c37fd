export type Tags = Readonly<Record<string, string>>;

/** The name under which JMX shows a group of metrics (Kafka: `JmxReporter.getMBeanName`). */
export function mbeanName(group: string, tags: Tags): string {
  const properties = Object.entries(tags).map(([key, value]) => `,${key}=${sanitized(value)}`);
  return `kafka.producer:type=${group}${properties.join('')}`;
}

/** Kafka: `Sanitizer.jmxSanitize`: in quotes if JMX would misread it (`ObjectName.quote`). */
function sanitized(value: string): string {
  if (/^[\w\-%. \t]*$/.test(value)) return value;
  return `"${value.replace(/[\\"*?]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
