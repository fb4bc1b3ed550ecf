/** The marketplace as a process: it starts, ends, and refuses what it can't do in one sentence. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  connected,
  ends,
  failed,
  MAIN,
  plain,
  started,
  stateFolder,
  until,
  writeDay,
} from '../test/running.ts';

describe('the process', () => {
  test('says that it is ready, serves, and ends with its stdin or on SIGTERM', async () => {
    for (const end of ['stdin', 'SIGTERM'] as const) {
      const market = await started(stateFolder());
      const client = await connected(market.port);
      await until(() => expect(client.events.length).toBeGreaterThan(100));
      if (end === 'stdin') market.child.stdin?.end();
      else market.child.kill('SIGTERM');
      expect((await once(market.child, 'exit'))[0]).toBe(0);
    }
  });

  test.each([
    [['--speed', '0'], '--speed must be 0.1 to 1000, got "0".\n'],
    [['--market', 'replay:/nowhere.zip'], '/nowhere.zip: the file does not exist\n'],
    [['--market', `replay:${MAIN}`], /main\.ts: is not a readable zip: .*\n$/],
    [['--state', MAIN], /^The state folder .* can't be made \(.*\)\.\n$/],
  ])('refuses what it can`t do in one sentence, with a non-zero exit: %j', async (args, sentence) => {
    const { code, stderr } = await failed(['--state', stateFolder(), ...args]);
    expect(code).toBe(1);
    expect(plain(stderr)).toMatch(sentence);
    expect(plain(stderr).trim().split('\n')).toHaveLength(1);
  });

  test('names the row and the reason of a corrupt recording', async () => {
    const folder = stateFolder();
    const path = writeDay(folder, [
      '34200.5,1,11,100,1000000,1',
      '34200.6,1,12,100,1000200,-1',
      '34200.7,9,12,100,1000200,-1',
    ]);
    const { code, stderr } = await failed(['--state', folder, '--market', `replay:${path}`]);
    expect(code).toBe(1);
    expect(plain(stderr)).toBe(`${path}, row 3, type: must be 1 to 7, got 9\n`);
    writeDay(folder, ['34200.5,1,11,100,1000000,1'], '9999999999,0,1000000,100,9999999999,0,-9999999999,0');
    const oneSided = await failed(['--state', folder, '--market', `replay:${path}`]);
    expect(plain(oneSided.stderr)).toBe(`${path}, row 1: the book must have both sides\n`);
  });

  test('refuses a port in use and a state folder in use', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => server.close());
    const address = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const taken = await failed(['--state', stateFolder(), '--port', String(port)]);
    expect(plain(taken.stderr)).toBe(`Port ${port} of 127.0.0.1 is in use.\n`);
    const folder = stateFolder();
    await started(folder);
    const second = await failed(['--state', folder]);
    expect(plain(second.stderr)).toMatch(/^The state folder .* is in use by another market process\.\n$/);
    expect(second.code).toBe(1);
  });
});
