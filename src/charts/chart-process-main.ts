import { constants, setPriority } from 'node:os';
import { serveOrders } from '../processes/serve-orders.ts';
import { drawUsageChart } from './draw-usage-chart.ts';
import type { ChartAnswer, ChartOrder } from './usage-chart.ts';

// A picture can wait; acknowledgements cannot.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/** What the process of `createChartRenderer` runs: an order comes in, a picture or what went wrong goes out. */
serveOrders((order: ChartOrder) =>
  drawUsageChart(order).then(
    (png): ChartAnswer => ({ png }),
    (error: unknown): ChartAnswer => ({
      fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }),
  ),
);
