import { z } from 'zod';
import { takeFault } from '../generation/faults.ts';
import { sendOutput } from '../generation/output-file.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { jobBody, TEXTS } from './answers.ts';
import { type ApiframeApp, type ApiframeParts, refuse, send } from './context.ts';
import { detailsOf } from './generate-body.ts';
import { type ApiframeJob, JOB_STATES } from './job.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_LISTED = 100;
const USUALLY_LISTED = 20;

/** The address of a finished file; whoever knows it may fetch it. */
export function outputUrl(origin: string, id: string): string {
  return `${origin}/videos/${id}.mp4`;
}

/**
 * @see https://apiframe.ai/docs/jobs/get
 * @see https://docs-v2.apiframe.ai/docs/jobs/list
 */
export function mountJobRoutes(app: ApiframeApp, parts: ApiframeParts): void {
  app.get('/v2/jobs/:id', (context) => readJob(context, parts));
  app.get('/v2/jobs', (context) => listJobs(context, parts));
  app.get('/videos/:file', (context) => {
    const id = (context.req.param('file') ?? '').replace(/\.mp4$/, '');
    return sendOutput(context, parts.board.file(id), takeFault(parts.faults, 'output'));
  });
}

function readJob(context: RecordedContext, parts: ApiframeParts): Response | Promise<Response> {
  const { board, clock, faults } = parts;
  const id = context.req.param('id') ?? '';
  if (!UUID.test(id)) return context.json({ error: TEXTS.badJobId }, 400);
  const job = board.find(id.toLowerCase());
  // Somebody else's job is answered in the same way.
  if (!job || !isKnown(job, parts)) return context.json({ error: TEXTS.jobUnknown }, 404);
  return send(context, parts, jobBody(job, clock.now(), faults), 200, takeFault(faults, 'job'));
}

const listQuery = z.object({
  status: z.enum(JOB_STATES).optional(),
  model: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(USUALLY_LISTED),
  cursor: z.string().optional(),
  scope: z.enum(['user', 'team']).default('user'),
  search: z.string().regex(UUID, 'Invalid UUID').optional(),
  include_models: z.enum(['true', 'false']).default('false'),
});

function listJobs(context: RecordedContext, parts: ApiframeParts): Response | Promise<Response> {
  const { board, clock, faults } = parts;
  const { data: query, error } = listQuery.safeParse(context.req.query());
  if (error) return refuse(context, parts, detailsOf(error));
  if (query.scope === 'team') return context.json({ error: TEXTS.teamScope }, 403);

  const newestFirst = board
    .all()
    .filter((job) => isKnown(job, parts))
    .reverse();
  const start = startOf(newestFirst, query.cursor);
  if (start === null) return refuse(context, parts, { cursor: ['Invalid cursor'] });
  const found = newestFirst.slice(start).filter(({ id, state, body: { model } }) => {
    const { status = state, model: wanted = model, search = id } = query;
    return status === state && wanted === model && search.toLowerCase() === id;
  });
  const page = found.slice(0, query.limit);
  const hasMore = found.length > page.length;
  const last = page.at(-1);
  const body = {
    jobs: page.map((job) => jobBody(job, clock.now(), faults)),
    nextCursor: hasMore && last ? cursorAfter(last) : null,
    hasMore,
    ...(query.include_models === 'true' && { models: [...new Set(newestFirst.map((job) => job.body.model))] }),
  };
  return send(context, parts, body, 200, takeFault(faults, 'list'));
}

function isKnown({ submittedAt }: ApiframeJob, { clock, faults }: ApiframeParts): boolean {
  return clock.now() - submittedAt >= faults.unknownForMs;
}

/** Opaque to callers. */
function cursorAfter({ id }: ApiframeJob): string {
  return Buffer.from(id).toString('base64url');
}

/** Where the page begins; null for a cursor that was never given out. */
function startOf(newestFirst: readonly ApiframeJob[], cursor: string | undefined): number | null {
  if (cursor === undefined) return 0;
  const id = Buffer.from(cursor, 'base64url').toString();
  const at = newestFirst.findIndex((job) => job.id === id);
  return at < 0 ? null : at + 1;
}
