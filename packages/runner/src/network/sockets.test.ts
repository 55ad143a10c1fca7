import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { mostSockets, Sockets } from './sockets.ts';

it('leaves files to everybody else', () => {
  expect([64, 256, 1024, Number.POSITIVE_INFINITY].map((limit) => mostSockets(limit))).toEqual([
    12,
    108,
    492,
    Number.POSITIVE_INFINITY,
  ]);
});

it('knows how many files this process may open', () => {
  expect(mostSockets()).toBeGreaterThanOrEqual(8);
});

it('has room again when a socket closes, or could not be opened', () => {
  const sockets = new Sockets(2);
  const socket = new EventEmitter();
  sockets.begin().attach(socket as Socket);
  const place = sockets.begin();
  expect(sockets.findProblem()).toMatchObject({ code: 'EMFILE' });
  place.giveBack();
  expect(sockets.findProblem()).toBeUndefined();
  sockets.begin();
  socket.emit('close');
  expect(sockets.findProblem()).toBeUndefined();
});
