import { serve } from '../workers.ts';
import { drawFrontier } from './draw-frontier.ts';

/** What draws needs much memory, and ends with its process. */
const drawMethods = { drawFrontier };

export type DrawMethods = typeof drawMethods;

serve(drawMethods);
