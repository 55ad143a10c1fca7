// A provider that takes a while, in a process of its own.
import { createServer } from 'node:http';

const delayMs = Number(process.argv[2]);
const server = createServer((_, response) => {
  setTimeout(() => response.end('{"text":"answer"}'), delayMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
