import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Task } from './child.ts';
import { operations, type Operation } from './operations.ts';
import type { Row } from './rows.ts';
import type { Scene } from './scene.ts';
import { inPlace } from './session.ts';

/** In milliseconds. The shorter one is for processes that are to receive the response after they were disconnected. */
const responseDelay = 700;
const longDelay = 5000;

/** @returns false if this machine was too slow, so that the process ended elsewhere */
export async function interrupt(scene: Scene, { operation: name, end, point }: Row, child: string): Promise<boolean> {
  const operation = operations[name];
  assert.ok(operation);
  const { tokenServer, place } = scene;
  const task: Task = { place, operation: name, end, point, request: operation.request };
  const isHeld = point === 'before the response';
  const workDone = isHeld ? holdResponse(scene, operation, end === 'reloaded' ? responseDelay : longDelay) : undefined;
  const process_ = fork(child, {
    env: { ...process.env, INTERRUPTION_TASK: JSON.stringify(task) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const errors = process_.stderr?.toArray() ?? Promise.resolve([]);
  const exited = once(process_, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let isInTime = true;
  if (workDone !== undefined) {
    await Promise.race([workDone, exited]);
    await endNow(process_, end);
    isInTime = tokenServer.requests.at(-1)?.status === undefined;
  }
  const [code, signal] = await exited;
  const text = Buffer.concat((await errors) as Buffer[]).toString();
  assert.equal(signal, end === 'killed' ? 'SIGKILL' : null, `${code} ${text}`);
  assert.ok(end === 'killed' || code === 0, `${code} ${text}`);
  assert.ok((isHeld && end === 'killed') || existsSync(inPlace(place).reached), 'the point was reached');
  tokenServer.faults.clear();
  return isInTime;
}

async function endNow(process_: ChildProcess, end: Row['end']): Promise<void> {
  if (end === 'killed') {
    process_.kill('SIGKILL');
    return;
  }
  const ended = once(process_, 'message');
  process_.send('end');
  await Promise.race([ended, once(process_, 'exit')]);
}

/** Delays the response of the operation's request. Resolves when the server did the work. */
async function holdResponse({ tokenServer }: Scene, { path }: Operation, milliseconds: number): Promise<void> {
  const { faults } = tokenServer;
  const fault = faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds, method: 'POST', path });
  const state = () => JSON.stringify(tokenServer.tokens());
  let before = state();
  while (fault.hits === 0) {
    before = state();
    await setTimeout(1);
  }
  while (state() === before) {
    await setTimeout(1);
  }
}
