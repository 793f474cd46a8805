import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { status } from '../../commands/status.ts';
import { usage } from '../../commands/usage.ts';
import { ChartError } from '../../src/charts/chart-error.ts';
import type { ChartRenderer } from '../../src/charts/chart-renderer.ts';
import type { UsageChart } from '../../src/charts/usage-chart.ts';
import { newAlias } from '../../src/credits/alias.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import type { Usage } from '../../src/credits/usage-figures.ts';
import type { Call, Command, CommandServices } from '../../src/discord/command.ts';
import type { Reply } from '../../src/discord/command-result.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import type { MoneyStatus, ServiceStatus } from '../../src/operations/status-reports.ts';
import { wordsFor } from '../../src/words/words.ts';
import { anInteraction, command } from '../builders/interactions.ts';
import { servicesWith } from '../builders/services.ts';

const words = wordsFor('en-US');
const ann = '444444444444444441';
const ben = '444444444444444442';
const png = new Uint8Array([137, 80, 78, 71]);

type Options = Parameters<typeof command>[1];
type Who = Partial<Pick<Call, 'callerIsOperator'>>;

/** Sends a command that is answered later, and waits for what it then says. */
async function send(
  made: Command,
  services: Partial<CommandServices>,
  options: Options = {},
  who: Who = {},
): Promise<Reply> {
  const call = readCommandCall(anInteraction({ data: command(made.declaration.name, options) }));
  const result = await made.execute({ ...call, ...who }, servicesWith(services), words);
  if (result.kind !== 'later') throw new Error(`answered by ${result.kind}`);
  return result.work(new AbortController().signal);
}

function aUsage(dates: readonly string[]): Usage {
  const days = dates.map((date, index) => ({ date, creditsSpent: 51 * index, delivered: index, failed: index % 2 }));
  const sum = (name: 'creditsSpent' | 'delivered' | 'failed') => days.reduce((total, day) => total + day[name], 0);
  const total = { creditsSpent: sum('creditsSpent'), delivered: sum('delivered'), failed: sum('failed') };
  return {
    total,
    days,
    topMembers: [
      { memberId: ann, creditsSpent: total.creditsSpent - 51, delivered: 9, failed: 0 },
      { memberId: ben, creditsSpent: 51, delivered: 1, failed: 0 },
    ],
    byModel: [{ model: 'ray-flash-2', ...total }],
    byFailure: [{ failure: 'moderated', jobs: Math.max(0, total.failed - 1) }],
    failureShare: total.failed / (total.failed + total.delivered),
    durationSeconds: { median: 45, p95: 150 },
  };
}

const dates = (count: number) =>
  Array.from({ length: count }, (_, index) => new Date(Date.UTC(2026, 7, 26 + index)).toISOString().slice(0, 10));

const noUsage: Usage = {
  total: { creditsSpent: 0, delivered: 0, failed: 0 },
  days: [{ date: '2026-11-23', creditsSpent: 0, delivered: 0, failed: 0 }],
  topMembers: [],
  byModel: [],
  byFailure: [],
  failureShare: null,
  durationSeconds: null,
};

/** What `/usage` calls. Real costs may be asked for by whoever is given them. */
function usageServices(changes: Partial<CommandServices> = {}, used?: Usage) {
  const asked: { days: number; timeZone: string }[] = [];
  const charts: UsageChart[] = [];
  const renderUsageChart: ChartRenderer['renderUsageChart'] = async (chart) => {
    charts.push(chart);
    return png;
  };
  const services: Partial<CommandServices> = {
    settings: {
      current: async () => ({ ...defaultPolicy({ credits: 300, period: 'week' }), timeZone: 'Asia/Tokyo' }),
      change: () => Promise.reject(new Error('nothing is to be changed')),
    },
    usage: {
      async ofGuild(_guildId, days, timeZone) {
        asked.push({ days, timeZone });
        const span = { from: Date.UTC(2026, 7, 26), until: Date.UTC(2026, 10, 23), timeZone };
        return { span, usage: used ?? aUsage(dates(days)) };
      },
      costsOfGuild: () => Promise.reject(new Error('nobody else may see the costs')),
    },
    memberNames: async () => new Map([[ann, 'Ann 🦊']]),
    charts: { renderUsageChart },
    ...changes,
  };
  return { services, asked, charts };
}

