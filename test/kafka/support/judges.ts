// Everyone who judges what we wrote, in one place.
export * from './kcat.ts';
export * from './javaTools.ts';
export * from './dumpLogSegments.ts';
export * from './javascriptClients.ts';
