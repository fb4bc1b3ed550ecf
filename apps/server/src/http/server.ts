/**
 * One port: `/api/trpc` is the API, `/api/auth` the sign-in, `/healthz` for whoever supervises, and everything
 * else is the cockpit. A body that is too large is refused before it is read.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Services } from '@fairlead/api';
import { type ApiContext, appRouter } from '@fairlead/api';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node';
import type { Logger } from 'pino';
import type { Auth } from '../auth.ts';

/** No request of this API needs more: the largest is a limit change with its reason. */
const MAX_BODY_BYTES = 64 * 1024;

/** A refused body up to this size is read to its end, so that its sender gets the reason and not a reset. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpOptions {
  readonly auth: Auth;
  readonly services: Services;
  readonly pages: PageHandler;
  readonly healthy: () => boolean;
  readonly log: Logger;
}

export function createHttpServer(options: HttpOptions): Server {
  const { auth, services, pages, healthy, log } = options;
  const authHandler = toNodeHandler(auth.handler);

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error, url: request.url }, 'request failed');
      if (!response.headersSent) refuse(response, 500, 'the server failed on this request; its log says why');
      else response.end();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] as string;
    secureHeaders(response);
    if (path === '/healthz') return refuse(response, healthy() ? 200 : 503, healthy() ? 'ok' : 'starting');
    if (!path.startsWith('/api/')) return pages(request, response);
    const problem = bodyProblem(request) ?? originProblem(request);
    if (problem) return refuse(response, problem.status, problem.reason);
    // The only address that the rate limit may believe is the one that we saw.
    request.headers['x-fairlead-client'] = request.socket.remoteAddress ?? 'unknown';
    if (path.startsWith('/api/auth/')) return authHandler(request, response);
    if (path.startsWith('/api/trpc/')) {
      return nodeHTTPRequestHandler({
        req: request,
        res: response,
        path: path.slice('/api/trpc/'.length),
        router: appRouter,
        maxBodySize: MAX_BODY_BYTES,
        createContext: async (): Promise<ApiContext> => ({
          actor: await auth.actorOf(fromNodeHeaders(request.headers)),
          services,
        }),
        onError: ({ error, path: procedure }) => {
          if (error.code === 'INTERNAL_SERVER_ERROR')
            log.error({ err: error, procedure }, 'procedure failed');
        },
      });
    }
    return refuse(response, 404, `there is nothing at ${path}`);
  }

  return server;
}

function bodyProblem(request: IncomingMessage): { status: number; reason: string } | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding !== undefined) return { status: 411, reason: 'body: send its Content-Length' };
  if (length === undefined || Number(length) <= MAX_BODY_BYTES) return undefined;
  return { status: 413, reason: `body: ${length} bytes is more than the ${MAX_BODY_BYTES} allowed` };
}

/** A page of another origin may not act in the name of who is signed in here. */
function originProblem(request: IncomingMessage): { status: number; reason: string } | undefined {
  const { origin, host } = request.headers;
  if (request.method === 'GET' || origin === undefined || URL.parse(origin)?.host === host) return undefined;
  return { status: 403, reason: `origin: ${origin} is not this cockpit` };
}

function secureHeaders(response: ServerResponse): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'same-origin');
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify(status === 200 ? { status: message } : { error: { message, status } });
  // A sender in the middle of its body hears us only at the end of it: what is bounded is read and thrown away.
  if (status === 411 || status === 413) {
    const announced = Number(response.req.headers['content-length'] ?? Number.POSITIVE_INFINITY);
    if (announced > MAX_DRAINED_BYTES) response.setHeader('Connection', 'close');
    else response.req.resume();
  }
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** @throws the socket's own error, `EADDRINUSE` among them */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