const costs = [
  { provider: 'segmind', costMicroUsd: 12_345_000, attempts: 30, videosWithoutCost: 0 },
  { provider: 'apiframe', costMicroUsd: 1_000_000, attempts: 3, videosWithoutCost: 2 },
];

describe.each([usage, status])('the command', (create) => {
  it('is for those who may manage the server', () => {
    expect(create(words).access).toBe('manage-guild');
    expect(create(words).declaration).toMatchObject({
      default_member_permissions: String(PermissionFlagsBits.ManageGuild),
      contexts: [0],
      integration_types: [0],
    });
  });
});

describe('/usage', () => {
  it('shows the days that were asked for by the server’s own clock, 30 where none were', async () => {
    const { services, asked } = usageServices();
    await send(usage(words), services);
    await send(usage(words), services, { days: 90 });
    await send(usage(words), services, { days: 4_000 });
    expect(asked).toEqual([30, 90, 30].map((days) => ({ days, timeZone: 'Asia/Tokyo' })));
  });

  it('says in words what the picture shows', async () => {
    const { services, charts } = usageServices();
    const { content, files } = await send(usage(words), services, { days: 7 });
    expect(files).toEqual([{ name: 'usage.png', contentType: 'image/png', bytes: png }]);
    expect(charts[0]?.columns).toHaveLength(7);
    expect(charts[0]?.members).toEqual([
      { name: 'Ann 🦊', creditsSpent: 1_020 },
      { name: '', creditsSpent: 51 },
    ]);
    expect(content).toMatchInlineSnapshot(`
      "**Usage of this server, last 7 days**
      Credits: **1,071** · videos: **21** · went wrong, at no cost: 3 (13 %)
      Half of the videos were there within 45 s, 19 of 20 within 2 min 30 s.
      Ray Flash 2: 1,071 credits · videos: 21 · failed: 3
      -# From 2026-08-26 on, by the clock of \`Asia/Tokyo\`; today is not over yet.
      **What went wrong**
      2 × turned down by the video service for the content
      1 × other reasons
      **Who used most credits**
      1. <@444444444444444441> 1,020 (95 %)
      2. <@444444444444444442> 51 (5 %)
      -# Lines with nothing in them are left out.
      \`\`\`
      day   credits made failed
      09-01     306    6      0
      08-31     255    5      1
      08-30     204    4      0
      08-29     153    3      1
      08-28     102    2      0
      08-27      51    1      1
      \`\`\`"
    `);
  });

  it.each([7, 30, 90])('of %i days fits into a message with ten members', async (days) => {
    const busy = aUsage(dates(days));
    const topMembers = Array.from({ length: 10 }, (_, n) => ({
      ...{ memberId: `44444444444444444${n}`, creditsSpent: 12_345, delivered: 240, failed: 1 },
    }));
    const { services } = usageServices({}, { ...busy, topMembers });
    const { content } = await send(usage(words), services, { days });
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(content.split('```')[1]?.trim().split('\n').length).toBe({ 7: 7, 30: 30, 90: 14 }[days]);
  });

  it('where nothing was used says so, without an empty picture or table', async () => {
    const { services, charts } = usageServices({}, noUsage);
    const { content, files } = await send(usage(words), services);
    expect(content).toContain('No video was asked for in this time.');
    expect(content).not.toMatch(/NaN|undefined|null|```|picture/);
    expect([files, charts]).toEqual([undefined, []]);
  });

  const failedWith = (...byFailure: Usage['byFailure']): Usage => {
    const failed = byFailure.reduce((sum, { jobs }) => sum + jobs, 0);
    return { ...aUsage(dates(7)), total: { creditsSpent: 0, delivered: 0, failed }, byFailure };
  };
  const failures = async (used: Usage) => {
    const { content } = await send(usage(words), usageServices({}, used).services, { days: 7 });
    return [...content.matchAll(/^([\d,]+) × (.*)$/gm)].map(([, jobs, why]) => [jobs, why]);
  };

  it('tells how many videos failed and why, the most frequent reason first, and what means the same as one', async () => {
    const used = failedWith(
      { failure: 'provider-lost', jobs: 3 },
      { failure: 'image-gone', jobs: 4 },
      { failure: 'image-too-large', jobs: 2 },
      { failure: 'delivery-impossible', jobs: 1_000 },
      { failure: 'provider-failed', jobs: 2 },
    );
    expect(await failures(used)).toEqual([
      ['1,000', 'made, but not to be posted: see that the bot may post in your channels'],
      ['6', 'the picture that came with it could not be used'],
      ['5', 'the video service failed, or lost track of it'],
    ]);
  });

  it.each([
    ...['provider-unavailable', 'provider-refused', 'provider-failed', 'provider-lost', 'provider-malformed'],
    ...['moderated', 'model-withdrawn', 'operator-attention', 'submit-uncertain', 'video-unreachable', 'not-a-video'],
    ...['delivery-impossible', 'image-gone', 'image-unreachable', 'image-elsewhere', 'image-too-large'],
    ...['image-too-many-pixels', 'image-unreadable'],
  ])('has words for %s', async (failure) => {
    const [told, ...others] = await failures(failedWith({ failure, jobs: 2 }));
    expect(told).toEqual(['2', expect.not.stringContaining('other')]);
    expect(others).toEqual([]);
  });

  it('counts what it has no words for, and what is rare, among the others, and leaves nobody out', async () => {
    const codes = ['moderated', 'provider-refused', 'provider-unavailable', 'operator-attention', 'submit-uncertain'];
    const all = codes.map((failure, index) => ({ failure, jobs: 90 - index }));
    const used = failedWith(...all, { failure: 'not-a-video', jobs: 3 }, { failure: 'of an older version', jobs: 70 });
    const told = await failures(used);
    expect(told).toHaveLength(6);
    expect(told.at(-1)).toEqual(['73', 'other reasons']);
    // Failed, and nobody wrote down why.
    const more = { ...used, total: { ...used.total, failed: used.total.failed + 2 } };
    expect((await failures(more)).at(-1)).toEqual(['75', 'other reasons']);
    expect(await failures({ ...used, total: { ...used.total, failed: 0 }, byFailure: [] })).toEqual([]);
  });

  it('calls whose data was erased a former member, in the text and in the picture, and asks nobody for a name', async () => {
    const alias = newAlias();
    const topMembers = [{ memberId: alias, creditsSpent: 51, delivered: 1, failed: 0 }];
    const asked: string[] = [];
    const memberNames: CommandServices['memberNames'] = async (_guildId, ids) => {
      asked.push(...ids);
      return new Map();
    };
    const { services, charts } = usageServices({ memberNames }, { ...aUsage(dates(7)), topMembers });
    const { content } = await send(usage(words), services);
    expect(content).toContain('1. a former member 51');
    expect(content).not.toContain(alias);
    expect(charts[0]?.members).toEqual([{ name: 'a former member', creditsSpent: 51 }]);
    expect(asked).toEqual([]);
  });

  it.each(['busy', 'too-slow', 'failed'] as const)('without a picture (%s) is the same in words', async (code) => {
    const charts = { renderUsageChart: () => Promise.reject(new ChartError(code, 'no')) };
    const { content, files } = await send(usage(words), usageServices({ charts }).services);
    expect(files).toBeUndefined();
    expect(content).toContain('The picture could not be drawn');
    expect(content).toContain(`1. <@${ann}>`);
  });

  it('does not take a fault of ours for a picture that cannot be drawn', async () => {
    const charts = { renderUsageChart: () => Promise.reject(new Error('a bug')) };
    await expect(send(usage(words), usageServices({ charts }).services)).rejects.toThrow('a bug');
  });

  it('shows real costs beside the credits to the operator, and asks for none for anybody else', async () => {
    const { services } = usageServices();
    const usageService = services.usage;
    if (!usageService) throw new Error('no usage');
    const forOperator = { ...services, usage: { ...usageService, costsOfGuild: async () => costs } };
    const { content } = await send(usage(words), forOperator, { days: 7 }, { callerIsOperator: true });
    expect(content).toContain('Credits spent: 1,071 · paid for them: $13.35, which is $0.0125 a credit');
    expect(content).toContain(
      'Segmind: $12.35 · requests: 30\nApiframe: $1.00 · requests: 3 · videos of unknown cost: 2',
    );
    expect((await send(usage(words), services, { days: 7 })).content).not.toMatch(/\$|cost nothing|Segmind/);
  });
});

describe('/status', () => {
  const service: ServiceStatus = {
    breakers: { segmind: 'closed', apiframe: 'open' },
    queue: { waiting: 3, making: 7, delivering: 1, longestWaitingSince: 1_795_000_000_900 },
    expected: [{ model: 'ray-flash-2', durationSeconds: 5, typicalMs: 41_300, mostMs: 118_000 }],
    lastWeek: { delivered: 1_200, failureShare: 0.031, durationSeconds: { median: 45, p95: 150 } },
  };
  const money: MoneyStatus = { balancesUsd: { segmind: 12.5 }, costs, creditsSpent: 1_071 };
  const nobodyElse = () => Promise.reject(new Error('nobody else may see the money'));

  it('tells an admin of services, queue and times, and of no money', async () => {
    const { content } = await send(status(words), { status: { service: async () => service, money: nobodyElse } });
    expect(content).toMatchInlineSnapshot(`
      "**How the bot is doing, for all servers together**
      🟢 Segmind works.
      🔴 Apiframe has trouble. It is tried again by itself; until then others are asked where they can.

      Videos under way: 3 waiting, 7 in the making, 1 on the way to their channel.
      The longest wait began <t:1795000000:R>.
      Ray Flash 2, 5 s: made in about 40 s, at most 2 min.
      Videos made in the last 7 days: 1,200. Half were there within 45 s, 19 of 20 within 2 min 30 s.
      3 % of what was asked for went wrong, and cost nothing."
    `);
    expect(content).not.toMatch(/\$|balance|credit|12\.5/i);
  });

  it('tells the operator of balances and costs too', async () => {
    const services = { status: { service: async () => service, money: async () => money } };
    const { content } = await send(status(words), services, {}, { callerIsOperator: true });
    expect(content.slice(content.indexOf('**For you'))).toMatchInlineSnapshot(`
      "**For you alone, who run this bot**
      Balances:
      Segmind: $12.50 left
      Apiframe: the balance is not known yet
      Last 7 days, all servers:
      Credits spent: 1,071 · paid for them: $13.35, which is $0.0125 a credit
      Segmind: $12.35 · requests: 30
      Apiframe: $1.00 · requests: 3 · videos of unknown cost: 2"
    `);
  });

  it('says so where nothing is under way, set up, or was ever made', async () => {
    const idle: ServiceStatus = {
      breakers: {},
      queue: { waiting: 0, making: 0, delivering: 0, longestWaitingSince: null },
      expected: [],
      lastWeek: { delivered: 0, failureShare: null, durationSeconds: null },
    };
    const { content } = await send(status(words), { status: { service: async () => idle, money: nobodyElse } });
    expect(content).toContain('No video service is set up.');
    expect(content).toContain('No video is under way.\nIn the last 7 days no video was made.');
  });

  it('tells the operator so where nothing was spent and nothing is known', async () => {
    const nothing: MoneyStatus = {
      balancesUsd: {},
      costs: [{ ...costs[0], provider: 'gone', costMicroUsd: 0, attempts: 1, videosWithoutCost: 0 }],
      creditsSpent: 0,
    };
    const services = { status: { service: async () => service, money: async () => nothing } };
    const { content } = await send(status(words), services, {}, { callerIsOperator: true });
    expect(content).toContain('Segmind: the balance is not known yet');
    expect(content).toContain('Credits spent: 0 · paid for them: $0.00\ngone: $0.00 · requests: 1');
    const much = { ...nothing, balancesUsd: { segmind: 1_234.5 } };
    const rich = { status: { service: async () => service, money: async () => much } };
    expect((await send(status(words), rich, {}, { callerIsOperator: true })).content).toContain(
      'Segmind: $1,234.50 left',
    );
  });
});
