import * as vscode from 'vscode';
import { commands } from '../common/ids.ts';
import type { CommandId } from '../common/ids.ts';
import { plainText } from '../common/plainText.ts';
import { messageOf, showError } from '../connections/connecting.ts';
import type { Services } from '../services.ts';
import type { TopicsTree } from '../trees/topicsTree.ts';

type Handler = (argument: unknown) => unknown;

/** Every command of the extension. What a command needs is loaded when it is first run. */
export function registerCommands(services: Services, topics: TopicsTree): vscode.Disposable {
  const connection = () => import('./connectionCommands.ts');
  const practice = () => import('./practiceCommands.ts');
  const topic = () => import('./topicCommands.ts');
  const secrets = () => import('./secretCommands.ts');
  const transaction = () => import('./transactionCommands.ts');
  const sender = () => import('./senderCommands.ts');
  const load = () => import('./loadCommands.ts');
  const sendDocument = () => import('../documents/sendDocument.ts');
  const { inspector, log } = services;

  const handlers: Record<CommandId, Handler> = {
    [commands.startPractice]: async argument => {
      if (isInspect(argument)) inspector.open(true);
      return (await practice()).startPractice(services);
    },
    [commands.stopPractice]: async () => (await practice()).stopPractice(services),
    [commands.stopBroker]: async argument => (await practice()).stopBroker(services, argument),
    [commands.startBroker]: async argument => (await practice()).startBroker(services, argument),
    [commands.delayResponses]: async argument => (await practice()).delayResponses(services, argument),
    [commands.failNextRequests]: async argument => (await practice()).failNextRequests(services, argument),
    [commands.copyBootstrapServers]: async () => (await practice()).copyBootstrapServers(services),
    [commands.copyClientProperties]: async () => (await practice()).copyClientProperties(services),
    [commands.connect]: async argument => (await connection()).connect(services, argument),
    [commands.disconnect]: async () => (await connection()).disconnect(services),
    [commands.addConnection]: async () => (await connection()).addConnection(services),
    [commands.editConnection]: async argument => (await connection()).editConnection(services, argument),
    [commands.removeConnection]: async argument => (await connection()).removeConnection(services, argument),
    [commands.changeSecrets]: async argument => (await secrets()).changeSecrets(services, argument),
    [commands.forgetSecrets]: async argument => (await secrets()).forgetSecrets(services, argument),
    [commands.createTopic]: async argument => (await topic()).createTopic(services, argument),
    [commands.deleteTopic]: async argument => (await topic()).deleteTopic(services, argument),
    [commands.copyTopicName]: async argument => (await topic()).copyTopicName(argument),
    [commands.refreshTopics]: () => topics.refresh(),
    [commands.sendMessage]: async argument => (await import('./sendMessage.ts')).sendMessage(services, argument),
    [commands.sendDocument]: async () => (await sendDocument()).sendDocument(services),
    [commands.sendBlock]: async argument => (await sendDocument()).sendBlock(services, argument),
    [commands.sendJsonDocument]: async argument =>
      (await import('../documents/sendJsonDocument.ts')).sendJsonDocument(services, argument),
    [commands.startLoad]: async argument => (await load()).startLoad(services, argument),
    [commands.stopLoad]: async () => (await load()).stopLoad(services),
    [commands.pauseSender]: async () => (await sender()).pauseSender(services),
    [commands.stepSender]: async () => (await sender()).stepSender(services),
    [commands.resumeSender]: async () => (await sender()).resumeSender(services),
    [commands.flush]: async () => (await sender()).flush(services),
    [commands.setTransactionalId]: async argument => (await transaction()).setTransactionalId(services, argument),
    [commands.beginTransaction]: async () => (await transaction()).runTransaction(services, 'begin'),
    [commands.commitTransaction]: async () => (await transaction()).runTransaction(services, 'commit'),
    [commands.abortTransaction]: async () => (await transaction()).runTransaction(services, 'abort'),
    [commands.openInspector]: () => inspector.open(),
    [commands.showRecord]: async argument => (await import('./sending.ts')).showRecordCommand(services, argument),
    [commands.openExample]: async () => (await import('../documents/openExample.ts')).openExample(services),
    [commands.showOutput]: () => log.show(true),
  };
  const register = ([id, handler]: [string, Handler]): vscode.Disposable =>
    vscode.commands.registerCommand(id, (argument: unknown) => guarded(services, id, () => handler(argument)));
  return vscode.Disposable.from(...Object.entries(handlers).map(register));
}

/** An error nobody foresaw is told in words, with the log behind it; nothing ends in silence. */
async function guarded(services: Services, id: string, run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    services.log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    void showError(services, plainText(messageOf(error), 600));
    return undefined;
  }
}

function isInspect(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'inspect' in argument && argument.inspect === true;
}
