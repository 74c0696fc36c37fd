/**
 * The topics in a consumer's subscription (Kafka: `ConsumerProtocolSubscription`): version int16, then an array of strings with int16
 * lengths. Other protocols' members carry other bytes, so what does not read that way names no topics.
 */
export function subscribedTopics(metadata: Buffer): readonly string[] {
  const topics: string[] = [];
  if (metadata.length < 6) return topics;
  let at = 6;
  for (let left = metadata.readInt32BE(2); left > 0 && at + 2 <= metadata.length; left--) {
    const length = metadata.readInt16BE(at);
    if (length < 0 || at + 2 + length > metadata.length) return [];
    topics.push(metadata.toString('utf8', at + 2, at + 2 + length));
    at += 2 + length;
  }
  return topics;
}
