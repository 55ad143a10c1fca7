import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { delayingProxy } from './servers.ts';

it('passes everything on through a delaying proxy, in order, and the end as well', async () => {
  // Answers with what it has got, byte by byte one higher.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (data) => socket.write(data.map((byte) => byte + 1)));
    socket.on('end', () => socket.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await delayingProxy((server.address() as AddressInfo).port, 4);
  const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  const sent: Buffer[] = [];
  for (let index = 0; index < 200; index++) {
    const chunk = Buffer.alloc(1 + (index % 7) * 1000, index);
    sent.push(chunk);
    socket.write(chunk);
    if (index % 20 === 0) await new Promise(setImmediate);
  }
  socket.end();
  expect((await buffer(socket)).equals(Buffer.concat(sent).map((byte) => byte + 1))).toBe(true);
  await proxy.close();
  server.close();
});

it('ends the connections of a delaying proxy whose server is gone', async () => {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy = await delayingProxy(port, 2);
  for (let round = 0; round < 2; round++) {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'close');
    server.close();
  }
  await proxy.close();
});
