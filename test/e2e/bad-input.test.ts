import { MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { expectPaidOnce, kite, type QuickWorld, shareWorld, startQuickWorld } from './quick-world.ts';
import { startTestBot } from './world.ts';

/** Discord's own app would not send most of this; another client may. */
const lenient = { strict: false } as const;

const shared = shareWorld();

/** The command is answered at once, to the member alone; nothing is held, written down or submitted. */
async function expectRefusal(
  world: QuickWorld,
  answer: RegExp,
  ...[command, options, more]: Parameters<QuickWorld['ask']>
): Promise<void> {
  const message = await world.ask(command, options, { ...lenient, ...more });
  expect(message.content).toMatch(answer);
  expect(message.ephemeral || message.channelId === world.discord.world.directChannelWith(world.memberId)?.id).toBe(
    true,
  );
  expect(message.flags & MessageFlags.SuppressEmbeds).not.toBe(0);
  expect(message.pings).toEqual({ users: [], roles: [], everyone: false });
  const id = message.interactionId ?? '';
  expect(await world.database.selectFrom('job').select('id').where('id', '=', id).execute()).toEqual([]);
  expect(await world.database.selectFrom('hold').select('job_id').where('job_id', '=', id).execute()).toEqual([]);
  expect(world.segmind.submitCount).toBe(0);
}

describe('a prompt that cannot be used is refused with what to do:', () => {
  it.each([
    ['none', undefined, /has no words. Describe/],
    ['a blank one', '   ', /has no words. Describe/],
    ['blanks of other alphabets', '\u3000\u2003\u00a0', /has no words. Describe/],
    ['nothing but zero-width characters', '\u200b\u200d\ufeff', /has no words|invisible/],
    ['punctuation', '...!?', /has no words. Describe/],
    ['a number instead of text', 42, /has no words. Describe/],
    ['two letters', 'ab', /at least 3 characters/],
    ['4,001 letters', 'x'.repeat(4001), /4,001 characters, and the model reads at most 4,000/],
    ['a NUL', 'a kite\u0000 over', /invisible control characters/],
    ['an escape sequence', 'a kite \u001b[31m over', /invisible control characters/],
    ['text that runs backwards', 'a kite \u202eover the dunes', /invisible control characters/],
    ['hidden tags', 'a kite \u{e0041}\u{e0042}', /invisible control characters/],
    ['@everyone', 'a kite for @everyone', /cannot mention anybody, and yours holds `@everyone`/],
    ['@here', 'a kite @here', /cannot mention anybody, and yours holds `@here`/],
    ['a user', 'a kite for <@1212912186163200002>', /cannot mention anybody/],
    ['a role', 'a kite for <@&1212912186163200004>', /cannot mention anybody/],
  ])('%s', async (_, prompt, answer) => {
    await expectRefusal(shared.world, answer, 'ray-flash', prompt === undefined ? {} : { prompt });
  });
});

describe('an option that cannot be served is refused with what can be:', () => {
  it.each([
    ['a length of 7 s', 'ray-flash', { duration: 7 }, /cannot make duration = 7. It can do: 5, 9/],
    ['a length of 1e308', 'ray-flash', { duration: 1e308 }, /cannot make duration/],
    ['a length as text', 'ray-flash', { duration: '5' }, /cannot make duration/],
    ['an unknown shape', 'ray-flash', { aspect_ratio: '2:1' }, /aspect.ratio = 2:1. It can do: 16:9, 9:16/],
    ['a shape that Ray 2 has not', 'ray', { aspect_ratio: '4:3' }, /Ray 2 cannot make 5 s, 4:3. It can do: 5 s; 16:9/],
    ['9 s of Ray 2', 'ray', { duration: 9 }, /Ray 2 cannot make/],
    ['loop: «yes»', 'ray-flash', { loop: 'yes' }, /cannot make loop = yes. It can do: true, false/],
    ['private: 1', 'ray-flash', { private: 1 }, /cannot make private = 1/],
    ['markdown for a shape', 'ray-flash', { aspect_ratio: '**@here**' }, /cannot make aspect_ratio = \\\*\\\*\\@here/],
  ])('%s', async (_, command, options, answer) => {
    await expectRefusal(shared.world, answer, command, { ...kite, ...options });
  });
});

describe('a place or a command that is not served is refused with what to do:', () => {
  it('direct messages', async () => {
    const { world } = shared;
    const channelId = world.discord.world.directChannelWith(world.memberId)?.id ?? '';
    await expectRefusal(world, /in a server, not in direct messages/, 'ray-flash', kite, { channelId });
    await expectRefusal(world, /in a server, not in direct messages/, 'credits', {}, { channelId });
  });

  it('a command of an older version', async () => {
    await expectRefusal(shared.world, /not known any more. Reload Discord/, 'dream-machine', kite);
  });

  it('a server that the operator has not allowed', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { ALLOWED_GUILDS: world.guildId } });
    const { id: channelId, guildId } = world.discord.world.channelNamed('clips');
    const howTo = new RegExp(
      `\`/operator allow\` and the number \`${guildId}\`, or in its configuration \\(\`ALLOWED_GUILDS\`\\)`,
    );
    await expectRefusal(world, howTo, 'ray-flash', kite, { channelId });
    await expectRefusal(world, howTo, 'credits', {}, { channelId });
    expect((await world.ask('credits')).content).toContain('Your credits here');
  });

  it('too few credits', async (test) => {
    const world = await startQuickWorld(test);
    await startTestBot(test, world, { environment: { DEFAULT_ALLOWANCE_CREDITS: '50' } });
    await expectRefusal(world, /costs \*\*51 credits\*\*, and you have \*\*50\*\*.+`\/credits`/, 'ray-flash', kite);
    expect((await world.ask('credits')).content).toContain('To spend: **50**');
  });
});

