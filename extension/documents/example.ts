/** A document to begin with: what a block is, how several differ, and what the pragmas do. */
export function exampleDocument(topic: string): string {
  return `-- Messages for Kafka. Each PRODUCER block is one message; click Send above it.
-- Lines that start with -- are comments; --@ lines are options of Kafka Inspector, which other tools skip.

PRODUCER the first one
topic: ${topic}
key: customer-17
headers: source=example
{ "order": 1, "item": "lamp", "price": 49.9 }

###

PRODUCER the same key goes to the same partition
topic: ${topic}
key: customer-17
{ "order": 2, "item": "desk", "price": 210 }

###

PRODUCER a thousand copies, two hundred a second
topic: ${topic}
--@ count: 1000
--@ rate: 200/s
{ "order": 3, "item": "chair", "price": 79 }

###

PRODUCER no value: a tombstone, which deletes its key from a compacted topic
topic: ${topic}
key: customer-17
--@ value: null

###
`;
}
