/** The server process: started by `fairlead up`, says `{"ready":true,"port":N}` on stdout, ends on SIGTERM or when its stdin closes. */
import { join } from 'node:path';
import { openStore, StoreError } from '@fairlead/store';
import pino from 'pino';
import { createAuditHub } from './audit-hub.ts';
import { createAuth } from './auth.ts';
import { startEngine } from './engine-client.ts';
import { readEnv, type ServerEnv } from './env.ts';
import { createPages } from './http/pages.ts';
import { createHttpServer, listen } from './http/server.ts';
import { createNewsDesk } from './news-desk.ts';
import { createProjector } from './projector.ts';
import { connectRealism } from './realism-client.ts';
import { createServices } from './services.ts';

async function main(): Promise<void> {
  const env = readEnv();
  const log = pino({ name: 'server', level: env.FAIRLEAD_LOG_LEVEL }, pino.destination(2));
  const store = await openStore(env.DATABASE_URL);
  const hub = createAuditHub((cursor, limit) => store.auditAfter(cursor, limit));
  const projector = createProjector(async (records) => void (await store.project(records)), log);
  let stopping = false;
  const engine = await startEngine(
    {
      runDir: env.FAIRLEAD_RUN_DIR,
      modelsDir: env.FAIRLEAD_MODELS_DIR,
      marketPort: env.FAIRLEAD_MARKET_PORT,
      logLevel: env.FAIRLEAD_LOG_LEVEL,
      projected: await store.cursor(),
      ...(env.FAIRLEAD_TAPE === 'off' ? {} : { tape: retentionOf(env) }),
    },
    {
      onAudit: (records) => {
        hub.publish(records);
        projector.add(records);
      },
      onFatal: (sentence) => die(sentence),
    },
  );
  const news = createNewsDesk({
    feeds: env.FAIRLEAD_NEWS,
    instruments: () => engine.reference().instruments,
    tell: engine.news,
    market: {
      tellsNews: () => engine.clock().environment === 'SIM',
      heardMs: engine.marketHeardMs,
      listen: engine.listenToNews,
    },
  });
  const realism = connectRealism(env.FAIRLEAD_MARKET_PORT);
  const services = createServices({
    engine,
    store,
    hub,
    projector,
    news,
    realism,
    journalDir: join(env.FAIRLEAD_RUN_DIR, 'journal'),
  });

  // The port is known before the sign-in is: cookies are bound to the origin.
  const origin = `http://127.0.0.1:${env.FAIRLEAD_PORT}`;
  const auth = createAuth(store, { secret: env.FAIRLEAD_AUTH_SECRET, origin });
  await auth.seed(env.FAIRLEAD_SIGN_INS);
  const server = createHttpServer({
    auth,
    services,
    pages: await createPages(),
    healthy: () => engine.health() !== undefined,
    log,
  });
  const port = await listen(server, env.FAIRLEAD_PORT);
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);

  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    server.close();
    server.closeAllConnections();
    news.stop();
    realism.stop();
    await engine.stop();
    await projector.drain();
    await store.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  // Whoever started us is gone: nobody would ever stop us.
  process.stdin.on('end', () => void stop()).resume();
}

const retentionOf = (env: ServerEnv) => ({
  maxBytes: env.FAIRLEAD_TAPE_GIB * 2 ** 30,
  maxAgeMs: env.FAIRLEAD_TAPE_DAYS * 86_400_000,
});

function die(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

main().catch((error: unknown) => {
  die(
    error instanceof StoreError || !(error instanceof Error)
      ? String((error as Error).message ?? error)
      : (error.stack ?? error.message),
  );
});
