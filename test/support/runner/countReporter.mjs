// A node:test reporter that writes the figures of a whole run as one JSON line.
export default async function* countReporter(events) {
  let counts;
  const notRun = [];
  for await (const { type, data } of events) {
    if (type === 'test:summary' && data.file === undefined) counts = data.counts;
    if ((type === 'test:pass' || type === 'test:fail') && (data.skip !== undefined || data.todo !== undefined))
      notRun.push(data.name);
  }
  yield JSON.stringify({ counts, notRun }) + '\n';
}
