/** Every command, view and context key of the extension, once. A test compares them with package.json. */
export const commands = {
  startPractice: 'kafkaInspector.startPractice',
  stopPractice: 'kafkaInspector.stopPractice',
  stopBroker: 'kafkaInspector.stopBroker',
  startBroker: 'kafkaInspector.startBroker',
  delayResponses: 'kafkaInspector.delayResponses',
  failNextRequests: 'kafkaInspector.failNextRequests',
  copyBootstrapServers: 'kafkaInspector.copyBootstrapServers',
  connect: 'kafkaInspector.connect',
  disconnect: 'kafkaInspector.disconnect',
  addConnection: 'kafkaInspector.addConnection',
  editConnection: 'kafkaInspector.editConnection',
  removeConnection: 'kafkaInspector.removeConnection',
  changeSecrets: 'kafkaInspector.changeSecrets',
  forgetSecrets: 'kafkaInspector.forgetSecrets',
  copyClientProperties: 'kafkaInspector.copyClientProperties',
  createTopic: 'kafkaInspector.createTopic',
  deleteTopic: 'kafkaInspector.deleteTopic',
  copyTopicName: 'kafkaInspector.copyTopicName',
  refreshTopics: 'kafkaInspector.refreshTopics',
  sendMessage: 'kafkaInspector.sendMessage',
  sendDocument: 'kafkaInspector.sendDocument',
  sendBlock: 'kafkaInspector.sendBlock',
  sendJsonDocument: 'kafkaInspector.sendJsonDocument',
  startLoad: 'kafkaInspector.startLoad',
  stopLoad: 'kafkaInspector.stopLoad',
  pauseSender: 'kafkaInspector.pauseSender',
  stepSender: 'kafkaInspector.stepSender',
  resumeSender: 'kafkaInspector.resumeSender',
  flush: 'kafkaInspector.flush',
  setTransactionalId: 'kafkaInspector.setTransactionalId',
  beginTransaction: 'kafkaInspector.beginTransaction',
  commitTransaction: 'kafkaInspector.commitTransaction',
  abortTransaction: 'kafkaInspector.abortTransaction',
  openInspector: 'kafkaInspector.openInspector',
  showRecord: 'kafkaInspector.showRecord',
  openExample: 'kafkaInspector.openExample',
  showOutput: 'kafkaInspector.showOutput',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const views = {
  connections: 'kafkaInspector.connections',
  topics: 'kafkaInspector.topics',
  inspector: 'kafkaInspector.inspectorView',
} as const;

/** The editor panel's type, for its serializer and for `activeWebviewPanelId`. */
export const inspectorPanelType = 'kafkaInspector.inspector';

export const contextKeys = [
  'kafkaInspector.session',
  'kafkaInspector.connected',
  'kafkaInspector.connectedToPractice',
  'kafkaInspector.sessionState',
  'kafkaInspector.paused',
  'kafkaInspector.loadRunning',
  'kafkaInspector.transaction',
  'kafkaInspector.practiceRunning',
  'kafkaInspector.practiceState',
] as const;
export type ContextKey = (typeof contextKeys)[number];
