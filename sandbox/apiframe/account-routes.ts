import { z } from 'zod';
import { takeFault } from '../generation/faults.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { type ApiframeApp, type ApiframeParts, refuse, send } from './context.ts';
import { detailsOf } from './generate-body.ts';
import { MODEL_IDS, modelFor } from './models.ts';

/** @see https://api.apiframe.ai/v2/openapi.json */
export function mountAccountRoutes(app: ApiframeApp, parts: ApiframeParts): void {
  app.get('/v2/me', (context) => readAccount(context, parts));
}

/** The catalogue, which is open to anybody. */
export function mountModelRoutes(app: ApiframeApp, parts: ApiframeParts): void {
  app.get('/v2/models', (context) => listModels(context, parts));
}

function readAccount(context: RecordedContext, parts: ApiframeParts): Response | Promise<Response> {
  const { account, board, faults } = parts;
  // Failed jobs are refunded when somebody looks.
  board.all();
  const body = {
    user: { id: 'user-of-the-sandbox', email: 'operator@example.org', name: 'Operator' },
    team: faults.withoutTeam ? null : { id: 'team-of-the-sandbox', name: 'Sandbox', credits: account.credits },
    apiKey: { id: 'key-of-the-sandbox', name: 'raybot', isActive: true },
  };
  return send(context, parts, body, 200, takeFault(faults, 'me'));
}

const modelsQuery = z.object({ modality: z.enum(['image', 'video', 'audio']).optional() });

/** Something besides videos, so that asking for them alone makes a difference. */
const IMAGE_MODEL = { id: 'midjourney', label: 'Midjourney', modality: 'image', pricingMode: 'fixed' };

function listModels(context: RecordedContext, parts: ApiframeParts): Response | Promise<Response> {
  const { data: query, error } = modelsQuery.safeParse(context.req.query());
  if (error) return refuse(context, parts, detailsOf(error));
  const { costs, listsCosts, withdrawnModels } = parts.faults;
  const videoModels = MODEL_IDS.filter((id) => !withdrawnModels.includes(id)).map((id) => ({
    id,
    label: modelFor(id)?.label ?? id,
    modality: 'video',
    ...(listsCosts && { costMin: costs[id][5], costMax: costs[id][9] }),
    pricingMode: 'duration',
  }));
  const models = [IMAGE_MODEL, ...videoModels].filter(({ modality }) => modality === (query.modality ?? modality));
  return send(context, parts, { models }, 200, takeFault(parts.faults, 'models'));
}