/** As a client shows it: a backslash makes the next character plain. */
const shown = (content: string) => content.replace(/\\([^\p{L}\p{N}\s])/gu, '$1');

describe('a prompt that Discord could mistake for formatting is made, and shown as it was typed:', () => {
  it.each([
    ['markdown', '# **bold** __under__ ~~gone~~ ||hidden|| `code` *a* _b_ \\* ```js\nalert(1)``` > - 1. end'],
    ['quotes and emoji', `a sign that says "it's «open»" 👩‍👩‍👧‍👦 fly a 🪁 under 🏴󠁧󠁢󠁳󠁣󠁴󠁿, é and ﷽`],
    ['links and tags', 'https://example.org/a_b [click](https://example.org) <t:0:R> </ray:1> <a:kite:1> @ everyone'],
    ['an almost endless one', `${'*'.repeat(2500)} kite ${'_'.repeat(1400)}`],
  ])('%s', async (_, prompt) => {
    const { world } = shared;
    const { id } = await world.give('ray-flash', { prompt });
    expectPaidOnce(await world.settle(id));
    const folded = prompt.replace(/\s+/g, ' ');
    expect(world.segmind.jobs.at(-1)?.body.prompt).toBe(folded);

    const [video] = world.videosOf(id);
    const quote = video?.content.split('\n')[1] ?? '';
    expect(quote).toMatch(/^> /);
    const text = shown(quote.slice(2));
    expect(text.endsWith('…') ? folded.startsWith(text.slice(0, -1)) : folded === text).toBe(true);
    expect(text.length).toBeGreaterThan(Math.min(folded.length, 500) - 1);
    expect(video?.content.split('\n')).toHaveLength(3);
    expect(quote.replace(/\\./g, '')).not.toMatch(/[*_~`|[\]<]|:\/\//);
    expect(video?.pings).toEqual({ users: [world.memberId], roles: [], everyone: false });
    expect(video?.flags).toBe(MessageFlags.SuppressEmbeds);
  });
});
