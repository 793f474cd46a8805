import { z } from 'zod';

/** How a bot in a process of its own learns the sandbox's time: at first by this variable, later by messages. */
export const CLOCK_VARIABLE = 'SANDBOX_CLOCK';

export const clockAnchorSchema = z.object({ worldMs: z.number(), realMs: z.number(), scale: z.number().positive() });
